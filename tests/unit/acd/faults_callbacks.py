"""Faults of callbacks.  See faults.py."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ccengine.acd import callbacks, facts, facts_agents, state
from ccengine.acd.callback_index import CallbackIndex
from ccengine.acd.floor import Floor
from ccengine.acd.floor import agents as floor_agents
from ccengine.acd.held import Held
from ccengine.acd.state import AgentState, CallState, OfferState
from ccengine.model.callbacks import Asked
from ccengine.model.ids import AgentId, CallId
from ccengine.model.why import By, LegCause

Patch = tuple[object, str, object]

_asked = callbacks.asked
_reached = callbacks.reached
_failed = callbacks.failed
_may_keep = callbacks.may_keep
_caller_left = facts.caller_left
_lasts_until = Floor.lasts_until
_cancelled = callbacks.cancelled
_change = Held.change
_lost = Held.lost


def _at_the_end(floor: Floor, fact: Any) -> None:
    floor.stays.pop(fact.call, None)
    _asked(floor, fact)


def _reached_at_the_end(floor: Floor, leg: CallId) -> None:
    callback = floor.callbacks.legs.get(leg)
    if callback is not None:
        call = floor.calls[callback]
        floor.places[call.queue].remove(call.place)
        call.place = (floor.now, call.place[1], callback)
        floor.places[call.queue].add(call.place)
    _reached(floor, leg)


def _first_of_all(floor: Floor, fact: Any) -> None:
    """Callbacks go before all who are on the line."""
    stay = floor.stays.get(fact.call)
    if stay is not None:
        floor.stays[fact.call] = replace(stay, place=(0.0, *stay.place[1:]))
    _asked(floor, fact)


def _twice(answer: Asked) -> Callable[[Floor, Any], Asked]:
    def may_keep(floor: Floor, fact: Any) -> Asked:
        said = _may_keep(floor, fact)
        return Asked.KEPT if said is answer and fact.callback not in floor.calls else said

    return may_keep


def _room_for_one_more(self: CallbackIndex, queue: Any) -> bool:
    share = self._rules.queue(queue).callbacks.share
    return share > 0 and self.in_hand[queue] <= max(1, share * self.staff[queue] // 100)


def _nobody_is_held_up(self: CallbackIndex, queue: Any) -> bool:
    share = self._rules.queue(queue).callbacks.share
    return share > 0 and self.in_hand[queue] < max(1, share * self.staff[queue] // 100)


def _counts_every_failure(floor: Floor, leg: CallId, cause: LegCause) -> None:
    _failed(floor, leg, LegCause.BUSY if cause is LegCause.CONGESTION else cause)


def _blames(floor: Floor, leg: CallId, cause: LegCause) -> None:
    call = floor.calls.get(floor.callbacks.legs.get(leg, CallId("")))
    if call is not None:
        for offer in call.offers:
            facts.excuse(floor, floor.offers[offer], LegCause.BUSY)
    _failed(floor, leg, cause)


def _without_pause(floor: Floor, leg: CallId, cause: LegCause) -> None:
    call = floor.calls.get(floor.callbacks.legs.get(leg, CallId("")))
    _failed(floor, leg, cause)
    if call is not None and call.callback is not None:
        call.callback.rests = floor.now
        floor.expect(call, floor.lasts_until(call, call.state))


def _forgets_hang_ups(floor: Floor, call: CallId, by: By = By.CALLER, estimated: bool = False) -> None:
    if call not in floor.callbacks.legs:
        _caller_left(floor, call, by, estimated)


def _counts_who_was_lost(floor: Floor, call: CallId, by: By = By.CALLER, estimated: bool = False) -> None:
    _caller_left(floor, call, by, estimated and call not in floor.callbacks.legs)


def _keeps_every_stay(floor: Floor, call: CallId, by: By = By.CALLER, estimated: bool = False) -> None:
    stay = floor.stays.get(call)
    _caller_left(floor, call, by, estimated)
    if stay is not None and call not in floor.stays:
        floor.stays[call] = stay


def _no_guard(self: Floor, call: Any, to: CallState) -> Any:
    return None if to is CallState.DIALLED else _lasts_until(self, call, to)


def _stays_reserved(floor: Floor, offer_id: Any) -> None:
    offer = floor.offers.get(offer_id) if offer_id else None
    if offer is not None and offer.state is OfferState.RINGING:
        floor.withdraw(offer, LegCause.FORCED)


def _dials_on(floor: Floor, callback: CallId) -> None:
    """Who cancelled is rung all the same."""
    call = floor.calls.get(callback)
    if call is not None and call.state is not CallState.DIALLED:
        _cancelled(floor, callback)


def _never_free_again(self: Held, agent: AgentId, by: int, now: float) -> None:
    if by > 0:
        _change(self, agent, by, now)


CALLBACKS: Mapping[str, Patch] = {
    "who was reserved costs for ever": (Held, "change", _never_free_again),
    "a free agent makes up for nothing": (Held, "found_free", lambda *_: None),
    "what callbacks cost is all on one": (Held, "lost", lambda self, queue, now: 5 * _lost(self, queue, now)),
    "a callback goes to the end": (callbacks, "asked", _at_the_end),
    "a callback goes before all": (callbacks, "asked", _first_of_all),
    "who is reached loses his place": (callbacks, "reached", _reached_at_the_end),
    "a number is kept twice": (callbacks, "may_keep", _twice(Asked.TWICE)),
    "there is no limit to what is kept": (callbacks, "may_keep", _twice(Asked.FULL)),
    "one callback too many": (CallbackIndex, "has_room", _room_for_one_more),
    "congestion holds nobody up": (CallbackIndex, "has_room", _nobody_is_held_up),
    "callbacks have no cap": (CallbackIndex, "has_room", lambda *_: True),
    "congestion is a try": (callbacks, "failed", _counts_every_failure),
    "the reserved one is blamed": (callbacks, "failed", _blames),
    "there is no pause": (callbacks, "failed", _without_pause),
    "a leg that hangs up is forgotten": (facts, "caller_left", _forgets_hang_ups),
    "a death of the switch is a try": (facts, "caller_left", _counts_who_was_lost),
    "a death of the switch breaks a promise": (callbacks, "lost", lambda *_: None),
    "a place of one who is gone": (facts, "caller_left", _keeps_every_stay),
    "what is dialled has no guard": (Floor, "lasts_until", _no_guard),
    "who goes stays reserved": (facts_agents, "_stop_offer", _stays_reserved),
    "who cancelled is dialled": (callbacks, "cancelled", _dials_on),
    "reserve time is idle time": (
        floor_agents,
        "BUSY",
        tuple(each for each in state.BUSY if each is not AgentState.RESERVED),
    ),
}
