"""Faults sown into the machine on purpose, each a mistake that somebody could make: places, offers, agents, time.
Those of routing are in faults_strategies.py and faults_routing.py.  test_faults.py shows that the scenarios or the twin
catch every one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ccengine.acd import facts, facts_agents, machine, match, pool, pools, snapshot
from ccengine.acd.commands import Release, Ring, SendOn
from ccengine.acd.floor import Floor
from ccengine.acd.ordered import Ordered
from ccengine.acd.pool import Pool
from ccengine.acd.pools import Pools
from ccengine.acd.rules import Limits, Rules
from ccengine.acd.state import AgentState, CallState, OfferState
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.why import By, LegCause, QueueExit

Patch = tuple[object, str, object]


def _last(ordered: Ordered[Any]) -> Any:
    return list(ordered)[-1] if ordered else None


def _pair_with(caller: Callable[[Ordered[Any]], Any], agent: Callable[[Ordered[Any]], Any]) -> object:
    def pair(floor: Floor) -> Ring | None:
        if not floor.pools.has_pair():
            return None
        of = min(floor.pools.pairable, key=lambda one: caller(one.wanting))
        call = floor.calls[caller(of.wanting)[2]]
        return _ring(floor, agent(of.ready)[3], call.id, call.queue)

    return pair


def _ring(floor: Floor, agent: AgentId, call: CallId, queue: QueueName) -> Ring:
    return Ring(OfferId(f"o{floor.run}-{floor.rung + 1}"), agent, call, queue, floor.rules.queue(queue).ring)


def _second(ordered: Ordered[Any]) -> Any:
    items = list(ordered)
    return items[min(1, len(items) - 1)]


def _any_queue_first(floor: Floor) -> Ring | None:
    """Queues by name instead of the longest waiting caller of all."""
    if not floor.pools.has_pair():
        return None
    of = min(floor.pools.pairable, key=lambda one: (one.queue, one.wanting.first()))
    place, turn = of.wanting.first(), of.ready.first()
    assert place
    assert turn
    return _ring(floor, turn[3], place[2], of.queue)


def _ignore_head_start(floor: Floor, fact: Any) -> None:
    _caller_queued(floor, replace(fact, head_start=0.0))


_caller_queued = facts.caller_queued
_caller_left = facts.caller_left
_next_order = match.next_order
_close = Floor.close
_excuse = facts.excuse
_members_of = pool.members_of
_move_agent = Floor.move_agent


def _reenter(floor: Floor, fact: Any) -> None:
    """Who asks again goes to the end."""
    call = floor.calls.get(fact.call)
    if call is not None and call.state is CallState.WAITING:
        floor.forget_call(call)
    _caller_queued(floor, fact)


def _leave_without_stopping(floor: Floor, call_id: Any, by: By = By.CALLER, estimated: bool = False) -> None:
    call = floor.calls.get(call_id)
    if call is None or call.state is not CallState.OFFERED:
        _caller_left(floor, call_id, by, estimated)


def _forget_late(floor: Floor, offer_id: Any) -> None:
    if offer_id in floor.offers:
        _offer_answered(floor, offer_id)


_offer_answered = facts.offer_answered


def _place_lost(floor: Floor, offer: Any) -> None:
    """A failed offer sends its caller to the end of the line."""
    _close(floor, offer)
    call = floor.calls.get(offer.call)
    if call is not None and call.state is CallState.WAITING:
        floor.forget_call(call)
        floor.arrivals += 1
        call.place = (floor.now, floor.arrivals, call.id)
        call.deadline = floor.due(call)[0]
        floor.add_call(call)


def _idle_lost(self: Floor, agent: Any, to: Any, deadline: Any = None, reason: str = "") -> None:
    _move_agent(self, agent, to, deadline, reason)
    if to is AgentState.READY:
        self.pools.hide(agent)
        self.turns += 1
        agent.idle = (self.now, self.turns, agent.id)
        self.pools.show(agent)


def _no_excuse(floor: Floor, offer: Any, cause: LegCause) -> None:
    if cause is not LegCause.BUSY:
        _excuse(floor, offer, cause)


def _excuse_over_his_own(floor: Floor, offer: Any, cause: LegCause) -> None:
    floor.agents[offer.agent].excuse = None
    _excuse(floor, offer, cause)


def _offers_without_switch(floor: Floor, now: float) -> object:
    switch, floor.switch = floor.switch, True
    try:
        return _next_order(floor, now)
    finally:
        floor.switch = switch


def _no_wrap_up(floor: Floor, offer: Any) -> None:
    if offer.agent != "8002":
        _wrap_up(floor, offer)


_wrap_up = facts.wrap_up


def _talk_ended_wraps_always(floor: Floor, fact: Any) -> None:
    offer = floor.offers.get(fact.offer)
    if offer is not None and offer.state is OfferState.JOINING:
        facts.wrap_up(floor, offer)
    _talk_ended(floor, fact)


_talk_ended = facts.talk_ended


def _logout_lets_it_ring(floor: Floor, agent_id: Any) -> None:
    agent = floor.agents.get(agent_id)
    if agent is not None and agent.logged_in:
        agent.logged_in = False
        floor.review(agent)
        floor.appear(agent)


def _decide_in_take(floor: Floor, fact: Any) -> None:
    """The next offer's number depends on something that no record tells."""
    _caller_queued(floor, fact)
    floor.rung += 1 if len(floor.calls) == 3 and not floor.agenda else 0


def _rank_off(self: Ordered[Any], item: Any) -> int:
    return sum(1 for each in self if each < item) + (1 if len(self) > 2 else 0)  # (the item may be of another pool)


def _due_later(floor: Floor, now: float) -> object:
    return _next_order(floor, now - 1e-6)


def _expire_offered(floor: Floor, kind: str, name: str, now: float) -> object:
    if kind == "offer" and floor.offers[OfferId(name)].state is OfferState.TALKING:
        return Release(OfferId(name), LegCause.LATE)
    return _expire(floor, kind, name, now)


_expire = match._expire


def _wait_from_key(floor: Floor, fact: Any) -> None:
    known = fact.call in floor.calls
    _caller_queued(floor, fact)
    if not known:
        call = floor.calls[fact.call]
        floor.expect(call, call.place[0] + floor.rules.queue(call.queue).longest_wait)


def _send_on_wrongly(floor: Floor, item: Any, now: float) -> object:
    order = _settle(floor, item, now)
    return replace(order, exit=QueueExit.WAITED_TOO_LONG) if isinstance(order, SendOn) else order


_settle = match._settle


def _guard_runs_without_switch(floor: Floor, available: bool) -> None:
    floor.switch = available


def _served_by_first_only(rules: Rules, queue: Any, need: Any) -> dict[AgentId, float]:
    first = {agent: rules.name for rules in reversed(list(rules.queues.values())) for agent in rules.agents}
    return {agent: number for agent, number in _members_of(rules, queue, need).items() if first.get(agent) == queue}


def _snapshot_forgets_idle(agent: Any) -> Any:
    return _agent(agent) | {"idle": [agent.idle[0], 0, agent.id]}


_agent = snapshot._agent


def _first_found(self: Pools, of: Any) -> Pool | None:
    """The agent who became ready is rung for any call that he can get."""
    return next((one for one in of if one.first is not None and self._is_open(one)), None)


def _none(ordered: Ordered[Any]) -> Any:
    return ordered.first()


PLAIN: Mapping[str, Patch] = {
    "the last caller first": (match, "_pair", _pair_with(_last, _none)),
    "the second caller, when there are two": (match, "_pair", _pair_with(_second, _none)),
    "the agent who is idle shortest": (match, "_pair", _pair_with(_none, _last)),
    "queues by name, not by who waits longest": (match, "_pair", _any_queue_first),
    "any call that he can get": (Pools, "_of_first_call", _first_found),
    "head start ignored": (facts, "caller_queued", _ignore_head_start),
    "the place is lost by asking again": (facts, "caller_queued", _reenter),
    "the place is lost by a failed offer": (Floor, "close", _place_lost),
    "idle time is lost by a withdrawn offer": (Floor, "move_agent", _idle_lost),
    "a caller who left is still being rung for": (facts, "caller_left", _leave_without_stopping),
    "a late answer is ignored": (facts, "offer_answered", _forget_late),
    "a busy phone is rung again at once": (facts, "excuse", _no_excuse),
    "the machine's reason replaces the agent's own": (facts, "excuse", _excuse_over_his_own),
    "offers without a switch": (machine, "next_order", _offers_without_switch),
    "an agent has no wrap-up": (facts, "wrap_up", _no_wrap_up),
    "wrap-up without a talk": (facts, "talk_ended", _talk_ended_wraps_always),
    "log-out lets the phone ring on": (facts_agents, "agent_logged_out", _logout_lets_it_ring),
    "a fact moves what only an order may": (facts, "caller_queued", _decide_in_take),
    "position off by one": (Ordered, "rank", _rank_off),
    "deadlines a little late": (machine, "next_order", _due_later),
    "a talk at its limit is released as late": (match, "_expire", _expire_offered),
    "the longest wait counts the head start": (facts, "caller_queued", _wait_from_key),
    "leaves by the wrong exit": (match, "_settle", _send_on_wrongly),
    "guards run while the switch is out of sight": (facts, "switch_available", _guard_runs_without_switch),
    "agents serve only their first queue": (pools, "members_of", _served_by_first_only),
    "a snapshot forgets the turn of becoming ready": (snapshot, "_agent", _snapshot_forgets_idle),
    "rung in a tight loop when it cannot be placed": (Limits, "excuse", lambda self, cause: 0.0),
}
