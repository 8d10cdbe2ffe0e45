"""`ccsim trunk`: a hotline of its own, callers and agents by real SIP, and a report that a fault does not escape."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from ccengine.model.home import Home
from tests.support.hotline import Homes
from tests.support.site import LIMIT, poll
from tests.whole.office import ccctl

TRUNK = """\
trunk: little
calls: "4008001234"
lasts: 6s
arrivals: {every: 500ms}
staff:
  8001-8006: {answers: {from: 100ms, to: 300ms}}
callers:
  served: {share: 80%, does: "0.5s,1,talk,0.5s,5", patience: 50s, talk: {from: 4s, to: 6s}}
  hangs-up: {share: 20%, does: "0.5s,1,talk", patience: 50s, talk: 4s, ends_talk: caller}
"""
SETTINGS = """\
agents:
  8001-8006: {logged_in: true}
queues:
  service: {agents: [8001-8006], wrap_up: 0s}
"""


@asynccontextmanager
async def played(place: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    (place / "little").mkdir()
    (place / "little" / "trunk.yaml").write_text(TRUNK)
    (place / "little" / "settings.yaml").write_text(SETTINGS)
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


async def test_a_call_that_was_cut_is_named_and_nothing_else(homes: Homes) -> None:
    place = homes.new()
    async with played(place) as trunk:
        caller = await cut_one(Home(place / "home"))
    assert trunk.returncode == 1, (place / "said").read_text()
    told = report(place)
    assert (told["calls"], told["ends"], told["followed"]) == (11, {"served": 10, "unserved": 1}, 11)
    (lost,) = told["lost"]
    assert lost.startswith(f"{caller}: unserved")
    assert (told["sound"], told["differences"]) == ([], [])
    assert told["times"]["agent's 200 to what the caller hears"]["of"] >= 10


async def cut_one(home: Home) -> str:
    """As soon as somebody talks; his number."""

    async def ask() -> Any:
        code, told, _ = await ccctl(home, "calls", "--json")
        return [call for call in json.loads(told)["calls"] if call["stage"] == "talking"] if code == 0 else None

    (call, *_) = await poll(ask, bool, "one talks", LIMIT)
    assert (await ccctl(home, "hangup", call["call"]))[0] == 0
    return str(call["caller"])
