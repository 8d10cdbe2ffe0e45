"""Many calls at a rate, keys included, through one SIPp process; what became of them.

A call's keys are text: `1@2s,5@9.5s`: key 1 two seconds after the answer, key 5 nine and a half after it."""

import asyncio
import re
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from ccengine_sim.phone.caller import Caller
from ccengine_sim.phone.line import NotAnswered
from ccengine_sim.phone.media import MediaError
from ccengine_sim.phone.sim import Sim

ENDED = 30.0  # seconds that a call which was told to end may take


@dataclass(frozen=True)
class TimedKeys:
    at: float  # seconds after the answer
    keys: str


def parse_keys(text: str) -> list[TimedKeys]:
    """Raises ValueError, naming the part."""
    found = []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        match = re.fullmatch(r"([0-9*#A-D]+)@(\d+(?:\.\d+)?)s", part)
        if match is None:
            raise ValueError(f'"{part}" is not KEYS@SECONDSs, as in 1@2s')
        found.append(TimedKeys(float(match[2]), match[1]))
    return sorted(found, key=lambda keys: keys.at)


@dataclass
class Report:
    """Times in seconds."""

    wanted: int
    answered: int = 0
    failed: Counter[str] = field(default_factory=Counter)  # by SIP status, or by what went wrong
    left_early: int = 0  # the far end hung up before the caller wanted to
    setup: list[float] = field(default_factory=list)  # INVITE to 200
    first_sound: list[float] = field(default_factory=list)  # 200 to the first sound heard
    silent: int = 0  # answered, and nothing was heard
    lost: int = 0  # packets
    late: float = 0.0  # how far the load itself was behind its schedule at worst

    def quantile(self, values: Sequence[float], share: float) -> float | None:
        """None without values."""
        if len(values) < 2:
            return values[0] if values else None
        return statistics.quantiles(values, n=100, method="inclusive")[min(98, max(0, round(share * 100) - 1))]

    def lines(self) -> list[str]:
        def ms(values: Sequence[float], share: float) -> str:
            got = self.quantile(values, share)
            return "-" if got is None else f"{got * 1000:.1f}"

        return [
            f"calls {self.wanted}, answered {self.answered}, failed {sum(self.failed.values())}"
            + "".join(f", {why}: {count}" for why, count in self.failed.most_common()),
            f"INVITE to 200: p50 {ms(self.setup, 0.5)}, p95 {ms(self.setup, 0.95)}, max {ms(self.setup, 1.0)} ms",
            f"200 to first sound: p50 {ms(self.first_sound, 0.5)}, p95 {ms(self.first_sound, 0.95)} ms; "
            f"silent {self.silent}, packets lost {self.lost}",
            f"left early {self.left_early}; load behind its schedule by at most {self.late * 1000:.0f} ms",
        ]


async def load(
    sim: Sim, number: str, rate: float, total: int, keys: str = "", hold: float = 5.0, light: bool = False,
    frm: Callable[[int], str] = lambda n: f"1380000{n:05}",
) -> Report:  # fmt: skip
    """`total` calls, `rate` per second on an absolute schedule; each hangs up `hold` seconds after its answer.

    `light`: audio until the first sound only, for more than a hundred at once."""
    timed, report = parse_keys(keys), Report(total)
    loop = asyncio.get_running_loop()
    begin = loop.time()
    async with asyncio.TaskGroup() as group:
        for n in range(total):
            due = begin + n / rate
            await asyncio.sleep(max(0.0, due - loop.time()))
            report.late = max(report.late, loop.time() - due)
            group.create_task(_one(sim, number, frm(n), timed, hold, light, report))
    return report


async def _one(
    sim: Sim, number: str, frm: str, keys: Sequence[TimedKeys], hold: float, light: bool, report: Report
) -> None:
    try:
        caller = await sim.call(number, frm, light=light)
        answered = await caller.answered()
    except NotAnswered as error:
        report.failed[str(error.status)] += 1
        return
    except (TimeoutError, MediaError) as error:
        report.failed[type(error).__name__] += 1
        return
    report.answered += 1
    if caller.setup is not None:
        report.setup.append(caller.setup)
    begin = asyncio.get_running_loop().time()
    for press in keys:
        await _wait(caller, begin + press.at)
        with suppress(MediaError):
            await caller.press(press.keys)
    await _wait(caller, begin + hold)
    report.left_early += caller.ended_at is not None
    await caller.hangup()
    try:
        await caller.ended(ENDED)
    except TimeoutError:
        report.failed["did not end"] += 1
        return
    heard = await caller.heard()
    report.lost += heard.lost
    if heard.first_sound is None:
        report.silent += 1
    else:
        report.first_sound.append(heard.first_sound - answered)


async def _wait(caller: Caller, until: float) -> None:
    """Until that time of the loop's clock, or the call's end."""
    left = until - asyncio.get_running_loop().time()
    if left > 0 and caller.ended_at is None:
        with suppress(TimeoutError):
            await caller.ended(left)
