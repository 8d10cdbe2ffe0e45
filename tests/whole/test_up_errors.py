"""What a person sees when something is wrong: one message that says what to do, and nothing disturbed."""

import socket
import subprocess
from pathlib import Path

import pytest

from ccengine.model.home import Home
from tests.support.hotline import CHECKOUT, Homes, Hotline, ccengine, free_sip
from tests.whole.test_up import mentioning, options


def refused(home: Path, *args: str, code: int, within: tuple[str, ...] = ()) -> str:
    """What `up` says on stderr when it refuses: no traceback, nothing on stdout but progress, nothing running."""
    done = ccengine("up", "--detach", "--home", home, *args, within=within)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "on the air" not in done.stdout
    assert mentioning(home) == []
    return done.stderr


def test_a_sip_port_of_another_home(hotline: Hotline, homes: Homes) -> None:
    said = refused(homes.new(), "--sip", hotline.told["sip"], code=1)
    assert f"udp port {hotline.told['sip']} (SIP) is in use, by the ccengine of {hotline.home.root}" in said
    assert "--sip" in said
    assert options(hotline.host, hotline.port) == "SIP/2.0 200 OK"


@pytest.mark.parametrize("kind", ["udp", "tcp"])
def test_a_sip_port_in_use_is_told_with_its_holder(homes: Homes, kind: str) -> None:
    program = (
        "import socket,sys; s=socket.socket(type=getattr(socket,sys.argv[1])); s.bind(('127.0.0.1',0));"
        "s.type==socket.SOCK_STREAM and s.listen(); print(s.getsockname()[1],flush=True); sys.stdin.read()"
    )
    argv = ["python3", "-c", program, "SOCK_DGRAM" if kind == "udp" else "SOCK_STREAM"]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        port = int(other.stdout.readline())
        said = refused(homes.new(), "--sip", f"127.0.0.1:{port}", code=1)
        other.communicate()
    assert f"{kind} port 127.0.0.1:{port} (SIP) is in use, by process {other.pid} (python3" in said


def test_an_address_that_is_not_ours(homes: Homes) -> None:
    assert "192.0.2.1 is not an address of this machine" in refused(homes.new(), "--sip", "192.0.2.1:5060", code=1)


@pytest.mark.parametrize("sip", ["127.0.0.1", "localhost:5060", "127.0.0.1:0", "127.0.0.1:70000", "::1:5060", "x\ny:5"])
def test_bad_sip_syntax(homes: Homes, sip: str) -> None:
    said = refused(homes.new(), "--sip", sip, code=2)
    assert "is not ADDRESS:PORT, as in 127.0.0.1:5060" in said


def test_bad_trunk_syntax(homes: Homes) -> None:
    assert "is no address or network, as in 192.0.2.7" in refused(homes.new(), "--trunk", "10.0.0.0/99", code=2)


def test_wrong_settings_are_all_told_with_their_places(homes: Homes) -> None:
    def wrong(text: str) -> str:
        return text.replace("agents: [8001-8008]", "agents: [8001-8009]", 1).replace("ring: 20s", "rung: 20s", 1)

    home = homes.new(wrong)
    said = refused(home, code=2)
    lines = home.joinpath("settings.yaml").read_text().splitlines()
    for text in ("8001-8009", "rung"):
        line = next(i for i, each in enumerate(lines, 1) if text in each)
        assert f"{home}/settings.yaml:{line}:" in said


def test_music_that_asterisk_would_not_play(homes: Homes) -> None:
    home = homes.new(lambda text: text.replace("music: default", "music: waltz", 1))
    line = next(i for i, each in enumerate((home / "settings.yaml").read_text().splitlines(), 1) if "music:" in each)
    assert f"{home}/settings.yaml:{line}:12: queue" in refused(home, "--sip", free_sip(), code=2)
    (home / "music" / "waltz").mkdir()
    assert f"the music class {home}/music/waltz has no file" in refused(home, "--sip", free_sip(), code=1)


def test_a_missing_prompt_is_told_where_it_is_used(homes: Homes) -> None:
    home = homes.new()
    for file in home.glob("prompts/*/welcome.wav"):
        file.unlink()
    said = refused(home, "--sip", free_sip(), code=2)
    assert f"{home}/flows/hotline.yaml:" in said
    assert "welcome" in said


def test_a_recordings_folder_that_cannot_be_written(homes: Homes) -> None:
    home = homes.new()
    Home(home).recordings.rmdir()
    Home(home).recordings.write_text("no folder")
    assert f"recordings, {home}/recordings, cannot be written" in refused(home, "--sip", free_sip(), code=1)


def test_a_recordings_folder_without_space(homes: Homes) -> None:
    home = homes.new()
    script = f'mount -t tmpfs -o size=1m none {home}/recordings && exec "$@"'
    said = refused(home, "--sip", free_sip(), code=1, within=("unshare", "-Urm", "sh", "-c", script, "sh"))
    assert f"{home}/recordings, has 1 MB free; 64 MB are the least" in said


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = refused(tmp_path / "file" / "home", code=1)
    assert "cannot be set up" in said
    assert "--home" in said


def test_a_home_with_a_path_too_long_for_sockets(tmp_path: Path) -> None:
    said = refused(tmp_path / ("x" * 120), code=1)
    assert "path is too long for a socket" in said


def test_two_ups_at_once_make_one_hotline(homes: Homes) -> None:
    home, sip = homes.new(), free_sip()
    argv = [str(CHECKOUT / "bin" / "ccengine"), "up", "--detach", "--json", "--home", str(home)]
    both = [
        subprocess.Popen([*argv, "--sip", sip], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [each.communicate()[0] for each in both]
    assert [each.returncode for each in both] == [0, 0]
    assert said[0] == said[1]


def test_a_setting_that_was_broken_while_it_runs_disturbs_nothing(homes: Homes) -> None:
    hotline = homes.start()
    hotline.home.settings.write_text("sip: nowhere\n")
    done = ccengine("up", "--detach", "--home", hotline.home.root)
    assert done.returncode == 2
    assert f"{hotline.home.settings}:1:6" in done.stderr
    assert options(hotline.host, hotline.port) == "SIP/2.0 200 OK"
    done = ccengine("down", "--home", hotline.home.root)
    assert done.returncode == 0
    assert mentioning(hotline.home.root) == []


def test_runtime_that_is_damaged_is_told(homes: Homes) -> None:
    home = homes.new()
    Home(home).runtime.write_text('{"agi_port": "x"')
    said = refused(home, "--sip", free_sip(), code=1)
    assert "runtime.json (ports and passwords) cannot be read" in said


def test_a_free_port_stays_free_when_up_fails(homes: Homes) -> None:
    sip = free_sip()
    home = homes.new(lambda text: text + "\nnonsense: 1\n")
    refused(home, "--sip", sip, code=2)
    host, _, port = sip.partition(":")
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.bind((host, int(port)))
