"""`ccengine up` and `down`, as a user types them, on a real Asterisk."""

import os
import signal
import socket
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from ccengine.app.ready import UnixHTTP
from ccengine.model.runtime import Runtime
from tests.support.hotline import Homes, Hotline, Logs, ccengine, free_sip, up

ONLY_LOOPBACK = ("unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")


def until(true: Callable[[], object], what: str, limit: float = 60.0) -> None:
    end = time.monotonic() + limit
    while not true():
        assert time.monotonic() < end, f"not within {limit:.0f} s: {what}"
        time.sleep(0.05)


def options(host: str, port: int) -> str:
    """The first line of the answer to a SIP OPTIONS from an address that is a trunk."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        phone.settimeout(10)
        phone.bind(("127.0.0.1", 0))
        mine = f"127.0.0.1:{phone.getsockname()[1]}"
        once = uuid.uuid4().hex
        lines = [
            f"OPTIONS sip:4008001234@{host}:{port} SIP/2.0", f"Via: SIP/2.0/UDP {mine};branch=z9hG4bK{once};rport",
            f"From: <sip:x@{mine}>;tag=1", f"To: <sip:4008001234@{host}:{port}>", f"Call-ID: {once}@{mine}",
            "CSeq: 1 OPTIONS", "Max-Forwards: 70", "Content-Length: 0", "", "",
        ]  # fmt: skip
        phone.sendto("\r\n".join(lines).encode(), (host, port))
        return phone.recv(4096).decode().splitlines()[0]


def get_status(path: Path) -> int:
    connection = UnixHTTP(path)
    connection.request("GET", "/v1/status")
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def mentioning(home: Path) -> list[str]:
    """Command lines of all processes that name the home: found without any of our marks."""
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            line = Path(f"/proc/{entry}/cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(home) in line and int(entry) != os.getpid():
            found.append(f"{entry} {line!r}")
    return found


def listening(*ports: int) -> set[int]:
    tables = [Path(f"/proc/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "udp")]
    open_ports = {
        int(fields[1].rpartition(":")[2], 16) for table in tables for fields in map(str.split, table)
        if fields[3] in ("0A", "07")
    }  # fmt: skip
    return open_ports & {*ports}


def ports_of(hotline: Hotline) -> tuple[int, int, int]:
    runtime = Runtime.from_json(hotline.home.runtime.read_text())
    return hotline.port, runtime.agi_port, runtime.ami_port


def test_up_prints_one_object_and_is_ready(hotline: Hotline) -> None:
    assert {"sip", "hotline", "agents", "control", "home", "pid"} == hotline.told.keys()
    assert hotline.number == "4008001234"
    assert [each["id"] for each in hotline.told["agents"]] == [str(8001 + i) for i in range(8)]
    assert len({each["password"] for each in hotline.told["agents"]}) == 8
    assert options(hotline.host, hotline.port).startswith("SIP/2.0 200")
    assert get_status(Path(hotline.told["control"])) == 200
    assert hotline.pid("supervisor") == hotline.told["pid"]


def test_up_again_says_so_and_prints_the_same(hotline: Hotline) -> None:
    before = pids(hotline)
    again = up(hotline.home.root)
    assert again.told == hotline.told
    assert "already" in again.progress
    assert pids(hotline) == before
    text = ccengine("up", "--home", hotline.home.root)  # without --detach: there is nothing to stay for
    assert text.returncode == 0
    for said in (hotline.told["sip"], "4008001234", "agent8001", hotline.password("8008"), "ccctl", "demo", "down"):
        assert said in text.stdout


def test_up_with_other_ports_than_it_runs_on_is_refused(hotline: Hotline) -> None:
    done = ccengine("up", "--detach", "--home", hotline.home.root, "--sip", free_sip())
    assert done.returncode == 1
    assert f"already, at {hotline.told['sip']}" in done.stderr
    assert options(hotline.host, hotline.port).startswith("SIP/2.0 200")


def test_secrets_are_nobody_elses(hotline: Hotline) -> None:
    assert hotline.home.runtime.stat().st_mode & 0o777 == 0o600
    assert hotline.home.control_socket.stat().st_mode & 0o077 == 0
    assert hotline.home.engine_socket.stat().st_mode & 0o077 == 0
    runtime = Runtime.from_json(hotline.home.runtime.read_text())
    ours = (runtime.ami_secret, runtime.http_token, runtime.agi_key, *runtime.phones.values())
    words = [each.reveal() for each in ours]
    for log in (*hotline.home.log.iterdir(), *(hotline.home.asterisk / "log").iterdir()):
        text = log.read_text("utf-8", "replace") if log.is_file() else ""
        assert not [word for word in words if word in text], f"a password is in {log}"


def test_nothing_is_everybodys_whatever_the_umask_lets_through(hotline: Hotline) -> None:
    home = hotline.home
    hidden = [home.journal, home.recordings, home.log, home.run, home.asterisk]
    assert [folder for folder in hidden if folder.stat().st_mode & 0o007] == []
    files = [path for path in home.root.rglob("*") if not path.is_symlink()]
    assert [str(path) for path in files if path.stat().st_mode & 0o002] == [], "others could write here"
    inside = [path for folder in (home.run, home.asterisk / "run", home.asterisk / "log") for path in folder.iterdir()]
    assert [str(path) for path in inside if path.is_socket() and path.stat().st_mode & 0o007] == []


def test_who_asks_the_engine_and_dies_is_no_trouble(hotline: Hotline) -> None:
    """An office that is killed leaves an answer unread: the next read of its connection is an error."""
    for _ in range(2):
        with socket.socket(socket.AF_UNIX) as asker:
            asker.settimeout(60)
            asker.connect(str(hotline.home.engine_socket))
            asker.sendall(b'{"do": "status"}\n')
            assert asker.recv(1, socket.MSG_PEEK)
    # the hotline's own look at its logs finds a traceback


def test_down_leaves_nothing_and_up_needs_no_network_the_second_time(homes: Homes) -> None:
    hotline = homes.start()
    ports = ports_of(hotline)
    assert listening(*ports) == {*ports}
    logs = Logs(hotline.home)
    hotline.down()
    assert mentioning(hotline.home.root) == []
    assert hotline.processes() == []
    assert listening(*ports) == set()
    assert not hotline.home.control_socket.exists()
    assert logs.errors() == []
    done = ccengine("down", "--home", hotline.home.root)
    assert (done.returncode, done.stdout.strip()) == (0, "nothing was running")
    again = up(hotline.home.root, "--sip", hotline.told["sip"], within=ONLY_LOOPBACK)
    assert again.told == hotline.told | {"pid": again.told["pid"]}
    assert get_status(again.home.control_socket) == 200
    again.down()
    assert mentioning(hotline.home.root) == []
    a_port_that_somebody_took_meanwhile_is_chosen_again(again)


def a_port_that_somebody_took_meanwhile_is_chosen_again(hotline: Hotline) -> None:
    ami = Runtime.from_json(hotline.home.runtime.read_text()).ami_port
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", ami))
        taken.listen()
        again = up(hotline.home.root, "--sip", hotline.told["sip"])
        assert Runtime.from_json(again.home.runtime.read_text()).ami_port != ami
        assert again.told["agents"] == hotline.told["agents"]


def test_two_homes_side_by_side(hotline: Hotline, homes: Homes) -> None:
    other = homes.start()
    assert options(other.host, other.port) == options(hotline.host, hotline.port) == "SIP/2.0 200 OK"
    assert {*ports_of(other)} & {*ports_of(hotline)} == set()
    other.down()
    assert options(hotline.host, hotline.port) == "SIP/2.0 200 OK"
    assert mentioning(other.home.root) == []


@pytest.mark.errors("killed by signal 9", "engine ended", "[Aa]sterisk", "AMI", "office")
def test_what_dies_comes_back_and_takes_nothing_with_it(hotline: Hotline) -> None:
    for role in ("engine", "office", "asterisk"):
        before = pids(hotline)
        restarts = hotline.state()["children"][role]["restarts"]
        os.kill(before[role], signal.SIGKILL)
        until(partial(came_back, hotline, role, before[role]), f"the {role} is back")
        after = pids(hotline)
        assert after.keys() == before.keys()
        assert {name for name in after if after[name] != before[name]} == {role}
        assert hotline.state()["children"][role]["restarts"] == restarts + 1
        assert options(hotline.host, hotline.port) == "SIP/2.0 200 OK"


@pytest.mark.errors("killed by signal 9", "engine ended")
def test_a_spare_stands_by_and_is_the_next_engine(hotline: Hotline) -> None:
    for _ in range(2):
        until(lambda: len(spares(hotline)) == 1, "a spare")
        (spare,) = spares(hotline)
        engine = hotline.pid("engine")
        os.kill(engine, signal.SIGKILL)
        until(partial(came_back, hotline, "engine", engine), "the engine is back")
        assert hotline.pid("engine") == spare
    until(lambda: len(spares(hotline)) == 1, "a spare")
    os.kill(spares(hotline)[0], signal.SIGKILL)
    os.kill(engine := hotline.pid("engine"), signal.SIGKILL)
    until(partial(came_back, hotline, "engine", engine), "the engine is back without it")


def spares(hotline: Hotline) -> list[int]:
    return [process.pid for process in hotline.processes() if process.role == "spare"]


def pids(hotline: Hotline) -> dict[str, int]:
    """Without the engine's own workers, which it starts when there is work for them, and without its spare."""
    at_times = ("workers.child", "spare")
    return {process.role: process.pid for process in hotline.processes() if process.role not in at_times}


def came_back(hotline: Hotline, role: str, was: int) -> bool:
    state = hotline.state()
    return bool(state["ready"]) and state["children"][role]["pid"] != was


def kill_supervisor(hotline: Hotline) -> None:
    pid = hotline.pid("supervisor")
    os.kill(pid, signal.SIGKILL)
    until(lambda: "supervisor" not in {process.role for process in hotline.processes()}, "the supervisor's death")


def test_a_dead_supervisor_ends_nothing(homes: Homes) -> None:
    """Three times: `up` adopts what runs, or starts it anew under other settings; `down` ends all."""
    hotline = homes.start()
    again = up_adopts_what_runs(hotline)
    moved = what_it_left_is_not_adopted_under_other_settings(again)
    ports = ports_of(moved)
    kill_supervisor(moved)
    moved.down()
    assert mentioning(moved.home.root) == []
    assert listening(*ports) == set()


def up_adopts_what_runs(hotline: Hotline) -> Hotline:
    before = pids(hotline)
    kill_supervisor(hotline)
    assert options(hotline.host, hotline.port) == "SIP/2.0 200 OK"
    again = up(hotline.home.root, "--sip", hotline.told["sip"])
    after = pids(again)
    assert after == before | {"supervisor": again.told["pid"]}
    assert "adopted" in again.progress
    os.kill(after["engine"], signal.SIGKILL)  # what was adopted is watched like the rest
    until(lambda: again.state()["ready"] and again.state()["children"]["engine"]["restarts"] == 1, "the engine")
    return again


def what_it_left_is_not_adopted_under_other_settings(hotline: Hotline) -> Hotline:
    before = hotline.pid("asterisk")
    kill_supervisor(hotline)
    sip = free_sip()
    again = up(hotline.home.root, "--sip", sip)
    assert again.told["sip"] == sip
    assert again.pid("asterisk") != before
    assert listening(hotline.port) == set()
    assert options(again.host, again.port) == "SIP/2.0 200 OK"
    return again
