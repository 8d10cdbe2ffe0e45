"""The first start of a home, its overrides, its logs, its locks."""

import io
import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.app import init, logs, overrides, state
from ccengine.app.example import make_example
from ccengine.app.logs import Bound
from ccengine.app.overrides import Overrides, parse_sip, parse_trunk
from ccengine.app.render import extensions
from ccengine.app.steps import Steps
from ccengine.app.trouble import Trouble
from ccengine.flow import load_flows
from ccengine.flow.loading.folder import read_ports
from ccengine.model.home import Home
from ccengine.model.settings import parse_settings


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    init.make_home(home)
    return home


@pytest.mark.parametrize("umask", [0, 0o022, 0o077])
def test_a_new_home_is_private_under_any_umask(tmp_path: Path, umask: int) -> None:
    home, before = Home(tmp_path / "home"), os.umask(umask)
    try:
        init.make_home(home)
    finally:
        os.umask(before)
    hidden = (home.journal, home.recordings, home.log, home.run)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (home.root, home.settings, *hidden)}
    wanted = {home.root.name: 0o755, home.settings.name: 0o640} | {folder.name: 0o750 for folder in hidden}
    assert modes == {name: mode & ~umask for name, mode in wanted.items()}


def test_a_new_home_is_complete_and_the_shipped_example_loads(home: Home) -> None:
    settings = overrides.settings_of(home)
    assert settings.sip == ("127.0.0.1", 5060)
    assert settings.trunk == ("127.0.0.1",)
    assert list(read_ports(home.flows, settings.language)) == ["4008001234"]
    assert {str(agent) for agent in settings.agents} == {str(8001 + i) for i in range(8)}
    assert load_flows(settings, home.flows, home.prompts).keys() == {"hotline"}
    runtime = init.make_runtime(home, settings, check_ports=True)
    assert runtime.phones.keys() == settings.agents.keys()
    assert len({runtime.agi_port, runtime.ami_port, settings.sip[1]}) == 3
    assert home.runtime.stat().st_mode & 0o777 == 0o600


def test_what_the_user_changed_is_never_overwritten(home: Home) -> None:
    settings = overrides.settings_of(home)
    before = init.make_runtime(home, settings, check_ports=True)
    home.settings.write_text("sip: 127.0.0.1:5070\nagents:\n  9001: {}\n")
    (home.flows / "hotline.yaml").write_text("mine")
    gone = next(iter(home.prompts.glob("zh/*.wav")))
    gone.unlink()
    assert init.make_home(home) == []
    assert home.settings.read_text().startswith("sip: 127.0.0.1:5070")
    assert (home.flows / "hotline.yaml").read_text() == "mine"
    assert not gone.exists()  # whoever deleted it meant it ...
    assert init.add_missing(home) == [f"prompts/{gone.relative_to(home.prompts)}"]  # ... until he asks
    after = init.make_runtime(home, overrides.settings_of(home), check_ports=False)
    assert after.phones.items() > before.phones.items()  # a new agent gets one, the old ones keep theirs
    assert after.phones.keys() - before.phones.keys() == {"9001"}
    assert (after.agi_port, after.ami_secret) == (before.agi_port, before.ami_secret)


def test_an_example_is_a_home_of_its_own_and_nobody_elses(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    make_example(home, "property")
    assert (home.root / "property.db").stat().st_mode & 0o777 == 0o640
    settings = overrides.settings_of(home)
    assert settings.sources.keys() == {"property"}
    assert {port.flow for port in read_ports(home.flows, "zh").values()} == {"property"}
    with pytest.raises(Trouble, match="is there already"):
        make_example(home, "property")
    assert not (home.flows / "settings.yaml").exists()
    assert init.add_missing(home) == []  # the small hotline's flow would keep it from loading
    init.make_home(other := Home(tmp_path / "other"))
    assert not (other.flows / "property").exists()
    assert init.add_missing(other) == []


def test_a_home_of_before_gets_its_key_when_its_dialplan_is_made_anew(home: Home) -> None:
    settings = overrides.settings_of(home)
    new = init.make_runtime(home, settings, check_ports=True)
    assert len(new.agi_key.reveal()) > 20
    old = json.loads(home.runtime.read_text())
    del old["agi_key"]
    home.runtime.write_text(json.dumps(old))
    external = replace(settings, switch="external")
    for kept in (
        init.make_runtime(home, settings, check_ports=False),  # something of it runs
        init.make_runtime(home, external, check_ports=True),  # its dialplan is its owner's to read again
    ):
        assert kept.agi_key.reveal() == ""
        assert "&arrived=${ARRIVED},,${IDENTITY})" in extensions(settings, kept, home)
    given = init.make_runtime(home, settings, check_ports=True)
    assert f"&arrived=${{ARRIVED}},{given.agi_key.reveal()},${{IDENTITY}})" in extensions(settings, given, home)
    assert init.make_runtime(home, settings, check_ports=True) == given


@pytest.mark.parametrize(("switch", "stays"), [("external", True), ("managed", False)])
def test_an_asterisk_of_the_owners_own_keeps_the_ports_that_it_was_told(home: Home, switch: str, stays: bool) -> None:
    """It is there before `up`, and takes the manager's port itself."""
    settings = replace(overrides.settings_of(home), switch=switch)
    first = init.make_runtime(home, settings, check_ports=True)
    with socket.create_server(("127.0.0.1", first.ami_port)):
        again = init.make_runtime(home, settings, check_ports=True)
    assert (again.ami_port == first.ami_port) is stays
    assert again.agi_port == first.agi_port


def test_a_damaged_runtime_is_told_and_left_alone(home: Home) -> None:
    for text in ("", "{}", "[]", '{"agi_port": 1}', "\x00"):
        home.runtime.write_text(text)
        with pytest.raises(Trouble, match="cannot be read"):
            init.make_runtime(home, overrides.settings_of(home), check_ports=True)
        assert home.runtime.read_text() == text


def test_the_default_settings_are_what_the_model_says() -> None:
    assert parse_settings(init.default_settings(), "settings.yaml").queues.keys() == {"service"}


def test_overrides_are_kept_for_the_run(home: Home) -> None:
    assert overrides.load(home) == Overrides()
    mine = Overrides(("127.0.0.1", 5999), ("192.0.2.0/24", "::1"))
    overrides.save(home, mine)
    assert overrides.load(home) == mine
    settings = overrides.settings_of(home)
    assert (settings.sip, settings.trunk) == (("127.0.0.1", 5999), ("192.0.2.0/24", "::1"))
    (home.run / "overrides.json").write_text("{")
    with pytest.raises(Trouble, match="remove it"):
        overrides.load(home)


def test_the_fingerprint_follows_all_that_asterisk_is_made_of(home: Home) -> None:
    settings = overrides.settings_of(home)
    prints = {overrides.fingerprint(home)}
    init.make_runtime(home, settings, check_ports=True)
    prints.add(overrides.fingerprint(home))
    overrides.save(home, Overrides(("127.0.0.1", 5999)))
    prints.add(overrides.fingerprint(home))
    home.settings.write_text(home.settings.read_text() + "# more\n")
    prints.add(overrides.fingerprint(home))
    assert len(prints) == 4


@pytest.mark.parametrize(
    ("text", "sip"),
    [("127.0.0.1:5060", ("127.0.0.1", 5060)), ("[::1]:5061", ("::1", 5061)), ("0.0.0.0:1", ("0.0.0.0", 1))],
)
def test_sip_addresses(text: str, sip: tuple[str, int]) -> None:
    assert parse_sip(text) == sip


NO_ADDRESSES = ["", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "::1:5060", "127.0.0.1:+5",
                "127.0.0.1:٣", "host:5060", "[127.0.0.1:5060", "1.2.3.4 :5"]  # fmt: skip


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_sip_address(text: str) -> None:
    with pytest.raises(ValueError, match="is not ADDRESS:PORT"):
        parse_sip(text)


def test_trunks() -> None:
    assert [parse_trunk(t) for t in ("192.0.2.7", "10.0.0.0/8", "::1")] == ["192.0.2.7", "10.0.0.0/8", "::1"]
    for text in ("", "10.0.0.1/8", "trunk.example", "10.0.0.0/99"):
        with pytest.raises(ValueError, match="is no address or network"):
            parse_trunk(text)


def test_a_log_over_its_bound_is_moved_while_its_writer_goes_on(home: Home) -> None:
    fd = logs.open_log(home, "engine")
    bound = Bound(home.log / "engine.log", 100)
    os.write(fd, b"a" * 100)
    assert not logs.cut(bound)
    os.write(fd, b"b")
    assert logs.cut(bound)
    os.write(fd, b"after\n")
    os.close(fd)
    assert bound.path.read_bytes() == b"after\n"
    assert (home.log / "engine.log.1").read_bytes() == b"a" * 100 + b"b"
    assert not logs.cut(Bound(home.log / "nobody.log", 1))


def test_a_lock_is_given_up_by_a_death(home: Home) -> None:
    program = (
        "import sys; from pathlib import Path; from ccengine.app.state import HomeLock; from ccengine.model.home "
        "import Home; lock = HomeLock(Home(Path(sys.argv[1])), 'x'); print(lock.take(), flush=True); sys.stdin.read()"
    )
    lock = state.HomeLock(home, "x")
    assert lock.holder() is None
    argv = [sys.executable, "-c", program, str(home.root)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "True\n"
        assert lock.holder() == other.pid
        assert not lock.take()
        other.kill()
        other.communicate()
    assert lock.holder() is None
    assert lock.take()
    lock.release()


def test_state_is_whole_or_absent(home: Home) -> None:
    assert state.read_state(home) == {}
    state.write_state(home, {"pid": 7})
    assert state.read_state(home) == {"pid": 7}
    for text in ("", "[]", "{"):
        state.state_file(home).write_text(text)
        assert state.read_state(home) == {}


class Terminal(io.StringIO):
    def __init__(self, tty: bool) -> None:
        super().__init__()
        self._tty = tty

    def isatty(self) -> bool:
        return self._tty

    @property
    def text(self) -> str:
        return self.getvalue()


def test_steps_are_plain_lines_without_a_terminal() -> None:
    out = Terminal(tty=False)
    steps = Steps(out)
    with steps.step("Asterisk"):
        for done in range(100):
            steps.progress("fetch", done, 100)
        steps.progress("unpack", 1, 1)
    with pytest.raises(Trouble), steps.step("settings"):
        raise Trouble("x")
    assert [line.rsplit("  ", 1)[0] for line in out.text.splitlines()] == [
        "     - fetch", "     - unpack", "    ok Asterisk", "failed settings",
    ]  # fmt: skip
    assert "\r" not in out.text
    assert json.dumps(out.text).count("\\n") == 4


def test_steps_redraw_their_line_on_a_terminal() -> None:
    out = Terminal(tty=True)
    steps = Steps(out)
    with steps.step("Asterisk"):
        steps.progress("fetch", 50, 100)
    assert "fetch  50 %" in out.text
    assert out.text.endswith("s\n")
    assert out.text.count("\n") == 2


def test_asterisks_log_is_shown_as_a_person_reads_it() -> None:
    line = json.dumps(
        {
            "timestamp": "2026-11-22 21:28:57.961",
            "logmsg": {"location": {"filename": "loader.c"}, "level": "ERROR", "message": "no '4\n\x1b[2J' here\n"},
        }
    )
    assert logs.readable(line) == "[2026-11-22 21:28:57.961] ERROR loader.c: no '4??[2J' here"
    for other in ("", "2026-11-22 21:28:18,390 INFO ccengine.switch: AMI is up", "[]", '{"logmsg": 1}'):
        assert logs.readable(other) == other
