"""The engine dies in the midst of a request: a `once` leaves by `unknown` and was made once, an `idempotent` one is
made again."""

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ccengine.model.home import Home
from tests.support.hotline import Homes, free_sip, up
from tests.support.world import World, world

Record = dict[str, Any]
ONCE = ("once", "done: bad, failed: bad, no_answer: bad, unknown: good")
AGAIN = ("idempotent", "done: good, failed: bad, no_answer: bad")
"""Effect and exits of the node."""
NUMBERS = {
    ("script", ONCE): "4008001234", ("script", AGAIN): "4008001235",
    ("http", ONCE): "4008001236", ("http", AGAIN): "4008001237",
}  # fmt: skip
FLOW = """\
flow: {name}
language: zh
start: ask
nodes:
  ask:
{asks}
    effect: {effect}
    timeout: 60s
    exits: {{{exits}}}
  good: {{play: goodbye, next: hangup}}
  bad: {{play: sorry-all-busy, next: hangup}}
"""
ASKS = {
    "script": "    script: slow.py:work\n    arguments: {{file: {seen}, seconds: 60}}",
    "http": "    http: http://127.0.0.1:{port}/{name}\n    json: {{topic: water}}",
}
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


class FarSide:
    """An HTTP server that never answers the first request of a path, and the keys of those that it saw."""

    def __init__(self) -> None:
        self.keys: dict[str, list[str]] = {}
        self.done = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        (key,) = [line.partition(": ")[2] for line in head.splitlines() if line.lower().startswith("idempotency-key:")]
        keys = self.keys.setdefault(head.split()[1].strip("/"), [])
        keys.append(key)
        if len(keys) == 1:
            await self.done.wait()
        else:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}")
        with contextlib.suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()


def write_flows(home: Home, folder: Path, port: int) -> None:
    """A flow for each kind of request, named after its number; a script tells in a file of that name what it did."""
    shutil.rmtree(home.flows)
    (home.flows / "scripts").mkdir(parents=True)
    (home.flows / "scripts" / "slow.py").write_text(SCRIPT)
    for (verb, (effect, exits)), number in NUMBERS.items():
        name = f"flow-{number}"
        asks = ASKS[verb].format(seen=folder / number, port=port, name=number)
        (home.flows / f"{name}.yaml").write_text(FLOW.format(name=name, asks=asks, effect=effect, exits=exits))
    bound = "".join(f"  {number}: {{flow: flow-{number}}}\n" for number in NUMBERS.values())
    (home.flows / "ports.yaml").write_text(f"numbers:\n{bound}")


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_the_engine_dies_in_the_midst_of_requests(homes: Homes, tmp_path: Path) -> None:
    """Four calls at once, in a script and in a request, each made once or again."""
    far = FarSide()
    server = await asyncio.start_server(far.serve, "127.0.0.1", 0)
    home = Home(homes.new())
    write_flows(home, tmp_path, server.sockets[0].getsockname()[1])
    hotline = await asyncio.to_thread(up, home.root, "--sip", free_sip())
    try:
        async with world(hotline, tmp_path) as it:
            records = await killed(it, lambda: len(far.keys) == 2 and len(written(tmp_path)) == 2)
    finally:
        far.done.set()
        server.close()
    a_script_is_made_once_and_leaves_by_unknown(records["script", ONCE], written(tmp_path)["script", ONCE])
    an_idempotent_script_is_made_again(records["script", AGAIN], written(tmp_path)["script", AGAIN])
    a_request_is_made_once(records["http", ONCE], far.keys[NUMBERS["http", ONCE]])
    a_request_that_is_made_again_has_the_same_key(records["http", AGAIN], far.keys[NUMBERS["http", AGAIN]])


Kind = tuple[str, tuple[str, str]]


async def killed(it: World, begun: Callable[[], bool]) -> dict[Kind, Record]:
    """The records of a call of each kind; the engine was killed once all had begun."""
    callers = {number: await it.sim.call(number, f"138{number[3:]}", tone=2100) for number in NUMBERS.values()}
    for caller in callers.values():
        await caller.answered()
    await it.until(lambda: begun() or None, "all have begun")
    os.kill(it.hotline.pid("engine"), signal.SIGKILL)
    for caller in callers.values():
        await caller.ended()
    return {kind: await it.record(callers[number].number) for kind, number in NUMBERS.items()}


def written(folder: Path) -> dict[Kind, list[str]]:
    """What the scripts told."""
    files = {kind: folder / number for kind, number in NUMBERS.items() if kind[0] == "script"}
    return {kind: file.read_text().split() for kind, file in files.items() if file.exists()}


def exit_of(record: Record, node: str) -> str:
    left = [stage["detail"] for stage in record["stages"] if stage["stage"] == "node left"]
    (found,) = [detail.removeprefix(f"{node}: ") for detail in left if detail.startswith(f"{node}: ")]
    return str(found)


def a_request_is_made_once(record: Record, keys: list[str]) -> None:
    assert len(keys) == 1
    assert exit_of(record, "ask") == "unknown"


def a_request_that_is_made_again_has_the_same_key(record: Record, keys: list[str]) -> None:
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert exit_of(record, "ask") == "done"


def a_script_is_made_once_and_leaves_by_unknown(record: Record, told: list[str]) -> None:
    assert told == ["begun"]
    assert exit_of(record, "ask") == "unknown"
    assert exit_of(record, "good") == "next"


def an_idempotent_script_is_made_again(record: Record, told: list[str]) -> None:
    assert told == ["begun", "begun", "ended"]
    assert exit_of(record, "ask") == "done"
