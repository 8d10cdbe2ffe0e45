"""Faults sown into the machine on purpose, each a mistake that somebody could make.  test_faults.py shows that the
scenarios or the twin catch every one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ccengine.acd import draw, facts, facts_agents, floor, match, orders, pool, pools, snapshot
from ccengine.acd.commands import Release, Ring, SendOn
from ccengine.acd.floor import Floor
from ccengine.acd.ordered import Ordered
from ccengine.acd.pool import Pool
from ccengine.acd.pools import Pools
from ccengine.acd.rules import Limits, Rules
from ccengine.acd.state import AgentState, CallState, OfferState
from ccengine.model.ids import OfferId
from ccengine.model.why import LegCause, QueueExit

Patch = tuple[object, str, object]


def _last(ordered: Ordered[Any]) -> Any:
    return list(ordered)[-1] if ordered else None


def _pair_with(caller: Callable[[Ordered[Any]], Any], agent: Callable[[Ordered[Any]], Any]) -> object:
    def pair(floor: Floor) -> Ring:
        place, of = min((caller(each.wanting), n) for n, each in enumerate(floor.pools.every.values()) if _both(each))
        call = floor.calls[place[2]]
        turn = agent(list(floor.pools.every.values())[of].ready)
        ring = floor.rules.queue(call.queue).ring
        return Ring(OfferId(f"o{floor.run}-{floor.rung + 1}"), turn[3], call.id, call.queue, ring)

    return pair


def _both(pool: Pool) -> bool:
    return bool(pool.wanting and pool.ready)


def _second(ordered: Ordered[Any]) -> Any:
    items = list(ordered)
    return items[min(1, len(items) - 1)]


def _any_queue_first(floor: Floor) -> Ring:
    """Queues by name instead of the longest waiting caller of all."""
    first = min(floor.pools.pairable, key=lambda pool: (pool.queue, pool.wanting.first()))
    place, agent = first.wanting.first(), first.first(draw.stepped(floor.drawn))
    assert place
    assert agent
    ring = floor.rules.queue(first.queue).ring
    return Ring(OfferId(f"o{floor.run}-{floor.rung + 1}"), agent, place[2], first.queue, ring)


def _ignore_head_start(floor: Floor, fact: Any) -> None:
    _caller_queued(floor, replace(fact, head_start=0.0))


_caller_queued = facts.caller_queued
_caller_left = facts.caller_left
_next_order = match.next_order
_close = Floor.close
_excuse = facts.excuse
_move_agent = Floor.move_agent


def _reenter(floor: Floor, fact: Any) -> None:
    """Who asks again goes to the end."""
    call = floor.calls.get(fact.call)
    if call is not None and call.state is CallState.WAITING:
        floor.forget_call(call)
    _caller_queued(floor, fact)


def _leave_without_stopping(floor: Floor, call_id: Any) -> None:
    call = floor.calls.get(call_id)
    if call is None or call.state is not CallState.OFFERED:
        _caller_left(floor, call_id)


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
        floor.add_call(call)
        floor.expect(call, None)
        floor.expect(call, call.entered + floor.rules.queue(call.queue).longest_wait)


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


def _decide_in_take(floor: Floor, fact: Any) -> None:
    """The next offer's number depends on something that no record tells."""
    _caller_queued(floor, fact)
    floor.rung += 1 if len(floor.calls) == 3 and not floor.agenda else 0


def _rank_off(self: Ordered[Any], item: Any) -> int:
    return list(self).index(item) + (1 if len(self) > 2 else 0)


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


def _served_by_first_only(rules: Rules, queue: Any, need: Any) -> dict[Any, float]:
    others = {agent for name, other in rules.queues.items() if name > queue for agent in other.agents}
    return {agent: n for agent, n in _members_of(rules, queue, need).items() if need[1] or agent not in others}


_members_of = pool.members_of


def _snapshot_forgets_idle(agent: Any) -> Any:
    return _agent(agent) | {"idle": [agent.idle[0], 0, agent.id]}


_agent = snapshot._agent


def _none(ordered: Ordered[Any]) -> Any:
    return ordered.first()


# -- routing ----------------------------------------------------------------------------------------------------------


def _any_level(self: Rules, agent: Any, skills: Any) -> bool:
    return agent in self.agents and all(name in self.agents[agent].skills for name, _ in skills)


def _only_of_the_queue(rules: Rules, queue: Any, need: Any) -> dict[Any, float]:
    """The one agent who is asked for has to serve the queue."""
    return {agent: n for agent, n in _members_of(rules, queue, need).items() if agent in rules.queue(queue).agents}


def _least_skilled(rules: Rules, queue: Any, need: Any) -> dict[Any, float]:
    return {agent: abs(n) for agent, n in _members_of(rules, queue, need).items()}


def _count_forgotten(self: Floor, agent: Any, to: Any, deadline: Any = None, reason: str = "") -> None:
    """The count of the last offer is kept of answered ones only."""
    if to is AgentState.NOT_READY:
        agent.rung = 0
    _move_agent(self, agent, to, deadline, reason)


def _talks_forgotten(floor: Floor, offer_id: Any) -> None:
    offer = floor.offers.get(offer_id)
    _talk_began(floor, offer_id)
    if offer is not None:
        floor.agents[offer.agent].talks = min(floor.agents[offer.agent].talks, 1)


_talk_began = facts.talk_began


def _occupied_without_time(load: float, changed: float, now: float) -> float:
    return _occupied(load, changed, now) - now / 3600


_occupied = floor.occupied


def _drawn_twice(x: int) -> int:
    return _stepped(_stepped(x))


_stepped = draw.stepped


def _weight_ignored(floor: Floor, fact: Any) -> None:
    rules = floor.rules
    queues = {name: replace(queue, weight=0.0) for name, queue in rules.queues.items()}
    floor.rules = Rules(queues, rules.agents, rules.limits)
    try:
        _caller_queued(floor, fact)
    finally:
        floor.rules = rules


def _one_too_many(floor: Floor, fact: Any) -> None:
    known = fact.call in floor.calls
    _caller_queued(floor, fact)
    call = floor.calls[fact.call]
    if not known and call.full:
        call.full = len(floor.places[fact.queue]) > (floor.rules.queue(fact.queue).longest_queue or 0) + 1
        floor.review_call(call)


def _joined_without_stopping(floor: Floor, order: Any) -> None:
    call = floor.calls.get(order.call)
    others = dict(call.offers) if call else {}
    if call:
        call.offers = {order.offer: None}
    _join(floor, order)
    if call:
        call.offers = others


_join = orders.join


def _newest_first(floor: Floor, call_id: Any) -> None:
    call = floor.calls.get(call_id)
    if call is not None:
        call.offers = dict(reversed(call.offers.items()))
    _caller_left(floor, call_id)


def _one_more_rings(self: Floor, call: Any) -> bool:
    if call.state is CallState.OFFERED and self.rules.queue(call.queue).rings == 2:
        return len(call.offers) < 3
    return _wants(self, call)


_wants = Floor.wants


def _widen_at_the_end(self: Floor, call: Any) -> Any:
    """A step due at the very time of the longest wait is taken."""
    when, step = _due(self, call)
    if step is None and call.step + 1 < len(call.steps) and call.entered + call.steps[call.step + 1].after == when:
        return when, call.step + 1
    return when, step


def _widen_from_the_last(self: Floor, call: Any) -> Any:
    """A step's time counts from the last change."""
    when, step = _due(self, call)
    return (when + call.since - call.entered, step) if step is not None else (when, step)


_due = Floor.due


def _waits_for_the_absent(self: Floor, call: Any) -> Any:
    errand = _errand(self, call)
    return None if isinstance(errand, int) else errand


def _nobody_means_nobody_ready(self: Floor, call: Any) -> Any:
    errand = _errand(self, call)
    outlook = self.pools.outlook_of.get(call.id)
    ready = any(agent.state is AgentState.READY for agent in self.agents.values())
    return QueueExit.NOBODY if errand is None and outlook is not None and not ready else errand


_errand = Floor.errand


def _looks_at_this_step_only(self: Pools, call: Any, needs: Any) -> None:
    _look(self, call, needs)
    outlook = self.outlook_of[call.id]
    outlook.staffed = int(self.every[call.queue, needs[0]].present > 0)


_look = Pools.look


def _row_never_ends(floor: Floor, offer_id: Any) -> None:
    offer = floor.offers.get(offer_id)
    missed = floor.agents[offer.agent].missed if offer else 0
    _talk_began(floor, offer_id)
    if offer:
        floor.agents[offer.agent].missed = missed


def _rests_ignored(self: Rules, agent: Any, cause: LegCause) -> Any:
    return self.limits.excuse(cause)


def _extended_from_now(floor: Floor, agent_id: Any, seconds: float) -> None:
    agent = floor.agents.get(agent_id)
    if agent is not None and agent.wrap_until is not None and seconds > 0:
        agent.wrap_until = floor.now
    _extended(floor, agent_id, seconds)


_extended = facts_agents.wrap_up_extended


def _snapshot_forgets_the_step(call: Any) -> Any:
    return _call(call) | {"step": 0}


_call = snapshot._call


def _widen_forgets_the_deadline(floor: Floor, order: Any) -> None:
    call = floor.calls[order.call]
    deadline = call.deadline
    _widen(floor, order)
    if call.step + 1 < len(call.steps):
        floor.expect(call, (deadline or 0.0) + 7.0)


_widen = orders.widen


FAULTS: Mapping[str, Patch] = {
    "the last caller first": (match, "_pair", _pair_with(_last, _none)),
    "the second caller, when there are two": (match, "_pair", _pair_with(_second, _none)),
    "the agent who is idle shortest": (match, "_pair", _pair_with(_none, _last)),
    "queues by name, not by who waits longest": (match, "_pair", _any_queue_first),
    "head start ignored": (facts, "caller_queued", _ignore_head_start),
    "the place is lost by asking again": (facts, "caller_queued", _reenter),
    "the place is lost by a failed offer": (Floor, "close", _place_lost),
    "idle time is lost by a withdrawn offer": (Floor, "move_agent", _idle_lost),
    "a caller who left is still being rung for": (facts, "caller_left", _leave_without_stopping),
    "a late answer is ignored": (facts, "offer_answered", _forget_late),
    "a busy phone is rung again at once": (facts, "excuse", _no_excuse),
    "the machine's reason replaces the agent's own": (facts, "excuse", _excuse_over_his_own),
    "offers without a switch": (match, "_next", _offers_without_switch),
    "an agent has no wrap-up": (facts, "wrap_up", _no_wrap_up),
    "wrap-up without a talk": (facts, "talk_ended", _talk_ended_wraps_always),
    "log-out lets the phone ring on": (facts_agents, "agent_logged_out", _logout_lets_it_ring),
    "a fact moves what only an order may": (facts, "caller_queued", _decide_in_take),
    "position off by one": (Ordered, "rank", _rank_off),
    "deadlines a little late": (match, "_next", _due_later),
    "a talk at its limit is released as late": (match, "_expire", _expire_offered),
    "the longest wait counts the head start": (facts, "caller_queued", _wait_from_key),
    "leaves by the wrong exit": (match, "_settle", _send_on_wrongly),
    "guards run while the switch is out of sight": (facts, "switch_available", _guard_runs_without_switch),
    "agents serve only their first queue": (pools, "members_of", _served_by_first_only),
    "a snapshot forgets the turn of becoming ready": (snapshot, "_agent", _snapshot_forgets_idle),
    "rung in a tight loop when it cannot be placed": (Limits, "excuse", lambda self, cause: 0.0),
    "a skill counts at any level": (Rules, "able", _any_level),
    "only agents of the queue can be asked for by name": (pools, "members_of", _only_of_the_queue),
    "the least able agent first": (pools, "members_of", _least_skilled),
    "round robin forgets an offer that failed": (Floor, "move_agent", _count_forgotten),
    "talks are not counted": (facts, "talk_began", _talks_forgotten),
    "load falls on hold": (floor, "BUSY", (AgentState.TALKING, AgentState.WRAP_UP)),
    "load is compared as of different times": (floor, "occupied", _occupied_without_time),
    "random numbers are left out": (orders, "stepped", _drawn_twice),
    "a queue's weight is ignored": (facts, "caller_queued", _weight_ignored),
    "the queue takes one more than it may": (facts, "caller_queued", _one_too_many),
    "the other phones ring on after an answer": (orders, "join", _joined_without_stopping),
    "the newest offer is withdrawn first": (facts, "caller_left", _newest_first),
    "one phone too many rings": (Floor, "wants", _one_more_rings),
    "widened at the end of the wait": (Floor, "due", _widen_at_the_end),
    "a step's time begins anew with each offer": (Floor, "due", _widen_from_the_last),
    "who asks for an absent agent waits for him": (Floor, "errand", _waits_for_the_absent),
    "leaves when nobody is ready": (Floor, "errand", _nobody_means_nobody_ready),
    "leaves without a look at the next steps": (Pools, "look", _looks_at_this_step_only),
    "a talk does not end the row of misses": (facts, "talk_began", _row_never_ends),
    "an agent's own rests are ignored": (Rules, "rest", _rests_ignored),
    "wrap-up is extended from now": (facts_agents, "wrap_up_extended", _extended_from_now),
    "a snapshot forgets the step": (snapshot, "_call", _snapshot_forgets_the_step),
    "a step forgets when the next one is due": (orders, "widen", _widen_forgets_the_deadline),
}
