"""The engine dies in the midst of a request: a `once` leaves by `unknown` and was made once, an `idempotent` one is
made again."""

import asyncio
import contextlib
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
    hotline = await asyncio.to_thread(up, home.root, "--sip", free_sip())
    async with world(hotline, tmp_path) as it:
        caller = await it.sim.call(it.number, "13800000001", tone=2100)
        await caller.answered()
        await it.until(lambda: True if seen.exists() else None, "the script has begun")
        os.kill(hotline.pid("engine"), signal.SIGKILL)
        await caller.ended()
        record = await it.record("13800000001")
        told = seen.read_text().split()
    return told, record


HTTP = """\
flow: hotline
language: zh
start: ask
nodes:
  ask:
    http: http://127.0.0.1:{port}/repairs
    json: {{topic: water}}
    effect: {effect}
    timeout: 60s
    exits: {{{exits}}}
  good: {{play: goodbye, next: hangup}}
  bad: {{play: sorry-all-busy, next: hangup}}
"""


class FarSide:
    """An HTTP server that never answers its first request, and the keys of those that it saw."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.done = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        (key,) = [line.partition(": ")[2] for line in head.splitlines() if line.lower().startswith("idempotency-key:")]
        self.keys.append(key)
        if len(self.keys) == 1:
            await self.done.wait()
        else:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}")
        with contextlib.suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()


async def killed_in_a_request(homes: Homes, tmp_path: Path, effect: str, exits: str) -> tuple[list[str], Record]:
    """The keys of the requests that the far side saw, and the call's record."""
    far = FarSide()
    server = await asyncio.start_server(far.serve, "127.0.0.1", 0)
    home = Home(homes.new())
    port = server.sockets[0].getsockname()[1]
    (home.flows / "hotline.yaml").write_text(HTTP.format(port=port, effect=effect, exits=exits))
    hotline = await asyncio.to_thread(up, home.root, "--sip", free_sip())
    try:
        async with world(hotline, tmp_path) as it:
            caller = await it.sim.call(it.number, "13800000001", tone=2100)
            await caller.answered()
            await it.until(lambda: True if far.keys else None, "the request has come")
            os.kill(hotline.pid("engine"), signal.SIGKILL)
            await caller.ended()
            record = await it.record("13800000001")
    finally:
        far.done.set()
        server.close()
    return far.keys, record


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_a_request_that_is_made_once(homes: Homes, tmp_path: Path) -> None:
    keys, record = await killed_in_a_request(
        homes, tmp_path, "once", "done: bad, failed: bad, no_answer: bad, unknown: good"
    )
    assert len(keys) == 1
    assert exit_of(record, "ask") == "unknown"


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_a_request_that_is_made_again_has_the_same_key(homes: Homes, tmp_path: Path) -> None:
    keys, record = await killed_in_a_request(homes, tmp_path, "idempotent", "done: good, failed: bad, no_answer: bad")
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert exit_of(record, "ask") == "done"


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
