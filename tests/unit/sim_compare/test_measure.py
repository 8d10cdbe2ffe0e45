"""What a part's figures are when its callers were not served, or were too few."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from ccengine.model.home import Home
from ccengine.model.ids import Seconds
from ccengine.model.runtime import Runtime
from ccengine_sim.compare import measure
from ccengine_sim.compare.cells import NATIVE, Running
from ccengine_sim.compare.crowd import Crowd
from ccengine_sim.compare.plan import Load, plan
from ccengine_sim.compare.trace import Call, Released
from ccengine_sim.compare.used import ASTERISK, Used

PERSON = plan(1, 1)[0]
SERVED = Call(PERSON, invited=1.0, answered=1.1, key=2.0, rung=2.1, taken=2.2, left=4.0, ended=4.1)
REFUSED = Call(PERSON, invited=1.0, refused=503)


class Clock:
    """Stands for the modules time and asyncio: what waits goes on at once, later."""

    def __init__(self) -> None:
        self.now = 0.0

    def time(self) -> Seconds:
        return self.now

    monotonic = time

    async def sleep(self, seconds: Seconds) -> None:
        self.now += seconds


class Played(Crowd):
    """Nobody dials: what became of the calls is given, and known when it has happened."""

    def __init__(self, clock: Clock, calls: Sequence[Call], released: Sequence[Released] = ()) -> None:
        self._agents = self._callers = None
        self._clock, self._became, self._released = clock, calls, released

    async def calling(self, load: Load, sip: tuple[str, int], called: str) -> None:
        pass

    async def over(self, limit: Seconds) -> bool:
        await self._clock.sleep(limit)
        return False

    def calls(self) -> list[Call]:
        return [replace(each, key=self._so_far(each.key), ended=self._so_far(each.ended)) for each in self._became]

    def released(self) -> list[Released]:
        return list(self._released)

    def _so_far(self, at: Seconds | None) -> Seconds | None:
        return None if at is None or at > self._clock.now else at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in ("time", "asyncio"):
        monkeypatch.setattr(measure, module, clock)
    return clock


@pytest.fixture
def cell(tmp_path: Path) -> Running:
    home = Home(tmp_path)
    home.channel_events.parent.mkdir(parents=True, exist_ok=True)
    home.channel_events.write_text("")
    return Running(NATIVE, home, ("127.0.0.1", 5060), {}, cast(Runtime, None))


async def test_who_was_never_begun_is_not_served_either(cell: Running, clock: Clock) -> None:
    found = await measure._calls(cell, Played(clock, [SERVED, REFUSED]))
    assert found["unserved"] == measure.CALLS.calls - 1


def test_a_call_that_was_not_served_makes_the_others_no_cheaper() -> None:
    used = Used()
    used.cpu[ASTERISK] = 4.8
    assert measure._costs(used, 48)["asterisk"] == pytest.approx(100)
    assert measure._costs(used, 24)["asterisk"] == pytest.approx(200)


async def test_overload_that_turns_callers_away_has_no_figures(cell: Running, clock: Clock) -> None:
    told = list[str]()
    waits = replace(SERVED, key=6.0, rung=9.0, left=None, ended=None)
    released = [Released("10001", 8.9, 9.0)]
    found = await measure._overload(cell, Played(clock, [waits], released), told.append)
    assert found["release"] == pytest.approx(100)
    assert told == []
    hung_up = replace(SERVED, taken=None, left=None)
    found = await measure._overload(cell, Played(clock, [waits, REFUSED, hung_up, SERVED], released), told.append)
    assert (found, told) == ({}, ["overload: no figures: 2 of 144 callers were turned away"])


async def test_those_who_wait_are_there_before_anything_is_measured(cell: Running, clock: Clock) -> None:
    told = list[str]()
    late = [replace(SERVED, key=0.03 * n, taken=None, left=None, ended=None) for n in range(540)]
    found = await measure._paused(cell, Played(clock, late), told.append)
    assert set(found) == {"paused_asterisk", "paused_control", "paused_office"}
    assert told == []


@pytest.mark.parametrize(
    ("number", "key", "ended", "told"),
    [
        (480, 2.0, None, []),
        (479, 2.0, None, ["paused: no figures: 479 callers were there, 480 at least are wanted"]),
        (480, 2.0, 24.0, ["paused: no figures: 0 callers were there, 480 at least are wanted"]),
        (540, 20.0, None, ["paused: no figures: 0 callers were there, 480 at least are wanted"]),
    ],
)
async def test_too_few_who_wait_have_no_figures(
    cell: Running, clock: Clock, number: int, key: Seconds, ended: Seconds | None, told: list[str]
) -> None:
    said = list[str]()
    waits = replace(SERVED, key=key, taken=None, left=None, ended=ended)
    found = await measure._paused(cell, Played(clock, [waits] * number), said.append)
    assert (said, not found) == (told, bool(told))


def test_nobody_is_too_few_for_the_whole_ladder() -> None:
    assert sum(measure.rung(rate).calls for rate in measure.LADDER) <= measure.PEOPLE
    assert measure.CALLS.calls + measure.OVERLOAD.calls <= measure.PEOPLE
    assert measure.WAITING.calls <= measure.PEOPLE
