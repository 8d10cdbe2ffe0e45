"""However guesses are spaced, so many an hour and no more; and the member himself is not kept out for long."""

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccengine.engine import attempts
from ccengine.engine.attempts import HOUR, Attempts
from ccengine.model import facts
from ccengine.model.ids import CallId
from ccengine.model.members import LEARNED, PHONES, Verdict
from ccengine.model.why import By
from tests.unit.engine.attackers import MEMBER, OWN, Town, callers, hammering, spaced

OF_ONE, OF_STRANGERS = 7, 18
"""Guesses an hour from one phone or from withheld callers, and from all phones that are not the member's."""
N = OF_ONE * (1 + len(OWN)) + OF_STRANGERS
M = 900.0


def test_the_numbers_are_those_of_the_manual() -> None:
    assert len(OWN) == PHONES + LEARNED
    assert (N, M / 60) == (60, 15)


@pytest.mark.many
@pytest.mark.parametrize(
    ("who", "most"),
    [
        (callers(strangers=0), OF_ONE),
        (callers(withheld=False, strangers=1), OF_ONE),
        (callers(withheld=False, strangers=40), OF_STRANGERS),
        (callers(strangers=40), OF_ONE + OF_STRANGERS),
        (callers(own=True, strangers=40), N),
    ],
)
def test_who_never_stops_has_so_many_an_hour(who: list[str], most: int) -> None:
    town = Town()
    hammering(town, who, 4, step=10.0)
    assert most - 1 <= town.most_within(HOUR) <= most


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.booleans(), st.integers(0, 30))
def test_who_spaces_his_guesses_has_no_more(seed: int, own: bool, strangers: int) -> None:
    town = Town()
    for now, caller in spaced(seed, 40, callers(own=own, strangers=strangers)):
        town.guess(caller, now)
    assert town.most_within(HOUR) <= (N if own else OF_ONE + OF_STRANGERS)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 4000), st.sampled_from(callers(own=True))), max_size=300))
def test_at_whatever_times(steps: list[tuple[float, str]]) -> None:
    town, now = Town(), 0.0
    for step, caller in steps:
        now += step
        town.guess(caller, now)
    assert town.most_within(HOUR) <= N


@pytest.mark.many
def test_a_member_gets_in_from_his_own_phone_whatever_strangers_do() -> None:
    town, now = Town(), 0.0
    attackers = callers(strangers=40)
    while now < 6 * HOUR:
        for caller in attackers:
            town.guess(caller, now)
        assert town.wait(OWN[0], now) == 0.0
        now += 30.0


def test_a_member_who_errs_waits_so_long_at_most_and_less_at_first() -> None:
    town, now, waits = Town(), 0.0, list[float]()
    for _ in range(30):
        waits.append(town.wait(OWN[0], now))
        now += waits[-1]
        assert town.guess(OWN[0], now)
    assert waits[:5] == [0.0, 0.0, 0.0, 300.0, 900.0]
    assert max(waits) <= M


def test_another_of_his_phones_is_not_held_up_by_the_first() -> None:
    town = Town()
    hammering(town, [OWN[0]], 2)
    assert town.wait(OWN[0], 7200.0) > 0.0
    assert town.wait(OWN[1], 7200.0) == 0.0


@pytest.mark.many
@pytest.mark.parametrize(("strangers", "longest"), [(1, 60.0), (2, 300.0)])
def test_from_anothers_phone_two_attackers_cannot_keep_him_out(strangers: int, longest: float) -> None:
    town, now, shut, open_at = Town(), 0.0, 0.0, 0.0
    while now < 6 * HOUR:
        for caller in callers(withheld=False, strangers=strangers):
            town.guess(caller, now)
        if town.wait("+8618600000000", now) == 0.0:
            open_at = now
        shut = max(shut, now - open_at)
        now += 1.0
    assert 0.0 < shut <= longest


def test_withheld_callers_are_not_one_person() -> None:
    """Those who try one member do not hold up those who try another, or anybody who shows his number."""
    town = Town()
    hammering(town, [""], 1)
    assert town.wait("", 3600.0) > 0.0
    assert town.wait("", 3600.0, member="20034") == 0.0
    assert town.wait("+8618600000000", 3600.0) == 0.0


def test_one_phone_cannot_try_one_member_after_the_other() -> None:
    town = Town()
    tried = [town.guess("+8618600000000", float(number), member=f"3{number:04d}") for number in range(100)]
    assert sum(tried) == 3
    assert town.wait("+8618600000001", 100.0, member="30099") == 0.0


def test_nothing_but_time_and_an_operator_takes_a_wrong_one_away() -> None:
    town = Town()
    for _ in range(3):
        town.guess(OWN[0], 0.0)
    assert town.guess(OWN[0], 300.0, verdict=Verdict.KNOWN)
    assert town.wait(OWN[0], 300.0) == 0.0  # from the last wrong one: the 300 s are over
    assert town.guess(OWN[0], 300.0)
    assert town.wait(OWN[0], 300.0) == M
    town.attempts.apply(facts.MemberUnlocked(MEMBER), 301.0)
    assert town.wait(OWN[0], 301.0) == 0.0
    assert town.attempts.of(MEMBER, 301.0) == {}


def test_what_nobody_judged_was_wrong() -> None:
    """The engine was killed in the midst, or the caller hung up."""
    tries = Attempts()
    for number in range(3):
        tries.apply(facts.PinTried(CallId(f"c{number}"), MEMBER, "", False), 0.0)
    again = Attempts.restore(json.loads(json.dumps(tries.snapshot())))
    again.apply(facts.CallEnded(CallId("c0"), By.CALLER), 1.0)
    assert again.wait(facts.PinTried(CallId("c9"), MEMBER, "", False), 1.0) == 299.0
    again.apply(facts.PinJudged(CallId("c2"), Verdict.FAILED), 1.0)  # nobody could look: it was no guess
    assert again.wait(facts.PinTried(CallId("c9"), MEMBER, "", False), 1.0) == 0.0


def test_what_is_kept_is_bounded_and_full_is_no_way_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "MOST", 100)
    town = Town()
    for _ in range(3):
        town.guess("", 0.0)
    for number in range(1000):
        town.guess(f"+8615{number:09d}", 1.0, member=f"4{number:05d}")
    assert len(town.attempts.snapshot()["wrong"]) <= 102
    assert town.wait("", 1.0) > 0.0  # it was not pushed out
    assert town.wait("+8618600000000", 1.0) > 0.0
    assert town.wait(OWN[0], 1.0) == 0.0
    assert town.guess("+8618600000000", 3700.0)
    assert len(town.attempts.snapshot()["wrong"]) < 10


def test_the_waits_only_grow() -> None:
    for waits in attempts.WAITS.values():
        assert all(before <= after for before, after in pairwise(waits))
