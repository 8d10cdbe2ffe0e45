"""The engine is killed twenty times at random moments with two hundred calls inside: nobody is dropped or overtaken,
and the books tell what the switch's own channel events tell (CEL), which nothing of the engine has touched."""

import asyncio
import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from ccengine_sim.phone import Caller, PhoneCall
from ccengine_sim.phone.cel import SwitchCall, read_cel, switch_calls
from tests.support.covering import UNCOVERED
from tests.support.hotline import Homes
from tests.support.site import Site, poll, site, small
from tests.whole.test_versions import flow

SEED = 20261122
AGENTS = 60
RATE = 10.0  # calls per second
CROWD = 200  # inside before the first kill, and at each
MOST = 215  # where the machine falls behind: a longer line tries nothing more
KILLS = 20
TALK = (2.5, 4.5)  # seconds; a little more than the agents can do at this rate, so that the crowd stays
NEAR = 0.05  # seconds between a time on record and the switch's own
ANSWER_WAITS = 1.0  # seconds: Asterisk's answer() returns up to 0.5 s after its 200 OK, sessions come back within 0.5 s
ENTERS = 0.6  # seconds from his 200 OK to the queue: answer() returns up to 0.5 s after it
TOGETHER = 0.5  # seconds: forty phones are rung at once when the engine is back, by as many threads of Asterisk
FLOW = """\
flow: hotline
language: zh
start: service
nodes:
  service: {queue: service, exits: {answered: bye, waited_too_long: bye, failed: bye}}
  bye: {play: goodbye, next: hangup}
"""


@dataclass
class Crowd:
    """Callers who stay until they were served."""

    at: Site
    callers: list[Caller] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    stop: bool = False

    @property
    def inside(self) -> int:
        return sum(caller.ended_at is None for caller in self.callers)

    async def come(self) -> None:
        begun, n = asyncio.get_running_loop().time(), 0
        while not self.stop:
            begun += 1 / (RATE if self.inside >= CROWD else 2 * RATE)
            while self.inside > MOST:  # noqa: ASYNC110  (calls end in many places; none of them wakes anybody)
                await asyncio.sleep(1 / RATE)
            await asyncio.sleep(max(0.0, begun - asyncio.get_running_loop().time()))
            caller = await self.at.sim.call(self.at.hotline.number, f"1380000{n:04}", light=True)
            self.callers.append(caller)
            n += 1


async def kill_often(at: Site, crowd: Crowd, chance: random.Random) -> list[tuple[float, float]]:
    """When the engine was killed and when the next one had the switch."""
    dead = []
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.5, 12.0))  # the moment of the kill is what is tried here
        while crowd.inside < CROWD:  # noqa: ASYNC110  (as above)
            await asyncio.sleep(0.2)
        old = at.hotline.pid("engine")
        killed = time.time()
        os.kill(old, signal.SIGKILL)
        await at.back("engine", old)
        dead.append((killed, time.time()))
        print(f"kill {len(dead)}: back after {dead[-1][1] - killed:.2f} s, {crowd.inside} inside")
    return dead


@pytest.mark.long
@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_twenty_kills_with_two_hundred_inside(homes: Homes) -> None:
    chance = random.Random(SEED)
    async with site(homes, small(f"8001-80{AGENTS:02}")) as at:
        (at.hotline.home.flows / "hotline.yaml").write_text(FLOW)
        await flow(at, "load")
        for agent in range(8001, 8001 + AGENTS):
            await at.phone(str(agent), answer_after=0.1, hang_up_after=chance.uniform(*TALK))
        crowd = Crowd(at)
        coming = asyncio.create_task(crowd.come())
        dead = await kill_often(at, crowd, chance)
        crowd.stop = True
        await coming
        for caller in crowd.callers:
            await caller.ended(300.0)
        total = len(crowd.callers)
        rings = [ring for phone in at.sim.phones.values() for ring in phone.calls]
        print(f"{total} calls, {len(rings)} rings, dead for {sorted(round(b - a, 2) for a, b in dead)}")
        nobody_was_lost(crowd, rings)
        seen = switch_calls(read_cel(at.hotline.home.channel_events))
        in_order_of_entry({call.caller: call.answered or 0.0 for call in seen.values()}, rings, dead)
        await all_booked(at, total)
        the_books_are_true(at)


def nobody_was_lost(crowd: Crowd, rings: list[PhoneCall]) -> None:
    talked = [ring for ring in rings if ring.answered_at is not None]
    cut = [ring for ring in talked if ring.left_at is not None]
    print(f"{len(talked)} talks, {len(cut)} cut")
    assert [caller.number for caller in crowd.callers if caller.answered_at is None] == []
    served = {ring.caller for ring in talked}
    assert [caller.number for caller in crowd.callers if caller.number not in served] == []
    assert not [(ring.user, ring.caller, ring.answered_at, ring.left_at) for ring in cut], "a talk was dropped"


def in_order_of_entry(answered: dict[str, float], rings: list[PhoneCall], dead: list[tuple[float, float]]) -> None:
    """Who was answered clearly before another, by the switch (a telephone may see its 200 OK only when it is repeated),
    was rung for before him, by the telephones.  Who was answered in the moment of a kill was in no queue yet, and
    enters it when the engine is back, as all who come meanwhile."""
    first: dict[str, float] = {}
    for ring in sorted(rings, key=lambda ring: ring.rung_at or 0.0):
        first.setdefault(ring.caller, ring.rung_at or 0.0)
    known = sorted((entered(at, dead), first[number], number) for number, at in answered.items())
    overtaken = []
    last: list[tuple[float, float, str]] = []
    for at, rung, number in known:
        last = [each for each in last if each[1] > rung + TOGETHER]
        overtaken += [(each, (at, rung, number)) for each in last if at - each[0] > ANSWER_WAITS]
        last.append((at, rung, number))
    print(f"{len(overtaken)} overtaken")
    assert not overtaken


def entered(answered: float, dead: list[tuple[float, float]]) -> float:
    return next((back for killed, back in dead if killed - ENTERS <= answered <= back), answered)


async def all_booked(at: Site, total: int) -> None:
    async def ask() -> int:
        with closing(books(at)) as lines:
            (count,) = lines.execute("SELECT count(*) FROM calls WHERE ended IS NOT NULL").fetchone()
            return int(count)

    await poll(ask, lambda count: count == total, f"all {total} calls are booked", 120.0)


def books(at: Site) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{at.hotline.home.database}?mode=ro", uri=True)


@dataclass(frozen=True)
class Compared:
    call: str
    what: str
    seen: float  # by the switch, seconds since the epoch
    recorded: float
    estimated: bool

    def __str__(self) -> str:
        off = (self.recorded - self.seen) * 1000
        return f"{self.call} {self.what} {self.seen:.3f}: {off:+.0f} ms{' estimated' * self.estimated}"


TALKS = """
SELECT o.call, i.since, i.since_estimated, i.until, i.until_estimated
FROM agent_intervals i JOIN offers o ON o.id = i.offer WHERE i.state = 'talking'
"""


def the_books_are_true(at: Site) -> None:
    switch = switch_calls(read_cel(at.hotline.home.channel_events))
    assert {call: seen.talks for call, seen in switch.items() if len(seen.talks) != 1} == {}, "served not once"
    with closing(books(at)) as lines:
        assert lines.execute(UNCOVERED).fetchall() == []
        times = list(compared(lines, switch))
        (corrections,) = lines.execute("SELECT count(*) FROM corrections").fetchone()
    off = [each for each in times if abs(each.recorded - each.seen) > NEAR]
    wrong = [each for each in off if not each.estimated]
    print(f"{len(times)} times, {sum(each.estimated for each in times)} of them estimated, {len(off)} off by more than "
          f"{NEAR * 1000:.0f} ms, {len(wrong)} of these not estimated; {corrections} corrections")  # fmt: skip
    print("\n".join(map(str, sorted(wrong, key=lambda each: each.seen - each.recorded))))
    assert wrong == []


def compared(lines: sqlite3.Connection, switch: dict[str, SwitchCall]) -> Iterator[Compared]:
    known = lines.execute("SELECT id, arrived, answered, answered_estimated, ended, estimated FROM calls").fetchall()
    assert {call for call, *_ in known} == switch.keys()
    for call, arrived, answered, answered_estimated, ended, estimated in known:
        seen = switch[call]
        assert seen.answered is not None
        assert seen.ended is not None
        yield Compared(call, "arrived", seen.arrived, arrived, False)
        yield Compared(call, "answered", seen.answered, answered, bool(answered_estimated))
        yield Compared(call, "ended", seen.ended, ended, bool(estimated))
    for call, since, since_estimated, until, until_estimated in lines.execute(TALKS):
        (talk,) = switch[call].talks
        assert talk.ended is not None
        yield Compared(call, "talk", talk.joined, since, bool(since_estimated))
        yield Compared(call, "its end", talk.ended, until, bool(until_estimated))
