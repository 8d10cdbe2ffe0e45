"""One cell, played and measured: the figures of its rows."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from ccengine.model.ids import Seconds
from ccengine_sim.compare.cells import Running, running
from ccengine_sim.compare.crowd import Crowd
from ccengine_sim.compare.figures import Figures, arrived, clean, gap, inside, releases, spread, turned_away
from ccengine_sim.compare.heard import heard
from ccengine_sim.compare.plan import Load, plan
from ccengine_sim.compare.rows import Part
from ccengine_sim.compare.site import NUMBER, Site
from ccengine_sim.compare.trace import Call
from ccengine_sim.compare.used import ASTERISK, CONTROL, OTHERS, Used, using
from ccengine_sim.phone.cel import read_cel, switch_calls

MEMORY = {"memory": ASTERISK, "control_memory": CONTROL, "office_memory": OTHERS}
SMALL, IDLE, LARGE = Site(24), Site(1000, paused=992), Site(1100)
CALLS = Load(6, 48)  # half of the agents are busy
OVERLOAD = Load(16, 144)  # 24 agents serve eleven a second
WAITING = Load(80, 540)
WAIT = 480
"""So many must be inside when the look begins and when it ends: about five hundred in between, since eight agents take
up to four of them a second."""
LADDER = (20, 40, 50, 60, 70, 80, 90, 100, 115, 130, 160, 200, 250, 300)  # calls a second
RUNG: Seconds = 8.0
LOOKED: Seconds = 6.0  # at five hundred who wait
ARRIVE: Seconds = 10.0  # after the last one has dialled: then SIPp's own patience is at its end
PATIENT: Seconds = 8.0  # a caller of the ladder, though agents are free
SETTLES: Seconds = 1.5
OVER: Seconds = 15.0  # until the last caller has gone
FOUND: Seconds = 40.0  # until Asterisk knows all telephones


def rung(rate: float) -> Load:
    """Of the ladder."""
    return Load(rate, round(rate * RUNG), patience=PATIENT)


PEOPLE = max(sum(rung(rate).calls for rate in LADDER), CALLS.calls + OVERLOAD.calls, WAITING.calls)
"""As many as one start of a cell needs at most: one that climbs the whole ladder."""
Tell = Callable[[str], None]
"""A sentence for people who watch."""


@dataclass(frozen=True, slots=True)
class Bench:
    """`files`: the folder sim/compare.  `place`: where homes and traces go, one folder for each cell and run."""

    sipp: Sequence[str]
    files: Path
    place: Path
    seed: int | str


async def measured(bench: Bench, name: str, parts: Iterable[Part], tell: Tell, first_rung: int = 0) -> Figures:
    """The cell `name` plays these parts.  One that was not what its rows say has no figures, and is told.
    `first_rung`: of the ladder, to begin with.  Raises Trouble, SippError."""
    wanted, found = set(parts), Figures()
    if few := wanted & {Part.CALLS, Part.OVERLOAD, Part.AUDIO}:
        async with on_air(bench, name, SMALL) as (cell, crowd):
            if Part.CALLS in few:
                found |= await _calls(cell, crowd)
            if Part.AUDIO in few:
                found |= await _audio(cell, bench)
            if Part.OVERLOAD in few:
                found |= await _overload(cell, crowd, tell)
    if Part.PAUSED in wanted:
        async with on_air(bench, name, IDLE) as (cell, crowd):
            found |= await _paused(cell, crowd, tell)
    if Part.RATE in wanted:
        found |= await _climbed(bench, name, first_rung)
    return found


@asynccontextmanager
async def on_air(bench: Bench, name: str, site: Site) -> AsyncIterator[tuple[Running, Crowd]]:
    place = bench.place / f"{site.agents}"
    async with Crowd(bench.sipp, place / f"{name}-phones", plan(PEOPLE, bench.seed)) as crowd:
        with running(name, site, crowd.agent_port, place, bench.files) as cell:
            await _all_found(cell, crowd, site)
            yield cell, crowd


async def _all_found(cell: Running, crowd: Crowd, site: Site) -> None:
    """Asterisk has asked every telephone whether it is there, and who decides has heard of it."""
    end = time.monotonic() + FOUND
    while crowd.known() < site.agents:
        if time.monotonic() > end:
            raise TimeoutError(f"{cell.name}: not every telephone was found within {FOUND:g} s")
        await asyncio.sleep(SETTLES / 2)
    await asyncio.sleep(SETTLES)


async def _calls(cell: Running, crowd: Crowd) -> Figures:
    async with using(cell, crowd) as used:
        await crowd.calling(CALLS, cell.sip, NUMBER)
        await crowd.over(CALLS.lasts + OVER)  # who is still here then was not served
    calls = crowd.calls()
    served = sum(each.served for each in calls)
    return {"unserved": float(CALLS.calls - served), **_costs(used, served), **_times(cell, calls)}


def _costs(used: Used, served: int) -> Figures:
    """Of those who were served: who was not is no cheap call."""
    each = used.per_call(served)
    memory = {row: used.memory[who] / 1e6 for row, who in MEMORY.items()}
    total = each[ASTERISK] + each[CONTROL] + each[OTHERS]
    return {**each, "all": total, "share": 100 * each[CONTROL] / max(each[ASTERISK], 0.001), **memory}


def _times(cell: Running, calls: Sequence[Call]) -> Figures:
    joined = bridged(cell)
    found = spread("setup", (gap(each.invited, each.answered) for each in calls))
    found |= spread("offer", (gap(each.key, each.rung) for each in calls))
    found |= spread("bridged", (gap(each.taken, joined.get(each.planned.number)) for each in calls))
    return found | spread("end", (gap(each.left, each.ended) for each in calls))


def bridged(cell: Running) -> dict[str, Seconds]:
    """When Asterisk had both in one bridge, by the caller's number."""
    found = switch_calls(read_cel(cell.home.channel_events)).values()
    return {each.caller: each.talks[0].joined for each in found if each.talks}


async def _overload(cell: Running, crowd: Crowd, tell: Tell) -> Figures:
    before = time.time()
    await crowd.calling(OVERLOAD, cell.sip, NUMBER)
    await crowd.over(OVERLOAD.lasts)  # most of those who came last wait then
    calls = crowd.calls()
    if lost := turned_away(calls):  # fewer wait, and a release is easier
        tell(f"{Part.OVERLOAD}: no figures: {lost} of {OVERLOAD.calls} callers were turned away")
        return {}
    return spread("release", releases(crowd.released(), calls, before))


async def _audio(cell: Running, bench: Bench) -> Figures:
    talks = await heard(cell, bench.sipp, bench.place / f"{cell.name}-heard")
    return spread("caller_hears", (each.caller for each in talks)) | spread(
        "agent_hears", (each.agent for each in talks)
    )


async def _paused(cell: Running, crowd: Crowd, tell: Tell) -> Figures:
    await crowd.calling(WAITING, cell.sip, NUMBER)
    await asyncio.sleep(WAITING.lasts + SETTLES)
    await _all_arrived(crowd)
    before = time.time()
    async with using(cell, crowd) as used:
        await asyncio.sleep(LOOKED)
    after, calls = time.time(), crowd.calls()
    if (few := min(inside(calls, before), inside(calls, after))) < WAIT:
        tell(f"{Part.PAUSED}: no figures: {few} callers were there, {WAIT} at least are wanted")
        return {}
    found = {f"paused_{who}": used.cpu[who] / used.lasted for who in (ASTERISK, CONTROL, OTHERS)}
    return found | spread("paused_release", releases(crowd.released(), calls, before))


async def _all_arrived(crowd: Crowd) -> None:
    """Nobody dials or chooses any more: on full cores that is later than by the plan."""
    end = time.monotonic() + ARRIVE
    while arrived(crowd.calls()) < WAITING.calls:
        if time.monotonic() > end:
            return
        await asyncio.sleep(SETTLES / 2)


async def _climbed(bench: Bench, name: str, first: int) -> Figures:
    """The last clean rung.  When the first one is not clean, the cell starts anew one lower: calls of a rate that was
    too much stay behind."""
    best: Figures = {"clean": 0.0}
    for lowest in range(first, -1, -1):
        async with on_air(bench, name, LARGE) as (cell, crowd):
            for rate in LADDER[first:] if lowest == first else LADDER[lowest : lowest + 1]:
                if (found := await _rung(cell, crowd, rate)) is None:
                    break
                best = found
        if best["clean"]:
            break
    return best


async def _rung(cell: Running, crowd: Crowd, rate: float) -> Figures | None:
    """None: it was not clean."""
    load = rung(rate)
    async with using(cell, crowd) as used:
        await crowd.calling(load, cell.sip, NUMBER)
        all_over = await crowd.over(load.lasts + 2 * PATIENT)
    if not all_over or not clean(crowd.calls(), load):
        return None
    return {"clean": float(rate), **{f"clean_{who}": spent for who, spent in used.per_call(load.calls).items()}}
