"""A plan and a seed give the visits: always the same, and those that a textbook gives."""

from collections.abc import Sequence
from dataclasses import replace
from heapq import heapreplace

import pytest

from ccengine.model.ids import QueueName
from ccengine_sim.virtual import Callers, Chance, End, Exponential, Plan, Visit, poisson, run
from ccengine_sim.virtual.chance import Stream
from ccengine_sim.virtual.run import Run
from tests.unit.sim_virtual.plans import SERVICE, callers, plan, worker


def busy(agents: int) -> Plan:
    who = Callers("caller", SERVICE, poisson(2.7 / 180.0), Exponential(180.0), Exponential(400.0))
    return plan([worker(str(8001 + n)) for n in range(agents)], who)


def outline(visits: Sequence[Visit]) -> list[object]:
    return [(v.caller.call, v.arrived, v.answered, v.left, v.agent, v.end) for v in visits]


@pytest.mark.many
def test_the_same_seed_gives_the_same_day_and_another_another() -> None:
    first, again, other = (outline(run(busy(3), seed, 300)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_one_agent_more_leaves_the_callers_as_they_were() -> None:
    few, more = run(busy(2), 1, 200), run(busy(3), 1, 200)
    few_callers, more_callers = ([v.caller for v in visits] for visits in (few, more))
    assert [c.talk for c in few_callers] == [c.talk for c in more_callers]
    assert [c.patience for c in few_callers] == [c.patience for c in more_callers]
    assert outline(few) != outline(more)


def test_a_number_of_a_stream_does_not_depend_on_what_was_asked_before() -> None:
    there, back = Stream("7/talk"), Stream("7/talk")
    numbers = [0, 1, 255, 256, 1000, 300]
    assert [there[n] for n in numbers] == [back[n] for n in reversed(numbers)][::-1]
    assert Chance(7).stream("talk")[300] == there[300]
    assert len({stream[3] for stream in (there, Stream("7/patience"), Stream("8/talk"))}) == 3


def test_these_are_the_numbers_of_the_first_release() -> None:
    """A seed that was told in a report is to find the same day again, with any Python."""
    stream = Chance(1).stream("caller/talk")
    assert [round(stream[n], 12) for n in (0, 1, 256)] == FIRST_RELEASE


FIRST_RELEASE = [0.526565669466, 0.010892964085, 0.412449106018]


def textbook(arrivals: Sequence[float], talks: Sequence[float], agents: int) -> list[float]:
    """Waits first come first served: each takes the agent who is free first.  Source: J. Kiefer, J. Wolfowitz, "On the
    theory of queues with many servers", Transactions of the AMS 78 (1955)."""
    free = [0.0] * agents
    waits = []
    for at, talk in zip(arrivals, talks, strict=True):
        begins = max(at, free[0])
        heapreplace(free, begins + talk)
        waits.append(begins - at)
    return waits


@pytest.mark.many
def test_the_machines_waits_are_the_textbooks_call_by_call() -> None:
    endless = Callers("caller", SERVICE, poisson(0.9 * 3 / 180.0), Exponential(180.0))
    day = plan([worker(str(8001 + n)) for n in range(3)], endless, longest_wait=1e9)
    visits = run(day, 1, 1500)
    expected = textbook([v.arrived for v in visits], [v.caller.talk for v in visits], 3)
    assert [v.wait for v in visits] == pytest.approx(expected, abs=1e-6)
    assert sum(wait > 0.0 for wait in expected) > 500


def test_others_go_on_coming_until_the_last_that_counts_is_gone() -> None:
    made = Run(busy(2), 1)
    visits = made.first(50)
    assert [v.caller.call for v in visits] == [f"caller-{n}" for n in range(50)]
    assert all(v.left is not None and v.end is not None for v in visits)
    came_later = [call for call in made.machine.calls() if call.id not in {v.caller.call for v in visits}]
    assert came_later


def test_a_day_that_ends_gives_what_came() -> None:
    visits = run(plan([worker("8001")], callers([1.0, 2.0], [5.0, 5.0])), 1, 100)
    assert [v.end for v in visits] == [End.SERVED, End.SERVED]


def test_what_does_not_fit_is_refused() -> None:
    who = callers([1.0], [5.0])
    with pytest.raises(ValueError, match="share a name"):
        plan([worker("8001")], who, who)
    good = plan([worker("8001")], who)
    with pytest.raises(ValueError, match="agents of the rules"):
        Plan(good.rules, good.callers, (worker("8002"),))


def test_while_a_call_is_there_its_times_are_not_told() -> None:
    visits = Run(plan([worker("8001")], callers([1.0, 2.0], [50.0, 5.0])), 1).until(10.0)
    with pytest.raises(ValueError, match="caller-0 talks yet"):
        _ = visits[0].talk
    with pytest.raises(ValueError, match="caller-1 waits yet"):
        _ = visits[1].wait


def test_an_unknown_queue_sends_on() -> None:
    lost = replace(callers([1.0], [5.0]), queue=QueueName("nowhere"))
    assert [v.end for v in run(plan([worker("8001")], lost), 1, 1)] == [End.SENT_ON]
