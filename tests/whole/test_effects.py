"""The engine dies in the midst of a request: a `once` leaves by `unknown` and was made once, an `idempotent` one is
made again."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from ccengine.model.home import Home
from tests.support.hotline import Homes, free_sip, up
from tests.support.world import world

Record = dict[str, Any]
FLOW = """\
flow: hotline
language: zh
start: ask
nodes:
  ask:
    script: slow.py:work
    arguments: {{file: {file}, seconds: {seconds}}}
    effect: {effect}
    timeout: 60s
    exits: {{{exits}}}
  good: {{play: goodbye, next: hangup}}
  bad: {{play: sorry-all-busy, next: hangup}}
"""
SCRIPT = """\
import time


def work(file: str, seconds: int) -> str:
    with open(file, "a") as out:
        print("begun", file=out)
    with open(file) as told:
        first = len(told.read().split()) == 1
    if first:
        time.sleep(seconds)
    with open(file, "a") as out:
        print("ended", file=out)
    return "done"
"""


async def killed_in_the_midst(homes: Homes, tmp_path: Path, effect: str, exits: str) -> tuple[list[str], Record]:
    """What the script wrote, and the call's record."""
    seen = tmp_path / "seen"
    home = Home(homes.new())
    (home.flows / "scripts").mkdir()
    (home.flows / "scripts" / "slow.py").write_text(SCRIPT)
    (home.flows / "hotline.yaml").write_text(FLOW.format(file=seen, seconds=60, effect=effect, exits=exits))
    hotline = up(home.root, "--sip", free_sip())
    async with world(hotline, tmp_path) as it:
        caller = await it.sim.call(it.number, "13800000001", tone=2100)
        await caller.answered()
        await it.until(lambda: True if seen.exists() else None, "the script has begun")
        os.kill(hotline.pid("engine"), signal.SIGKILL)
        await caller.ended()
        record = await it.record("13800000001")
        told = seen.read_text().split()
    return told, record


def exit_of(record: Record, node: str) -> str:
    left = [stage["detail"] for stage in record["stages"] if stage["stage"] == "node left"]
    (found,) = [detail.removeprefix(f"{node}: ") for detail in left if detail.startswith(f"{node}: ")]
    return str(found)


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_once_is_made_once_and_leaves_by_unknown(homes: Homes, tmp_path: Path) -> None:
    told, record = await killed_in_the_midst(
        homes, tmp_path, "once", "done: bad, failed: bad, no_answer: bad, unknown: good"
    )
    assert told == ["begun"]
    assert exit_of(record, "ask") == "unknown"
    assert exit_of(record, "good") == "next"


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_idempotent_is_made_again(homes: Homes, tmp_path: Path) -> None:
    told, record = await killed_in_the_midst(homes, tmp_path, "idempotent", "done: good, failed: bad, no_answer: bad")
    assert told == ["begun", "begun", "ended"]
    assert exit_of(record, "ask") == "done"
