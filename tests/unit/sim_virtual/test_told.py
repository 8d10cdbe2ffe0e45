"""What a waiting caller is told: his position and the wait to be expected, over thousands of simulated calls."""

from collections.abc import Iterator

import pytest

from ccengine.model.ids import CallId
from ccengine_sim.virtual import Exponential, Plan, Visit
from tests.bench.waits import PLANS, SERVICE, Telling, mean_error, one_queue, ours, theirs, told, with_vips

SHORT = 600
LONG = pytest.param(10_000, marks=pytest.mark.long)


@pytest.mark.many
@pytest.mark.parametrize("calls", [SHORT, LONG])
@pytest.mark.parametrize("traffic", PLANS)
def test_the_error_is_below_that_of_app_queue(traffic: str, calls: int) -> None:
    found = told(PLANS[traffic](), "told", calls)
    assert len(found) > calls / 4
    assert mean_error(found, ours) < mean_error(found, theirs)


@pytest.mark.many
@pytest.mark.parametrize("calls", [SHORT, LONG])
def test_the_position_says_how_many_are_served_before(calls: int) -> None:
    run = Telling(one_queue(5, 1.1, Exponential(400.0)), "told")
    visits = run.first(calls)
    waits = {each.visit.caller.call: each for each in run.told}
    for each in waits.values():
        mine = each.visit
        if mine.answered is None:
            continue
        ahead = [v for v in _before(visits, mine) if _until(v) > mine.arrived]
        left = sum(v.answered is None for v in ahead)
        served = sum(v.answered is not None and v.answered <= mine.answered for v in ahead)
        assert each.position - left == served + 1, mine  # he himself is the one more
    assert len(waits) > calls / 2


def _before(visits: list[Visit], mine: Visit) -> Iterator[Visit]:
    """Who came before him, as far back as anybody waits."""
    at = int(mine.caller.call.rpartition("-")[2])
    return (visits[n] for n in range(max(0, at - 300), at))


def _until(visit: Visit) -> float:
    until = visit.answered if visit.answered is not None else visit.left
    assert until is not None
    return until


@pytest.mark.many
@pytest.mark.parametrize("calls", [SHORT, LONG])
@pytest.mark.parametrize("vips", [False, True], ids=["equal", "vips"])
def test_a_position_grows_only_by_callers_with_a_head_start(vips: bool, calls: int) -> None:
    plan = with_vips(5, 1.1) if vips else one_queue(5, 1.1, Exponential(400.0))
    grown = 0
    for before, after, came in _steps(plan, calls):
        for call, position in before.items():
            more = after.get(call, 0) - position
            assert more <= (came is not None and came.caller.head_start > 0), call
            grown += more > 0
    assert bool(grown) is vips


def _steps(plan: Plan, calls: int) -> Iterator[tuple[dict[CallId, int], dict[CallId, int], Visit | None]]:
    """Positions before and after each thing that happens, and who came by it."""
    run = Telling(plan, "told")
    before: dict[CallId, int] = {}
    while len(run.visits) < calls:
        many = len(run.visits)
        run.step()
        after = {call: place for place, call in enumerate(run.machine.waiting(SERVICE), 1)}
        yield before, after, run.visits[-1] if len(run.visits) > many else None
        before = after


@pytest.mark.many
def test_no_expected_wait_grows_while_nothing_happens() -> None:
    run = Telling(with_vips(5, 1.1), "told")
    looked = 0
    while len(run.visits) < SHORT:
        run.step()
        now, until = run.timeline.now, run.next()
        if until is not None and until > now and len(run.visits) % 10 == 0:
            for call in run.machine.waiting(SERVICE):
                waits = [run.machine.expected_wait(call, at) for at in (now, (now + until) / 2, until)]
                assert waits == sorted(waits, key=lambda wait: -(wait or 0.0)), call
                looked += 1
    assert looked > 100


def test_the_machine_keeps_its_own_error() -> None:
    """What `ccctl queues` shows, of callers whose expectation was kept as they came."""
    run = Telling(one_queue(5, 1.0, Exponential(400.0)), "told")
    run.first(SHORT)
    error = run.machine.lesson(SERVICE).error
    served = [v for v in run.visits if v.answered is not None]
    assert abs(error.count - len(served)) < 20  # some came after the last who is kept, or were not yet over
    assert 0 < error.size.value < 100
    assert abs(error.bias.value) < error.size.value
