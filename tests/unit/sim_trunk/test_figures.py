"""What was seen of a trunk, counted: against answers that were worked out by hand."""

from dataclasses import replace
from math import inf

import pytest

from ccengine_sim.phone.visits import Visit
from ccengine_sim.trunk.figures import (
    Reading,
    Span,
    Spread,
    Stage,
    arrivals,
    late_over_time,
    over_time,
    people,
    releases,
    stage_now,
    stages_of,
    times_of,
    usage,
)
from ccengine_sim.trunk.visit import Seen
from ccengine_sim.trunk.watch import Sample
from tests.unit.sim_trunk.test_trunk import seen


def test_a_run_is_cut_into_buckets() -> None:
    span = Span.of(100.0, 160.5)
    assert (span.begin, span.every, span.count, span.end) == (100.0, 1, 61, 161.0)
    assert [span.bucket(at) for at in (99.9, 100.0, 160.99, 161.0, 161.1)] == [None, 0, 60, 60, None]
    assert Span.of(0.0, 1800.0).every == 30, "at most 120"
    assert Span.of(5.0, 5.0).count == 1


def test_a_spread_of_the_whole_and_of_each_bucket() -> None:
    assert Spread.of_values([]) is None
    assert Spread.of_values([3.0]) == Spread(1, 3.0, 3.0, 3.0)
    assert Spread.of_values([float(n) for n in range(1, 22)]) == Spread(21, 11.0, 20.0, 21.0)
    timed = [(0.5, 1.0), (0.9, 3.0), (2.1, 7.0), (9.0, 100.0)]
    assert over_time(timed, Span(0.0, 1.0, 3)) == [
        Spread(2, 2.0, 2.9, 3.0),
        None,
        Spread(1, 7.0, 7.0, 7.0),
    ]


def test_the_times_of_a_call() -> None:
    call = seen(released=[2.0, 8.5], sounded=[2.4, None], caller_heard=0.02)
    found = {name: timed for name, timed in times_of([call]).items() if timed}
    assert found == {
        "INVITE to 200": [(1.0, pytest.approx(0.1))],
        "key to the next prompt": [(2.4, pytest.approx(0.4))],
        "200 to the agent's ring": [(3.0, 2.0)],
        "200 to the agent's 200": [(3.2, pytest.approx(2.2))],
        "agent's 200 to what the caller hears": [(3.22, 0.02)],
    }
    assert not any(times_of([seen(invited=None, answered=None, rung=None, joined=None)]).values())


# -- an agent's release to his next ring -----------------------------------------------------------------------------


def ring(user: str, caller: str, rung: float, ended: float, talked: bool = True) -> Visit:
    answered = rung + 0.2 if talked else None
    return Visit(f"{user}-{rung}", user, caller, rung, answered, answered, ended, 200 if talked else 486)


FIRST, NEXT = ring("agent1", "A", 1.0, 10.0), ring("agent1", "B", 10.3, 20.0)
NONE = {"agent1": 0.0, "agent2": 0.0}


@pytest.mark.parametrize(
    ("rings", "entered", "wrap_up", "found"),
    [
        ([FIRST, NEXT], {"B": [4.0]}, NONE, [(10.3, 0.3)]),
        ([NEXT, FIRST], {"B": [4.0]}, NONE, [(10.3, 0.3)]),  # in any order
        ([FIRST, NEXT], {"B": [10.1]}, NONE, []),  # nobody waited when he became free
        ([FIRST, NEXT], {}, NONE, []),
        ([FIRST, NEXT], {"B": [4.0]}, {"agent1": 0.25}, [(10.3, 0.05)]),
        ([FIRST, NEXT], {"B": [10.1]}, {"agent1": 0.25}, [(10.3, 0.05)]),  # he came while the agent wrapped up
        ([FIRST, NEXT], {"B": [4.0]}, {"agent1": 5.0}, []),  # rung before he was thought to be free: not known
        ([FIRST, NEXT], {"B": [4.0]}, {}, []),
        ([ring("agent1", "A", 1.0, 10.0, talked=False), NEXT], {"B": [4.0]}, NONE, []),  # he declined
        # B was rung for elsewhere until 10.2: he could not be given to agent1 before
        ([FIRST, NEXT, ring("agent2", "B", 6.0, 10.2, talked=False)], {"B": [4.0]}, NONE, []),
        ([FIRST, NEXT, ring("agent2", "B", 6.0, 9.0, talked=False)], {"B": [4.0]}, NONE, [(10.3, 0.3)]),
        # B called before, and waits a second time
        ([FIRST, NEXT, ring("agent2", "B", 0.5, 2.0)], {"B": [0.4, 4.0]}, NONE, [(10.3, 0.3)]),
        # all are rung at once
        ([FIRST, NEXT, ring("agent2", "B", 10.3, 10.9, talked=False)], {"B": [4.0]}, NONE, [(10.3, 0.3)]),
    ],
)
def test_release_to_ring(
    rings: list[Visit], entered: dict[str, list[float]], wrap_up: dict[str, float], found: list[tuple[float, float]]
) -> None:
    got = [*releases(rings, entered, wrap_up)]
    assert [at for at, _ in got] == [at for at, _ in found]
    assert [took for _, took in got] == pytest.approx([took for _, took in found])


# -- who was where ----------------------------------------------------------------------------------------------------


def test_the_stages_of_a_call() -> None:
    call = seen()
    dialling, menu = (Stage.CALLING, 0.9, 1.0), (Stage.MENU, 1.0, 2.5)
    talking, after = (Stage.TALKING, 3.2, 8.0), (Stage.AFTER, 8.0, 9.0)
    number = call.planned.number
    entered = {number: [0.2, 2.5, 30.0]}  # in his call before, in this, in the next
    assert [*stages_of(call, entered, 50.0)] == [dialling, menu, (Stage.WAITING, 2.5, 3.2), talking, after]
    never = replace(call, joined=None, agent_left=None)
    assert [*stages_of(never, {number: [30.0]}, 50.0)] == [dialling, (Stage.MENU, 1.0, 9.0)], "that was his next call"
    asked = replace(call, asked=1.5)
    assert [*stages_of(asked, {}, 50.0)][1:3] == [(Stage.MENU, 1.0, 1.5), (Stage.WAITING, 1.5, 3.2)]
    open_ = seen(joined=None, agent_left=None, ended=None)
    assert [*stages_of(open_, entered, 5.0)] == [dialling, menu, (Stage.WAITING, 2.5, 5.0)]
    assert [*stages_of(seen(answered=None, joined=None, agent_left=None, ended=4.0), {}, 50.0)] == [
        (Stage.CALLING, 0.9, 4.0)
    ]


def test_people_over_time() -> None:
    stays = [(Stage.TALKING, 0.5, 2.0), (Stage.TALKING, 1.0, 1.25), (Stage.MENU, 2.0, 9.0)]
    found = people(stays, Span(0.0, 1.0, 3))
    assert found[Stage.TALKING] == [0.5, 1.25, 0.0]
    assert found[Stage.MENU] == [0.0, 0.0, 1.0]
    assert arrivals([seen(), seen(), seen(invited=2.2)], Span(0.0, 1.0, 3)) == [2, 0, 1]


@pytest.mark.parametrize(
    ("what", "stage"),
    [
        ({"answered": None, "joined": None, "agent_left": None}, Stage.CALLING),
        ({"joined": None, "agent_left": None}, Stage.MENU),
        ({"asked": 2.0, "joined": None, "agent_left": None}, Stage.WAITING),
        ({"asked": 2.0, "agent_left": None}, Stage.TALKING),
        ({"asked": 2.0}, Stage.AFTER),
        ({"ended": 9.0}, None),
        ({"answered": None, "detail": "503"}, None),
    ],
)
def test_where_one_is_now(what: dict[str, object], stage: Stage | None) -> None:
    call: Seen = seen(**({"ended": None} | what))
    assert stage_now(call) is stage


# -- what it cost -----------------------------------------------------------------------------------------------------


def test_processor_and_memory_over_time() -> None:
    samples = [
        Sample(0.0, "engine", 5.0, 10), Sample(1.0, "engine", 5.2, 30), Sample(2.0, "engine", 5.8, 20),
        Sample(3.0, "engine", 0.1, 5), Sample(4.0, "engine", 0.2, 6),
    ]  # fmt: skip
    used = usage(samples, Span(0.0, 1.0, 4))["engine"]
    assert used.cpu == [pytest.approx(0.2), pytest.approx(0.6), None, pytest.approx(0.1)], "it died in the third second"
    assert used.memory == [10, 30, 20, 6]
    rare = usage([samples[0], replace(samples[1], at=2.5)], Span(0.0, 1.0, 4))["engine"]
    assert rare.cpu == [pytest.approx(0.08)] * 3 + [None], "between two looks, all the time"
    assert rare.memory == [10, 10, 30, None]
    gone = usage([samples[0], replace(samples[1], at=9.0)], Span(0.0, 1.0, 9))["engine"]
    assert set(gone.cpu) == {None}


def test_lateness_over_time_from_a_growing_histogram() -> None:
    def reading(at: float, under_10: int, under_100: int, count: int, total: float, most: float) -> Reading:
        return Reading(at, "engine", ((0.01, under_10), (0.1, under_100), (inf, count)), count, total, most)

    readings = [
        reading(0.0, 10, 11, 11, 0.2, 0.09),
        reading(1.0, 30, 31, 31, 0.3, 0.09),  # twenty more, all under 10 ms
        reading(2.0, 40, 42, 42, 0.4, 0.09),  # one of eleven over it
        reading(3.0, 50, 52, 53, 3.6, 3.0),  # one over all bounds
        reading(4.0, 5, 5, 5, 0.01, 0.001),  # another process
    ]
    found = late_over_time(readings, Span(0.0, 1.0, 5))["engine"]
    assert [late and late.most for late in found] == [0.01, 0.1, 3.0, None, None]
    assert [late.mean for late in found if late] == pytest.approx([0.1 / 20, 0.1 / 11, 3.2 / 11])
