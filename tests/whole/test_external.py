"""An Asterisk of somebody else's, with its own transport and files, serves the hotline once it includes ours."""

import re
from pathlib import Path

from ccengine.app.asterisk import ManagedAsterisk
from ccengine.app.cache import cache_folder
from ccengine.app.external import write_includes
from ccengine.app.root import provision
from ccengine.model.home import Home
from tests.support.asterisk import RunningAsterisk, fresh_runtime, hotline_settings
from tests.support.rawsip import RawSip


class Foreign(ManagedAsterisk):
    """Its owner's files, which include what we told him to."""

    folder: Path

    def _write(self, files: "object") -> None:
        assert isinstance(files, dict)
        own = dict(files)
        host, port = self.settings.sip
        own["pjsip.conf"] = (
            "[global]\ntype = global\nendpoint_identifier_order = username,ip\n"
            f"[mine]\ntype = transport\nprotocol = udp\nbind = {host}:{port}\n"
            f'#include "{self.folder}/pjsip.conf"\n'
        )
        own["extensions.conf"] = f'[general]\n[mine]\nexten => 1,1,Hangup()\n#include "{self.folder}/extensions.conf"\n'
        own["manager.conf"] = (
            f"[general]\nenabled = yes\nbindaddr = 127.0.0.1\nport = {self.runtime.ami_port}\n"
            f'#include "{self.folder}/manager.conf"\n'
        )
        own["cel.conf"] = f'#include "{self.folder}/cel.conf"\n'
        own["cel_custom.conf"] = f'#include "{self.folder}/cel_custom.conf"\n'
        super()._write(own)


def test_what_is_told_works(tmp_path: Path) -> None:
    settings = hotline_settings()
    runtime = fresh_runtime(settings)
    home = Home(tmp_path / "hotline")
    told = write_includes(settings, runtime, home)
    folders = set(re.findall(r'#include "(.*)/\w+\.conf"', told))
    assert folders == {str(tmp_path / "hotline/external")}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (home.root / "external").iterdir()), "they hold passwords"
    assert not [secret for secret in ("pw-8001", "ami-secret") if secret in told]
    switch = Foreign(settings, runtime, Home(tmp_path / "theirs"), provision("asterisk", cache_folder()))
    switch.folder = Path(folders.pop())
    ast = RunningAsterisk(settings, runtime, home, switch)
    try:
        ast.start()
        with RawSip(ast.sip) as phone, RawSip(ast.sip) as caller:
            assert phone.register("agent8001", "<sip:agent8001@127.0.0.1>", "pw-8001") == 200
            caller.ring("4008001234", "<sip:13800138000@127.0.0.1>")
            assert caller.reply(ringing=True).startswith("SIP/2.0 180 ")
            caller.cancel(f"sip:4008001234@{ast.sip[0]}:{ast.sip[1]}", "<sip:13800138000@127.0.0.1>")
        assert ast.cel_until("LINKEDID_END")[0].kind == "CHAN_START", "written where we read it"
        assert [line for line in ast.log().splitlines() if "WARNING" in line and "res_agi" not in line] == []
    finally:
        switch.stop()
