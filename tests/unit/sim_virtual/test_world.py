"""Days of a few calls, worked out by hand."""

from dataclasses import replace

from ccengine.acd.rules import Limits
from ccengine.model.why import QueueExit
from ccengine_sim.virtual import Constant, End, Listed, Visit
from ccengine_sim.virtual.run import Run
from tests.unit.sim_virtual.plans import callers, plan, worker

Told = tuple[str | None, float, float, str | None]


def told(visits: list[Visit]) -> list[Told]:
    """Agent, wait, talk, end of each call."""
    return [(visit.agent, visit.wait, visit.talk, visit.end) for visit in visits]


def day(run: Run) -> list[Told]:
    visits = run.until(10_000.0)
    assert run.machine.check() == []
    assert run.machine.calls() == []
    assert run.machine.live_offers() == []
    return told(visits)


def test_who_comes_first_is_served_first() -> None:
    who = callers([10.0, 20.0, 30.0], [100.0, 50.0, 25.0])
    assert day(Run(plan([worker("8001")], who), 1)) == [
        ("8001", 0.0, 100.0, End.SERVED),
        ("8001", 90.0, 50.0, End.SERVED),
        ("8001", 130.0, 25.0, End.SERVED),
    ]


def test_wrap_up_keeps_the_next_waiting_and_the_agent_may_end_it() -> None:
    who = callers([10.0, 20.0, 30.0], [5.0, 5.0, 5.0])
    agent = worker("8001", ready_after=Listed([3.0, 60.0, 60.0]))
    waits = [wait for _, wait, _, _ in day(Run(plan([agent], who, wrap_up=20.0), 1))]
    assert waits == [0.0, 0.0, 15.0]  # ready at 18; not before 45


def test_patience_ends_the_wait_also_while_a_phone_rings() -> None:
    who = callers([10.0, 20.0], [100.0, 100.0], Listed([4.0, 30.0]))
    agent = worker("8001", answers=Constant(5.0))
    run = Run(plan([agent], who), 1)
    assert day(run) == [(None, 4.0, 0.0, End.ABANDONED), ("8001", 5.0, 100.0, End.SERVED)]
    assert [visit.rings for visit in run.visits] == [1, 1]


def test_no_patience_at_all_leaves_at_once_but_not_from_a_free_agent() -> None:
    who = callers([10.0, 20.0], [100.0, 100.0], Constant(0.0))
    assert day(Run(plan([worker("8001")], who), 1)) == [
        ("8001", 0.0, 100.0, End.SERVED),
        (None, 0.0, 0.0, End.ABANDONED),
    ]


def test_who_does_not_answer_is_passed_over_until_he_comes_back() -> None:
    who = callers([10.0, 200.0], [50.0, 50.0])
    asleep = worker("8001", answers=Listed([1e6, 2.0]), comes_back=Constant(30.0))
    awake = worker("8002", answers=Constant(1.0))
    run = Run(plan([asleep, awake], who, ring=20.0), 1)
    assert day(run) == [("8002", 21.0, 50.0, End.SERVED), ("8001", 2.0, 50.0, End.SERVED)]
    assert [visit.rings for visit in run.visits] == [2, 1]


def test_shifts() -> None:
    who = callers([10.0, 20.0, 30.0], [50.0, 50.0, 50.0])
    early, late = worker("8001", shifts=((0.0, 40.0),)), worker("8002", shifts=((100.0, 500.0), (600.0, 700.0)))
    assert day(Run(plan([early, late], who), 1)) == [
        ("8001", 0.0, 50.0, End.SERVED),  # a talk outlasts the shift
        ("8002", 80.0, 50.0, End.SERVED),
        ("8002", 120.0, 50.0, End.SERVED),
    ]


def test_the_longest_wait_sends_on() -> None:
    run = Run(plan([worker("8001")], callers([10.0, 20.0], [100.0, 50.0]), longest_wait=60.0), 1)
    assert day(run) == [("8001", 0.0, 100.0, End.SERVED), (None, 60.0, 0.0, End.SENT_ON)]
    assert run.visits[1].exit is QueueExit.WAITED_TOO_LONG


def test_the_machines_own_limit_ends_a_talk() -> None:
    run = Run(plan([worker("8001")], callers([10.0, 20.0], [1e6, 50.0]), limits=Limits(talk=300.0)), 1)
    assert day(run) == [("8001", 0.0, 300.0, End.SERVED), ("8001", 290.0, 50.0, End.SERVED)]


def test_of_two_kinds_the_head_start_decides() -> None:
    vip = replace(callers([40.0], [50.0], kind="vip"), head_start=25.0)
    visits = Run(plan([worker("8001")], callers([10.0, 20.0], [100.0, 50.0]), vip), 1).until(10_000.0)
    assert [(visit.caller.call, visit.wait) for visit in visits] == [
        ("caller-0", 0.0),
        ("caller-1", 140.0),
        ("vip-0", 70.0),
    ]
