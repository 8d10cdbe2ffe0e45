"""`ccsim trunk`: a hotline of its own, callers and agents by real SIP, and a report that a fault does not escape."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from ccengine.app.procs import of_home
from ccengine.model.home import Home
from ccengine.model.runtime import Runtime
from tests.support.console import asterisk_says
from tests.support.hotline import Homes
from tests.support.site import LIMIT, poll
from tests.whole.office import ccctl

TRUNK = """\
trunk: little
calls: "4008001234"
lasts: 6s
arrivals: {every: 500ms}
staff:
  8001-8009: {answers: {from: 100ms, to: 300ms}}
callers:
  served: {share: 80%, does: "0.5s,1,talk,0.5s,5", patience: 50s, talk: {from: 9s, to: 11s}}
  hangs-up: {share: 20%, does: "0.5s,1,talk", patience: 50s, talk: 9s, ends_talk: caller}
"""
SETTINGS = """\
agents:
  8001-8009: {logged_in: true}
queues:
  service: {agents: [8001-8009], wrap_up: 0s, record: false}
"""
GAP, WRONG = 0.3, 1.0  # seconds


@asynccontextmanager
async def played(
    place: Path, trunk: str = TRUNK, settings: str = SETTINGS
) -> AsyncIterator[asyncio.subprocess.Process]:
    (place / "little").mkdir(exist_ok=True)
    (place / "little" / "trunk.yaml").write_text(trunk)
    (place / "little" / "settings.yaml").write_text(settings)
    argv = ("-m", "ccengine.cli.ccsim", "trunk", str(place / "little"), "--report", str(place))
    with (place / "said").open("wb") as said:
        process = await asyncio.create_subprocess_exec(sys.executable, *argv, stdout=said, stderr=said, env=os.environ)
    try:
        yield process
    except BaseException:
        process.terminate()
        raise
    finally:
        await process.wait()


def report(place: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((place / "report.json").read_text())
    return found


async def test_what_is_done_to_its_calls_is_named_and_nothing_else(homes: Homes) -> None:
    """One at a time: a caller gets another's agent, a call is cut, sound is missing, all sound is held for a moment, a
    record is lost, one is there twice."""
    place = homes.new()
    async with played(place) as trunk:
        home = Home(place / "home")
        cut, muted, robbed, crossed = await talking(home, 4)
        async with standing_still(home, "engine"):  # it would end such a talk at once
            await cross(home, crossed, robbed)
            await asyncio.sleep(WRONG)
        assert (await ccctl(home, "hangup", cut["call"]))[0] == 0
        await mute(home, muted)
        async with standing_still(home, "asterisk"):  # nobody hears anybody; then all of it at once
            await asyncio.sleep(GAP)
        touched = [call[key] for call in (cut, muted, robbed, crossed) for key in ("caller", "call")]
        lost, doubled = await spoil(home, {*touched})
    said = (place / "said").read_text()
    assert trunk.returncode == 1, said
    told = report(place)
    assert told["calls"] == 11, said
    assert numbers(told["lost"]) == sorted(call["caller"] for call in (cut, robbed, crossed)), said
    assert about(about(told["sound"], crossed["caller"]), "his partner sends"), said
    assert about(told["differences"], crossed["call"]), said
    assert [gap for gap in about(told["sound"], muted["caller"]) if gap.endswith("missing")], said
    held = {pause.partition(":")[0] for pause in told["pauses"] if pause.endswith("held")}
    assert len(held) > 1, said
    assert about(told["differences"], f"{lost[0]}: served as the caller saw it, no record on record"), said
    assert about(about(told["differences"], f"{doubled[0]}, call"), "on record, and no such call was made"), said
    for named in (*told["lost"], *told["sound"], *told["differences"]):
        assert any(each in named for each in (*touched, *lost, *doubled)), named


def about(told: list[str], what: str) -> list[str]:
    return [each for each in told if what in each]


def numbers(told: list[str]) -> list[str]:
    """Of the callers that are named."""
    return sorted({each.partition(":")[0] for each in told})


async def talking(home: Home, least: int) -> list[dict[str, Any]]:
    """So many who talk at once, as `ccctl calls` has them."""

    async def ask() -> Any:
        code, told, _ = await ccctl(home, "calls", "--json")
        return [call for call in json.loads(told)["calls"] if call["stage"] == "talking"] if code == 0 else []

    found: list[dict[str, Any]] = await poll(ask, lambda calls: len(calls) >= least, f"{least} talk", LIMIT)
    return found[:least]


async def cross(home: Home, one: dict[str, Any], other: dict[str, Any]) -> None:
    """The first caller is bridged with the other's agent."""
    names = await asyncio.to_thread(channels, home)
    agent = next(name for name in names if name.startswith(f"PJSIP/agent{other['agent']}-"))
    await act(home, f"Action: Bridge\r\nChannel1: {channel_of(names, one)}\r\nChannel2: {agent}\r\n")


async def mute(home: Home, call: dict[str, Any]) -> None:
    """What the caller would hear is taken away for a moment; nothing of it comes later."""
    names = await asyncio.to_thread(channels, home)
    await asyncio.to_thread(asterisk_says, home, "module load res_mutestream.so")
    for state in ("on", "off"):
        await act(
            home,
            f"Action: MuteAudio\r\nChannel: {channel_of(names, call)}\r\nDirection: out\r\nState: {state}\r\n",
        )
        await asyncio.sleep(GAP if state == "on" else 0)


def channel_of(names: dict[str, str], call: dict[str, Any]) -> str:
    return next(name for name, unique in names.items() if unique == call["call"])


async def act(home: Home, action: str) -> None:
    """By AMI, behind the engine's back."""
    runtime = Runtime.from_json(home.runtime.read_text())
    reader, writer = await asyncio.open_connection("127.0.0.1", runtime.ami_port)
    login = f"Action: Login\r\nUsername: {runtime.ami_user}\r\nSecret: {runtime.ami_secret.reveal()}\r\n\r\n"
    writer.write(f"{login}{action}ActionID: x\r\n\r\n".encode())
    answer = await reader.readuntil(b"ActionID: x\r\n")
    assert answer.endswith(b"Response: Success\r\nActionID: x\r\n"), answer
    writer.close()


def channels(home: Home) -> dict[str, str]:
    """Name -> unique id."""
    lines = asterisk_says(home, "core show channels concise").splitlines()
    return {fields[0]: fields[-1] for line in lines if len(fields := line.split("!")) > 1}


@asynccontextmanager
async def standing_still(home: Home, role: str) -> AsyncIterator[None]:
    (pid,) = (process.pid for process in of_home(home.root) if process.role == role)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


async def spoil(home: Home, but: set[str]) -> tuple[tuple[str, str], tuple[str, str]]:
    """The books: one call's record goes, one comes a second time; number and call of each."""
    books = home.root / "books.sqlite"

    async def ended() -> Any:
        with closing(sqlite3.connect(books, timeout=10)) as connection:
            asked = "SELECT id, caller FROM calls WHERE outcome = 'handled' ORDER BY ended"
            return [row for row in connection.execute(asked) if row[1] not in but]

    (lost, loser), (twice, doubled), *_ = await poll(ended, lambda rows: len(rows) > 1, "two have ended", LIMIT)
    with closing(sqlite3.connect(books, timeout=10)) as connection, connection:
        for table in ("call_stages", "queue_visits", "offers", "marks"):
            connection.execute(f"DELETE FROM {table} WHERE call = ?", [lost])
        assert connection.execute("DELETE FROM calls WHERE id = ?", [lost]).rowcount == 1
        names = [row[1] for row in connection.execute("PRAGMA table_info(calls)") if row[1] != "id"]
        columns = ", ".join(names)
        again = f"INSERT INTO calls (id, {columns}) SELECT id || '9', {columns} FROM calls WHERE id = ?"
        assert connection.execute(again, [twice]).rowcount == 1
    return (loser, lost), (doubled, twice)
