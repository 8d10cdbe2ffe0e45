"""The managed Asterisk's life: started, killed, started again, stopped."""

import os
import signal
import socket
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.app.asterisk import ManagedAsterisk
from ccengine.app.cache import cache_folder
from ccengine.app.ports import check_free
from ccengine.app.root import provision
from ccengine.app.trouble import Trouble
from ccengine.model.home import Home
from tests.support.asterisk import RunningAsterisk, fresh_runtime, hotline_settings, running_asterisk
from tests.support.rawsip import RawSip, status


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_a_life(tmp_path: Path) -> None:
    with running_asterisk(tmp_path) as ast:
        assert "res_pjsip.so" in ast.cli("module show like res_pjsip.so")
        log = ast.log()
        assert "ERROR" not in log, log
        assert "WARNING" not in log, log
        _passwords_are_kept(ast)
        _killed_it_starts_again(ast)
        _its_ports_are_told_as_taken(ast)
        _a_left_over_is_ended(ast)
        pid = ast.pid
        ast.stop()
        assert gone(pid)
        check_free("udp", *ast.sip, "SIP", "")
        check_free("tcp", "127.0.0.1", ast.runtime.ami_port, "AMI", "")
        ast.stop()


def _passwords_are_kept(ast: RunningAsterisk) -> None:
    etc = ast.home.asterisk / "etc"
    assert stat.S_IMODE(etc.stat().st_mode) == 0o700
    assert "pw-8001" in (etc / "pjsip.conf").read_text()


def _killed_it_starts_again(ast: RunningAsterisk) -> None:
    first = ast.pid
    ast.kill()
    assert ast.home.asterisk_control.exists(), "what is left behind is what the next start removes"
    ast.start()
    assert ast.pid != first


def _its_ports_are_told_as_taken(ast: RunningAsterisk) -> None:
    other = ManagedAsterisk(ast.settings, ast.runtime, Home(ast.home.root / "other"), ast.switch.root)
    with pytest.raises(Trouble, match=rf"udp port 127\.0\.0\.1:{ast.sip[1]} \(SIP\) is in use(?s:.*)--sip"):
        other.start()
    assert other.pid is None
    assert ast.cli("core show uptime"), "the one that runs was not disturbed"


def _a_left_over_is_ended(ast: RunningAsterisk) -> None:
    """Its supervisor was killed: the next start ends it, since it holds the ports."""
    old = ast.pid
    successor = ManagedAsterisk(ast.settings, ast.runtime, ast.home, ast.switch.root)
    successor.start()
    successor.ready()
    assert ast.switch.process is not None
    assert ast.switch.process.wait() == 0, "asked to stop, not killed"
    assert successor.pid != old
    ast.switch = successor


def test_a_number_given_to_another_program_is_left_alone(tmp_path: Path) -> None:
    settings = hotline_settings()
    switch = ManagedAsterisk(settings, fresh_runtime(settings), Home(tmp_path), provision("asterisk", cache_folder()))
    with subprocess.Popen(["sleep", "600"]) as stranger:
        (switch.home.asterisk / "run").mkdir(parents=True)
        (switch.home.asterisk / "run/asterisk.pid").write_text(f"{stranger.pid}\n")
        switch.stop_left_over()
        assert stranger.poll() is None
        os.kill(stranger.pid, signal.SIGKILL)


def test_two_homes_side_by_side(tmp_path: Path) -> None:
    with running_asterisk(tmp_path / "a") as one, running_asterisk(tmp_path / "b") as two:
        assert one.pid != two.pid
        told = [ast.cli("core show settings") for ast in (one, two)]
        assert all("System name:" in each for each in told), told
        assert len({each.partition("System name:")[2].split()[0] for each in told}) == 2


def test_a_manager_port_in_use(tmp_path: Path) -> None:
    settings = hotline_settings()
    runtime = fresh_runtime(settings)
    with socket.create_server(("127.0.0.1", runtime.ami_port)):
        switch = ManagedAsterisk(settings, runtime, Home(tmp_path), provision("asterisk", cache_folder()))
        with pytest.raises(Trouble, match=r"manager interface\) is in use(?s:.*)runtime.json"):
            switch.start()


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    settings = hotline_settings()
    home = Home(tmp_path / ("long" * 30))
    switch = ManagedAsterisk(settings, fresh_runtime(settings), home, provision("asterisk", cache_folder()))
    with pytest.raises(Trouble, match=r"path is too long(?s:.*)--home"):
        switch.start()


def test_one_that_cannot_start_says_why(tmp_path: Path) -> None:
    settings = hotline_settings()
    root = provision("asterisk", cache_folder())
    switch = ManagedAsterisk(settings, fresh_runtime(settings), Home(tmp_path), root)
    switch.root = replace(root, path=tmp_path / "none")
    with pytest.raises(Trouble, match="asterisk is not in"):
        switch.start()
    switch.root = root
    switch.start()
    assert switch.process is not None
    os.kill(switch.process.pid, signal.SIGKILL)
    with pytest.raises(Trouble, match=r"Asterisk ended at its start \(code -9\)"):
        switch.ready()


def test_the_channel_events_are_written(tmp_path: Path) -> None:
    """A call that no engine takes: its start and its end stand in the file, by the id that is its CallId."""
    with running_asterisk(tmp_path) as ast, RawSip(ast.sip) as caller:
        uri = f"sip:4008001234@{ast.sip[0]}:{ast.sip[1]}"
        caller.ring("4008001234", "<sip:13800138000@127.0.0.1>")
        assert status(caller.reply(ringing=True)) == 180, "nobody answers AGI: the caller hears ringing"
        caller.cancel(uri, "<sip:13800138000@127.0.0.1>")
        events = ast.cel_until("LINKEDID_END")
        assert [event.kind for event in events] == ["CHAN_START", "HANGUP", "CHAN_END", "LINKEDID_END"]
        (unique,) = {event.unique for event in events}
        assert unique.startswith("c")
        assert events[1].number == "13800138000"
