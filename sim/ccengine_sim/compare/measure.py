"""One cell, played and measured: the figures of its rows."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from ccengine.app.render import cel_file
from ccengine.model.ids import Seconds
from ccengine_sim.compare.cells import Running, running
from ccengine_sim.compare.crowd import Crowd
from ccengine_sim.compare.heard import heard
from ccengine_sim.compare.plan import Load, plan
from ccengine_sim.compare.rows import Part
from ccengine_sim.compare.site import NUMBER, Site
from ccengine_sim.compare.trace import Call, Released
from ccengine_sim.phone.cel import read_cel, switch_calls
from ccengine_sim.trunk import Watch

Figures = dict[str, float]
"""By the rows' ids; a row that could not be measured is missing."""

ASTERISK, PHONES, CONTROL = "asterisk", "phones", ("engine", "loop")
SMALL, IDLE, LARGE = Site(24), Site(1000, paused=992), Site(1100)
CALLS = Load(6, 48)  # half of the agents are busy
OVERLOAD = Load(16, 144)  # 24 agents serve eleven a second
WAITING = Load(80, 540)
LADDER = (20, 40, 60, 80, 100, 130, 160, 200, 250, 300)  # calls a second
RUNG: Seconds = 8.0
LOOKED: Seconds = 6.0  # at five hundred who wait
PATIENT: Seconds = 8.0  # a caller of the ladder, though agents are free
LATE: Seconds = 1.0  # to be answered, or rung for: then a rate is not clean
SETTLES: Seconds = 1.5
SPENT = (ASTERISK, "control", "office", PHONES)
FOUND: Seconds = 40.0  # until Asterisk knows all telephones
PEOPLE = 12_000


@dataclass(frozen=True, slots=True)
class Bench:
    """`files`: the folder sim/compare.  `place`: where homes and traces go, one folder for each cell and run."""

    sipp: Sequence[str]
    files: Path
    place: Path
    seed: int | str


@dataclass(slots=True)
class Used:
    """CPU seconds and bytes, by who used them; `lasted` seconds."""

    cpu: dict[str, Seconds] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    lasted: Seconds = 0.0


async def measured(bench: Bench, name: str, parts: Iterable[Part], first_rung: int = 0) -> Figures:
    """The cell `name` plays these parts.  `first_rung`: of the ladder, to begin with.  Raises Trouble, SippError."""
    wanted, found = set(parts), Figures()
    if few := wanted & {Part.CALLS, Part.OVERLOAD, Part.AUDIO}:
        async with on_air(bench, name, SMALL) as (cell, crowd):
            if Part.CALLS in few:
                found |= await _calls(cell, crowd)
            if Part.AUDIO in few:
                found |= await _audio(cell, bench)
            if Part.OVERLOAD in few:
                found |= await _overload(cell, crowd)
    if Part.PAUSED in wanted:
        async with on_air(bench, name, IDLE) as (cell, crowd):
            found |= await _paused(cell, crowd)
    if Part.RATE in wanted:
        async with on_air(bench, name, LARGE) as (cell, crowd):
            found |= await _ladder(cell, crowd, first_rung)
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


@asynccontextmanager
async def _using(cell: Running, crowd: Crowd) -> AsyncIterator[Used]:
    """What the cell's processes and the telephones use meanwhile."""
    watch, used, began = Watch(lambda: {**cell.pids, **crowd.pids}), Used(), time.monotonic()
    before = getrusage(RUSAGE_CHILDREN)
    watch.look()
    yield used
    watch.look()
    used.lasted = time.monotonic() - began
    for name, spent in watch.used().items():
        whose = _whose(name)
        used.cpu[whose] = used.cpu.get(whose, 0.0) + spent
        used.memory[whose] = used.memory.get(whose, 0) + watch.most()[name]
    after = getrusage(RUSAGE_CHILDREN)  # the callers' SIPp, which has ended
    used.cpu[PHONES] = used.cpu.get(PHONES, 0.0) + sum(after[:2]) - sum(before[:2])


def _whose(process: str) -> str:
    if process in CONTROL:
        return "control"
    return PHONES if process in ("agents", "callers") else ASTERISK if process == ASTERISK else "office"


async def _calls(cell: Running, crowd: Crowd) -> Figures:
    async with _using(cell, crowd) as used:
        await crowd.calling(CALLS, cell.sip, NUMBER)
        await crowd.over(CALLS.lasts + 15)
    calls = crowd.calls()
    asterisk, control, office, phones = (
        1000 * used.cpu.get(who, 0.0) / max(1, len(calls)) for who in (ASTERISK, "control", "office", PHONES)
    )
    found = {"asterisk": asterisk, "control": control, "office": office, "all": asterisk + control + office}
    found["phones"] = phones
    found["unserved"] = float(sum(not each.served for each in calls))
    found |= {"share": 100 * control / asterisk} if asterisk else {}
    for row, who in (("memory", ASTERISK), ("control_memory", "control"), ("office_memory", "office")):
        found[row] = used.memory.get(who, 0) / 1e6
    joined = bridged(cell)
    found |= spread("setup", (gap(each.invited, each.answered) for each in calls))
    found |= spread("offer", (gap(each.key, each.rung) for each in calls))
    found |= spread("bridged", (gap(each.taken, joined.get(each.planned.number)) for each in calls))
    ends = spread("end", (gap(each.left, each.ended) for each in calls))
    return found | {"end": ends["end"]} if ends else found


def bridged(cell: Running) -> dict[str, Seconds]:
    """When Asterisk had both in one bridge, by the caller's number."""
    found = switch_calls(read_cel(cel_file(cell.home))).values()
    return {each.caller: each.talks[0].joined for each in found if each.talks}


async def _overload(cell: Running, crowd: Crowd) -> Figures:
    before = time.time()
    await crowd.calling(OVERLOAD, cell.sip, NUMBER)
    await crowd.over(OVERLOAD.lasts)
    return spread("release", releases(crowd.released(), crowd.calls(), before))


async def _audio(cell: Running, bench: Bench) -> Figures:
    talks = await heard(cell, bench.sipp, bench.place / f"{cell.name}-heard")
    return spread("caller_hears", (each.caller for each in talks)) | spread(
        "agent_hears", (each.agent for each in talks)
    )


async def _paused(cell: Running, crowd: Crowd) -> Figures:
    await crowd.calling(WAITING, cell.sip, NUMBER)
    await asyncio.sleep(WAITING.lasts + SETTLES)
    before = time.time()
    async with _using(cell, crowd) as used:
        await asyncio.sleep(LOOKED)
    found = {f"paused_{who}": used.cpu.get(who, 0.0) / used.lasted for who in (ASTERISK, "control", "office")}
    return found | spread("paused_release", releases(crowd.released(), crowd.calls(), before))


@dataclass(frozen=True, slots=True)
class Rung:
    clean: bool
    figures: Figures


async def _ladder(cell: Running, crowd: Crowd, first: int) -> Figures:
    """Up from the first rung, or down when that is not clean, to the last clean one."""
    here, best = await _rung(cell, crowd, first), Figures()
    step = 1 if here.clean else -1
    while True:
        if here.clean:
            best = here.figures
        first += step
        if here.clean != (step > 0) or first not in range(len(LADDER)):
            return best
        here = await _rung(cell, crowd, first)


async def _rung(cell: Running, crowd: Crowd, n: int) -> Rung:
    load = Load(LADDER[n], round(LADDER[n] * RUNG), patience=PATIENT)
    async with _using(cell, crowd) as used:
        await crowd.calling(load, cell.sip, NUMBER)
        all_over = await crowd.over(load.lasts + 2 * PATIENT)
    calls = crowd.calls()
    each = {f"clean_{who}": 1000 * used.cpu.get(who, 0.0) / load.calls for who in SPENT}
    return Rung(all_over and clean(calls, load), {"clean": float(load.rate), **each})


def clean(calls: Sequence[Call], load: Load) -> bool:
    """Every caller was served, 95 % were answered and rung for within a second, and the callers kept their rate."""
    if len(calls) < load.calls or not all(each.served for each in calls):
        return False
    begun = [each.invited or 0.0 for each in calls]
    on_time = max(begun) - min(begun) < 1.1 * load.lasts
    waits = [_quantile([gap(*ends) or 0.0 for ends in each]) for each in (
        [(call.invited, call.answered) for call in calls],
        [(call.key, call.rung) for call in calls],
    )]  # fmt: skip
    return on_time and max(waits) < LATE


def releases(released: Iterable[Released], calls: Sequence[Call], since: Seconds) -> list[Seconds]:
    """From an agent's BYE to his next ring, as far as somebody had waited for longer than a second when he hung up."""
    entered = sorted(each.key for each in calls if each.key is not None)
    offered = sorted(each.rung for each in calls if each.rung is not None)

    def waits(at: Seconds) -> int:
        return sum(key < at - LATE for key in entered) - sum(rung < at for rung in offered)

    return [
        each.rung - each.at for each in released if each.rung is not None and each.at > since and waits(each.at) > 0
    ]


def gap(first: Seconds | None, then: Seconds | None) -> Seconds | None:
    return None if first is None or then is None else then - first


def spread(row: str, seconds: Iterable[Seconds | None]) -> Figures:
    """Median and 95 %, in milliseconds; nothing when there are no values."""
    values = [1000 * each for each in seconds if each is not None]
    return {row: statistics.median(values), f"{row}95": _quantile(values)} if values else {}


def _quantile(values: Sequence[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
