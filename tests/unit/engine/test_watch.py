"""A broken rule in the running engine: alarm, the state in a file, and the second leg let go."""

import json
from collections.abc import Callable
from pathlib import Path

from ccengine.acd import commands, events
from ccengine.acd.dial.dialer import Dialer
from ccengine.acd.machine import Machine
from ccengine.acd.rules import AgentRules, QueueRules, Rules
from ccengine.acd.state import AgentState, Offer, OfferState
from ccengine.engine.book import Book
from ccengine.engine.clock import AnchoredClock
from ccengine.engine.core import Core, Order
from ccengine.engine.machines import Machines
from ccengine.engine.recovery import VOCABULARY
from ccengine.engine.watch import invariants
from ccengine.journal import read
from ccengine.journal.writer import Writer
from ccengine.model import facts
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.why import LegCause
from ccengine.wire.journal import Record

SERVICE = QueueName("service")
AGENTS = (AgentId("8001"), AgentId("8002"))
A = CallId("ast-1.1")


def engine_in(folder: Path, dispatched: list[object], alarms: list[str]) -> Core:
    rules = Rules.of([QueueRules(SERVICE, AGENTS)], [AgentRules(agent) for agent in AGENTS])
    clock = AnchoredClock()
    return Core(
        machines=Machines(Machine(rules), Dialer()),
        book=Book(),
        writer=Writer(folder / "journal", VOCABULARY, sync=now_and_here),
        clock=clock,
        dispatch=dispatched.append,
        published=lambda _n, _at, _body: None,
        alarm=alarms.append,
        save=lambda _n, _state: None,
    )


def now_and_here(work: Callable[[], None]) -> None:
    work()


def test_two_agents_on_one_call_are_seen_and_mended(tmp_path: Path) -> None:
    dispatched: list[object] = []
    alarms: list[str] = []
    core = engine_in(tmp_path, dispatched, alarms)
    core.turn([facts.CallArrived(A, "PJSIP/trunk-1", "400", "138", "", "hotline", "zh")])
    core.turn([events.CallerQueued(A, SERVICE)])
    (ring,) = [order for order in dispatched if isinstance(order, commands.Ring)]
    core.turn([events.OfferAnswered(ring.offer), events.TalkBegan(ring.offer)])
    assert core.machines.check() == []

    # What must never happen, made to happen: a second agent's leg talks with the same call.
    forged = OfferId("o1-99")
    floor = core.machines.acd._floor
    other = next(agent for agent in AGENTS if agent != ring.agent)
    floor.add_offer(Offer(forged, A, other, SERVICE, 20.0, state=OfferState.TALKING, answered=True))
    floor.agents[other].offer = forged
    for state in (AgentState.RINGING, AgentState.JOINING, AgentState.TALKING):
        floor.move_agent(floor.agents[other], state)

    look = Order(lambda core, now: invariants(core, now, tmp_path), "watch")
    core.turn([look])

    assert any("two-agents-on-one-call" in alarm for alarm in alarms)
    kept = next(tmp_path.glob("invariant-*.json"))
    assert json.loads(kept.read_text())["state"]["acd"]
    assert commands.Release(forged, LegCause.FORCED) in dispatched
    assert core.machines.acd.offer(ring.offer) is not None, "the first talk goes on"
    recorded = [record.body for record in read(tmp_path / "journal", VOCABULARY, 0) if isinstance(record, Record)]
    assert any(isinstance(body, facts.InvariantBroken) for body in recorded)
    assert core.machines.check() == []
