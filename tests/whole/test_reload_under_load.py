"""One port's flow is changed fifty times at 20 calls per second with 100 calls inside; a tenth of the calls tries a new
version over the engine's death.  Every trace shows one version from start to end, and the other port notices nothing.

The names of all nodes end with the number of the change, in the flow and in its part: a call that met two versions
would show two numbers."""

import asyncio
import json
import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from ccengine_sim.phone.load import Report, load
from tests.support.hotline import Homes
from tests.support.site import Site, poll, site
from tests.whole.test_versions import flow

RATE, HOLD = 20.0, 5.0  # calls per second, seconds each stays: 100 inside
CHANGES = 50
PAUSE = 0.8  # seconds between two changes
OTHER = "4009990000"
PORTS = f"numbers:\n  4008001234: {{flow: hotline}}\n  {OTHER}: {{flow: quiet}}\n"
MAIN = """\
flow: hotline
language: zh
start: greet-{n}
nodes:
  greet-{n}: {{play: goodbye, next: ask-{n}}}
  ask-{n}: {{call: part, next: again-{n}}}
  again-{n}: {{menu: welcome, keys: {{1: greet-{n}, 2: bye-{n}}}, wait: 1s, tries: 1, otherwise: greet-{n}}}
  bye-{n}: {{play: goodbye, next: hangup}}
"""
PART = """\
flow: part
language: zh
start: first-{n}
exits: [done]
nodes:
  first-{n}: {{play: sorry-all-busy, next: second-{n}}}
  second-{n}: {{menu: goodbye, keys: {{1: third-{n}}}, wait: 500ms, tries: 1, otherwise: third-{n}}}
  third-{n}: {{play: goodbye, next: done}}
"""
QUIET = MAIN.replace("hotline", "quiet").replace("call: part", "play: goodbye")


def write(at: Site, n: object) -> None:
    flows = at.hotline.home.flows
    (flows / "hotline.yaml").write_text(MAIN.format(n=n))
    (flows / "part.yaml").write_text(PART.format(n=n))


async def begin(at: Site, n: object) -> None:
    write(at, n)
    (at.hotline.home.flows / "quiet.yaml").write_text(QUIET.format(n="q"))
    (at.hotline.home.flows / "ports.yaml").write_text(PORTS)
    await flow(at, "load")


async def change_often(at: Site) -> Counter[str]:
    done: Counter[str] = Counter()
    for n in range(1, CHANGES + 1):
        await asyncio.sleep(PAUSE)  # the calls' own time: new ones arrive between two changes
        if n % 5 == 0:
            await flow(at, "rollback", "--port", "4008001234")
            done["rollback"] += 1
        else:
            write(at, n)
            await flow(at, "load", *(() if n % 2 else ("--port", "4008001234")))
            done["load"] += 1
    return done


def books(at: Site) -> dict[str, dict[str, Any]]:
    """Of each call: port, version, canary, how it ended, and the numbers of the changes that its nodes have."""
    lines = sqlite3.connect(f"file:{at.hotline.home.database}?mode=ro", uri=True)
    calls: dict[str, dict[str, Any]] = {
        id: {"port": port, "version": version, "canary": canary, "by": by, "refused": refused, "numbers": set()}
        for id, port, version, canary, by, refused in lines.execute(
            "SELECT id, port, version, canary, ended_by, refused FROM calls WHERE ended IS NOT NULL"
        )
    }
    for call, node in lines.execute("SELECT call, node FROM call_stages WHERE stage = 'node'"):
        if call in calls:
            calls[call]["numbers"].add(node.rpartition("-")[2])
    lines.close()
    return calls


async def all_booked(at: Site, total: int) -> dict[str, dict[str, Any]]:
    async def ask() -> dict[str, dict[str, Any]]:
        return books(at)

    found: dict[str, dict[str, Any]] = await poll(ask, lambda got: len(got) == total, "all calls are booked", 120.0)
    return found


async def booked_and_counted(at: Site) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """The books' calls and the engine's tallies of the port, once all calls have ended and both have as many: one call
    counts once.  A call that came and went while there was no engine is in neither."""

    async def ask() -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
        port = json.loads(await flow(at, "versions", "--port", at.hotline.number, "--json"))["ports"][0]
        return books(at), port["tallies"]

    def same(got: tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]) -> bool:
        return {sum(each["calls"] for each in got[1]), sum(each["ended"] for each in got[1])} == {len(got[0])}

    found: tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]
    found = await poll(ask, same, "the books have as many calls as the tallies", 120.0)
    return found


def numbers_of(calls: dict[str, dict[str, Any]]) -> dict[str, set[str]]:
    """The numbers of the nodes that calls of each version met."""
    found: dict[str, set[str]] = defaultdict(set)
    for call in calls.values():
        assert len(call["numbers"]) <= 1, (
            f"a call met the changes {call['numbers']}"
        )  # none: it left while the engine was dead
        found[call["version"]] |= call["numbers"]
    return found


def went_well(report: Report) -> None:
    print("\n".join(report.lines()))
    assert not report.failed
    assert report.left_early == 0
    assert report.answered == report.wanted


async def metrics(at: Site) -> dict[str, Any]:
    reader, writer = await asyncio.open_unix_connection(str(at.hotline.home.engine_socket))
    writer.write(b'{"id": 1, "do": "metrics"}\n')
    line = await reader.readline()
    writer.close()
    late: dict[str, Any] = json.loads(line)["ok"]["loop_lateness"]
    return late


@pytest.mark.long
async def test_fifty_changes_under_load(homes: Homes) -> None:
    async with site(homes) as at:
        await begin(at, 0)
        changing = asyncio.create_task(change_often(at))
        reports: list[Report] = []
        inside = 0
        while not changing.done():
            there = len(json.loads(await flow(at, "versions", "--json"))["ports"])
            assert there == 2
            n = len(reports)
            one = load(at.sim, at.hotline.number, RATE * 0.8, 400, hold=HOLD, light=True, frm=numbered(f"1380{n:03}"))
            other = load(at.sim, OTHER, RATE * 0.2, 100, hold=HOLD, light=True, frm=numbered(f"1390{n:03}"))
            *both, most = await asyncio.gather(one, other, most_inside(at))
            reports += both
            inside = max(inside, most)
        done = await changing
        for report in reports:
            went_well(report)
        total = sum(report.wanted for report in reports)
        calls = await all_booked(at, total)
        late = await metrics(at)
        print(f"{total} calls, {inside} inside at most, {dict(done)}; the loop was late by {late['max'] * 1000:.0f} ms "
              f"at most ({late['max_cause']}), {late['buckets']}")  # fmt: skip
        found = numbers_of(calls)
        assert all(len(numbers) == 1 for numbers in found.values()), found
        assert len(found) > CHANGES // 2  # most of the changes met calls
        others = {call["version"] for call in calls.values() if call["port"] == OTHER}
        assert len(others) == 1
        assert {call["by"] for call in calls.values()} == {"caller"}
        history = json.loads(await flow(at, "versions", "--history", "--port", OTHER, "--json"))["versions"]
        assert len(history) == 1
        assert inside >= 0.8 * RATE * HOLD


def numbered(prefix: str) -> Callable[[int], str]:
    return lambda n: f"{prefix}{n:04}"


async def most_inside(at: Site) -> int:
    most = 0
    for _ in range(10):
        found = await at.get("calls")
        most = max(most, len(found["calls"]))
        await asyncio.sleep(1.0)
    return most


def bounds(total: int, share: float, beyond: float) -> tuple[int, int]:
    """The counts outside of which a binomial count falls with no more than this probability at each side."""
    chances = [math.comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    below, above, low, high = 0.0, 0.0, 0, total
    while below + chances[low] < beyond:
        below += chances[low]
        low += 1
    while above + chances[high] < beyond:
        above += chances[high]
        high -= 1
    return low, high


@pytest.mark.long
@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_a_tenth_tries_a_new_version_over_the_death_of_the_engine(homes: Homes) -> None:
    total = 600
    async with site(homes) as at:
        await begin(at, "s")
        write(at, "c")
        await flow(at, "load", "--canary", "10%")
        loading = asyncio.create_task(load(at.sim, at.hotline.number, RATE, total, hold=HOLD, light=True))
        await asyncio.sleep(10)  # in the midst of it
        await at.kill("engine")
        went_well(await loading)
        calls, tallies = await booked_and_counted(at)
        assert total // 2 < len(calls) <= total
        found = numbers_of(calls)
        assert sorted(map(sorted, found.values())) == [["c"], ["s"]]
        tried = {id: call for id, call in calls.items() if call["canary"]}
        assert {number for call in tried.values() for number in call["numbers"]} == {"c"}
        low, high = bounds(len(calls), 0.1, 0.0005)  # 99.9 %
        print(f"{len(tried)} of {len(calls)} calls tried it; expected {low} to {high}; {total} were made")
        assert low <= len(tried) <= high
        booked = Counter(call["version"] for call in calls.values())
        assert booked == {each["version"]: each["calls"] for each in tallies}
        left = sum(call["by"] == "caller" for call in calls.values())  # the others while the engine was dead
        assert left == sum(each["abandoned"] for each in tallies)
