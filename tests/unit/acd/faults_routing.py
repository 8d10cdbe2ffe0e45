"""Faults of routing: steps, several phones, weights, full and empty queues.  See faults.py."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ccengine.acd import facts, orders, snapshot
from ccengine.acd.floor import Floor
from ccengine.acd.needs import ANYBODY, need_of
from ccengine.acd.rules import Rules
from ccengine.acd.state import AgentState, CallState
from ccengine.model.why import By, LegCause, QueueExit
from tests.unit.acd.faults import Patch

_queue = Rules.queue
_due = Floor.due
_errand = Floor.errand
_withdraw = Floor.withdraw
_want = Floor.want
_look = Floor._look
_is_present = Floor.is_present
_caller_queued = facts.caller_queued
_call = snapshot._call
_caller_left = facts.caller_left
_widen = orders.widen


def queue(**changed: Callable[[Any], Any]) -> Patch:
    """Other rules than were given, for every queue."""

    def other(self: Rules, name: Any) -> object:
        rules = _queue(self, name)
        return replace(rules, **{key: value(getattr(rules, key)) for key, value in changed.items()})

    return Rules, "queue", other


def _never_widens(self: Floor, call: Any) -> tuple[float, None]:
    return call.entered + _queue(self.rules, call.queue).longest_wait, None


def _widens_by_key(self: Floor, call: Any) -> tuple[float, int | None]:
    when, step = _due(self, call)
    return (when, step) if step is None else (when - call.head_start, step)


def _widens_at_the_end(self: Floor, call: Any) -> tuple[float, int | None]:
    end, step = _due(self, call)
    more = call.step + 1 < len(call.steps) and call.entered + call.steps[call.step + 1].after == end
    return (end, call.step + 1) if more else (end, step)


def _waits_for_who_is_away(self: Floor, call: Any) -> object:
    errand = _errand(self, call)
    return None if isinstance(errand, int) else errand


def _widens_before_leaving(self: Floor, call: Any) -> object:
    errand, only = _errand(self, call), call.steps[call.step].agent
    if errand is QueueExit.NOBODY and only and only not in self.pools.present and call.step + 1 < len(call.steps):
        return call.step + 1
    return errand


def _losers_ring_on(self: Floor, offer: Any, cause: LegCause) -> None:
    if cause is not LegCause.ANSWERED_ELSEWHERE:
        _withdraw(self, offer, cause)


def _losers_are_blamed(self: Floor, offer: Any, cause: LegCause) -> None:
    if cause is LegCause.ANSWERED_ELSEWHERE:
        facts.excuse(self, offer, LegCause.NO_ANSWER)
    _withdraw(self, offer, cause)


def _losers_are_told_wrongly(self: Floor, offer: Any, cause: LegCause) -> None:
    _withdraw(self, offer, LegCause.FORCED if cause is LegCause.ANSWERED_ELSEWHERE else cause)


def _one_more_rings(self: Floor, call: Any) -> bool:
    if call.state is CallState.WAITING:
        return True
    return call.state is CallState.OFFERED and len(call.offers) <= _queue(self.rules, call.queue).rings > 1


def _failed_is_not_replaced(self: Floor, call: Any) -> None:
    if call.state is not CallState.OFFERED or call.id in self.pools.wanted or len(call.offers) != 1:
        _want(self, call)


def _only_waiting_count(on: Floor, fact: Any) -> None:
    known = fact.call in on.calls
    _caller_queued(on, fact)
    limit = _queue(on.rules, fact.queue).longest_queue
    if not known and limit is not None:
        here = [one for one in on.calls.values() if one.queue == fact.queue and one.state is CallState.WAITING]
        on.calls[fact.call].full = len(here) > limit
        on.review_call(on.calls[fact.call])


def _looks_for_anybody(self: Floor, call: Any, old: Any, new: Any) -> None:
    if old is CallState.WAITING:
        self.pools.unlook(call, (ANYBODY,))
    if new is CallState.WAITING:
        self.pools.look(call, (ANYBODY,))


def _looks_at_this_step(self: Floor, call: Any, old: Any, new: Any) -> None:
    need = need_of(call.steps[call.step])
    if old is CallState.WAITING:
        self.pools.unlook(call, (need,))
    if new is CallState.WAITING:
        self.pools.look(call, (need,))


def _here_until_the_talk_is_over(self: Floor, agent: Any) -> bool:
    return agent.id in self.rules.agents and (agent.logged_in or agent.state is not AgentState.LOGGED_OUT)


def _newest_first(on: Floor, call_id: Any, by: By = By.CALLER, estimated: bool = False) -> None:
    call = on.calls.get(call_id)
    if call is not None:
        call.offers = dict(reversed(call.offers.items()))
    _caller_left(on, call_id, by, estimated)


def _widens_from_the_last(self: Floor, call: Any) -> tuple[float, int | None]:
    """A step's time counts from the last change of the call's state."""
    when, step = _due(self, call)
    return (when, step) if step is None else (when + call.since - call.entered, step)


def _nobody_ready(self: Floor, call: Any) -> object:
    errand = _errand(self, call)
    ready = any(agent.state is AgentState.READY for agent in self.agents.values())
    return QueueExit.NOBODY if errand is None and call.id in self.pools.outlook_of and not ready else errand


def _widen_forgets_the_deadline(on: Floor, order: Any) -> None:
    call = on.calls[order.call]
    deadline = call.deadline
    _widen(on, order)
    if call.step + 1 < len(call.steps):
        on.expect(call, (deadline or 0.0) + 7.0)


ROUTING: Mapping[str, Patch] = {
    "steps never widen": (Floor, "due", _never_widens),
    "a head start widens sooner": (Floor, "due", _widens_by_key),
    "a step before the longest wait": (Floor, "due", _widens_at_the_end),
    "waits for who is away": (Floor, "errand", _waits_for_who_is_away),
    "widens before it leaves": (Floor, "errand", _widens_before_leaving),
    "the losers ring on": (Floor, "withdraw", _losers_ring_on),
    "answered elsewhere is the loser's fault": (Floor, "withdraw", _losers_are_blamed),
    "answered elsewhere is told as forced": (Floor, "withdraw", _losers_are_told_wrongly),
    "one phone too many": (Floor, "wants", _one_more_rings),
    "a phone that failed is not replaced": (Floor, "want", _failed_is_not_replaced),
    "weight ignored": queue(weight=lambda weight: 0.0),
    "weight the wrong way": queue(weight=lambda weight: -weight),
    "full one too late": queue(longest_queue=lambda most: None if most is None else most + 1),
    "full counts only who waits": (facts, "caller_queued", _only_waiting_count),
    "empty counts those who are not able": (Floor, "_look", _looks_for_anybody),
    "empty counts only this step": (Floor, "_look", _looks_at_this_step),
    "who goes after his talk is still here": (Floor, "is_present", _here_until_the_talk_is_over),
    "the newest offer is withdrawn first": (facts, "caller_left", _newest_first),
    "a step's time begins anew with each offer": (Floor, "due", _widens_from_the_last),
    "leaves when nobody is ready": (Floor, "errand", _nobody_ready),
    "a step forgets when the next one is due": (orders, "widen", _widen_forgets_the_deadline),
    "a snapshot forgets the step": (snapshot, "_call", lambda call: _call(call) | {"step": 0}),
}
