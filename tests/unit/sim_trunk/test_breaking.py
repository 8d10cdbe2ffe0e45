"""Breaking things from outside: the very process of this home, and nothing that stays stopped or locked."""

import asyncio
import contextlib
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ccengine.app.procs import marked_environment, of_home
from ccengine.model.home import Home
from ccengine_sim.trunk import Breaker
from ccengine_sim.trunk.away import database_away
from ccengine_sim.trunk.faults import Deed, Fault

LIMIT = 60.0  # seconds for what takes none
Spawn = Callable[[Home], subprocess.Popen[bytes]]


@pytest.fixture
def home() -> Iterator[Home]:
    """Whose engine answers that the switch is up, as its status does.  A short path: a socket lies in it."""
    with TemporaryDirectory(prefix="cc-") as folder, socket.socket(socket.AF_UNIX) as server:
        home = Home(Path(folder))
        home.run.mkdir()
        server.bind(str(home.engine_socket))
        server.listen()
        threading.Thread(target=_answer, args=[server], daemon=True).start()
        yield home
        server.shutdown(socket.SHUT_RDWR)


def _answer(server: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            with server.accept()[0] as asked:
                asked.recv(1000)
                asked.sendall(b'{"ok": {"switch": {"up": true}}}\n')


@pytest.fixture
def spawn() -> Iterator[Spawn]:
    """A process that looks like a home's engine."""
    started: list[subprocess.Popen[bytes]] = []

    def start(home: Home) -> subprocess.Popen[bytes]:
        argv = [sys.executable, "-S", "-c", "import signal; signal.pause()", "-m", "ccengine.engine"]
        started.append(process := subprocess.Popen(argv, env=marked_environment(home.root)))
        while not any(each.pid == process.pid for each in of_home(home.root)):
            time.sleep(0.01)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


async def none() -> list[str]:
    return []


def breaker(home: Home) -> Breaker:
    return Breaker(home, lambda at: None, none)


def state(process: subprocess.Popen[bytes]) -> str:
    return Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0]


async def test_the_engine_of_this_home_is_killed_and_no_other(
    home: Home, spawn: Spawn, tmp_path_factory: pytest.TempPathFactory
) -> None:
    mine, other = spawn(home), spawn(Home(tmp_path_factory.mktemp("other")))
    breaks = breaker(home)
    running = asyncio.create_task(breaks.run([Fault(0.0, Deed.KILL, "engine")]))
    assert await asyncio.to_thread(mine.wait) == -signal.SIGKILL
    spawn(home)  # as the supervisor does
    await running
    (done,) = breaks.done
    assert done.back is not None
    assert done.at < done.back
    assert other.poll() is None


async def test_who_stands_still_goes_on_also_when_the_trunk_ends_meanwhile(home: Home, spawn: Spawn) -> None:
    mine = spawn(home)
    running = asyncio.create_task(breaker(home).run([Fault(0.0, Deed.STOP, "engine", 600.0)]))
    while state(mine) != "T":  # noqa: ASYNC110  (of another process)
        await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    async with asyncio.timeout(LIMIT):
        while state(mine) == "T":  # noqa: ASYNC110  (of another process)
            await asyncio.sleep(0.01)
    assert mine.poll() is None


@pytest.mark.parametrize("deed", [Deed.KILL, Deed.STOP])
async def test_what_never_comes_back_ends_the_run(home: Home, deed: Deed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccengine_sim.trunk.breaking.LIMIT", 0.3)
    breaks = breaker(home)
    await breaks.run([Fault(0.0, deed, "office", 1.0)])
    assert [(each.fault.what, each.back) for each in breaks.done] == [("office", None)]


def test_nobody_writes_into_books_that_are_cut_off(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.settings.write_text("agents: {8001: {}}\nqueues: {service: {agents: 8001}}\n")
    with contextlib.closing(sqlite3.connect(home.database, timeout=0, isolation_level=None)) as books:
        books.execute("PRAGMA journal_mode=WAL")
        books.execute("CREATE TABLE calls (id)")
        with database_away(home), pytest.raises(sqlite3.OperationalError, match="locked"):
            books.execute("INSERT INTO calls VALUES (1)")
        books.execute("INSERT INTO calls VALUES (2)")
        assert books.execute("SELECT id FROM calls").fetchall() == [(2,)]
