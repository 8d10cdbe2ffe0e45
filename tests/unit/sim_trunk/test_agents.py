"""The agents' side of a run: rings in the midst of a talk, and agents who were left alone."""

from pathlib import Path

import pytest

from ccengine_sim.phone import Sim
from ccengine_sim.phone.agent import PhoneCall
from ccengine_sim.trunk import Judged, against_agents
from ccengine_sim.trunk.breaking import Broken
from ccengine_sim.trunk.faults import Deed, Fault
from ccengine_sim.trunk.visit import End, Seen
from tests.unit.sim_trunk.test_trunk import seen

NUMBER = "13800000000"
KILLED = Broken(Fault(0.0, Deed.KILL, "engine"), 3.0, 3.5)


@pytest.fixture
def sim(tmp_path: Path) -> Sim:
    return Sim(("127.0.0.1", 5060), ["sipp"], tmp_path)


def rung(
    sim: Sim, at: float, answered: float | None, ended: float | None, user: str = "agent8001", caller: str = NUMBER
) -> PhoneCall:
    call = PhoneCall(f"{user}-{at}", sim.phone_side, sim.media, user)
    call.rung_at, call.answered_at, call.acked_at, call.ended_at, call.caller = at, answered, answered, ended, caller
    return call


def told(
    *rings: PhoneCall, doubled: tuple[PhoneCall, ...] = (), calls: tuple[Seen, ...] = (), broken: bool = False
) -> Judged:
    """Of a caller who came at 0.9, was answered by 8001 at 3.2, and left at 9, unless other `calls` are given."""
    found = Judged()
    against_agents(found, rings, doubled, (), calls or (seen(),), (KILLED,) if broken else ())
    return found


def test_a_talk_is_no_difference(sim: Sim) -> None:
    assert told(rung(sim, 3.0, 3.2, 8.0)).differences == []


def test_a_telephone_that_declined_or_was_cancelled_is_none(sim: Sim) -> None:
    assert told(rung(sim, 1.5, None, 2.0, "agent8002"), rung(sim, 3.0, 3.2, 8.0)).differences == []


def test_a_ring_in_the_midst_of_a_call(sim: Sim) -> None:
    again = rung(sim, 3.4, None, 3.4)
    assert told(doubled=(again,)).differences == [f"{NUMBER}, agent8001: rung while it was in another call"]
    found = told(doubled=(again,), broken=True)
    assert (found.differences, len(found.explained)) == ([], 1)


def test_one_telephone_in_two_talks(sim: Sim) -> None:
    (breach,) = [
        each
        for each in told(rung(sim, 3.0, 3.2, 8.0), rung(sim, 5.0, 5.2, 8.5, caller="13800000001")).differences
        if "at once" in each
    ]
    assert breach.startswith(f"agent8001 talked with {NUMBER} and 13800000001 at once")


@pytest.mark.parametrize(
    ("ring", "what"),
    [
        ((3.0, 3.2, None), "the telephone was still in this call when all callers had gone"),
        ((14.1, None, 14.5), "rung 5.1 s after he had gone"),
        ((13.9, 14.0, 14.9), ""),
        ((3.0, 3.2, 14.1), "the agent was alone for 5.1 s"),
        ((3.0, 3.2, 13.9), ""),
        ((2.0, 2.5, 7.6, "agent8002"), "the agent was alone for 5.1 s"),
        ((2.0, 2.5, 7.4, "agent8002"), ""),
        ((3.0, 3.2, 8.0, "agent8001", "13900000000"), "he has not called"),
        ((0.5, 0.6, 0.7), "he has not called"),
    ],
)
def test_agents_who_are_alone(sim: Sim, ring: tuple[float, float | None, float | None], what: str) -> None:
    found = [each.partition(": ")[2] for each in told(rung(sim, *ring)).differences]
    assert found == ([what] if what else [])


def test_who_gave_up_leaves_his_agent_at_once(sim: Sim) -> None:
    """He hung up in the moment in which the telephone was answered: its leg ends when the switch has told."""
    gone = seen(end=End.GAVE_UP, agent="", joined=None, ended=4.0)
    assert told(rung(sim, 3.0, 3.99, 4.3), calls=(gone,)).differences == []
    assert told(rung(sim, 3.0, 3.99, 9.5), calls=(gone,)).differences == [
        f"{NUMBER}, agent8001: the agent was alone for 5.5 s"
    ]


def test_a_number_that_calls_again(sim: Sim) -> None:
    """A ring belongs to its last call before."""
    again = seen(invited=20.0, answered=20.1, joined=21.0, ended=25.0)
    assert told(rung(sim, 3.0, 3.2, 8.0), rung(sim, 20.5, 21.0, 24.0), calls=(again, seen())).differences == []
