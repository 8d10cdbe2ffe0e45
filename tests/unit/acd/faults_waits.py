"""Faults of expected waits, and of the exits by key and by expectation.  See faults.py."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from math import inf
from typing import Any

from ccengine.acd import facts, lessons, orders, snapshot
from ccengine.acd.floor import Floor
from ccengine.acd.forecast import Forecast
from ccengine.acd.lessons import Lesson, Mean, Rate
from ccengine.acd.needs import need_of
from ccengine.acd.pools import Pools
from ccengine.acd.state import CallState
from ccengine.model.why import QueueExit
from tests.unit.acd.faults import Patch

_of = Forecast.of
_by = Forecast._by
_ahead = Forecast._ahead
_staff = Forecast._staff
_employ = Pools.employ
_overtaken = Forecast._overtaken
_came = Lesson.came
_wait_ended = Lesson.wait_ended
_errand = Floor.errand
_caller_queued = facts.caller_queued
_way_out_taken = facts.way_out_taken
_ring = orders.ring
_agent = snapshot._agent
_save = lessons.save


def _knows_no_limit_of_his_own(on: Floor, fact: Any) -> None:
    _caller_queued(on, fact)
    call = on.calls.get(fact.call)
    if call is not None:
        call.too_long = call.too_long and fact.longest_expected is None
        on.review_call(call)


def _without_staff_he_stays(on: Floor, fact: Any) -> None:
    _caller_queued(on, fact)
    call = on.calls.get(fact.call)
    if call is not None and _of(on.forecast, call, on.now) is None:
        call.too_long = False
        on.review_call(call)


def _looked_at_again(self: Floor, call: Any) -> object:
    errand, longest = _errand(self, call), self.rules.queue(call.queue).longest_expected
    if errand is None and call.state is CallState.WAITING and longest is not None:
        wait = self.forecast.of(call, self.now)
        return QueueExit.EXPECTED_TOO_LONG if wait is None or wait > longest else None
    return errand


def _expectation_before_the_key(self: Floor, call: Any) -> object:
    errand = _errand(self, call)
    return QueueExit.EXPECTED_TOO_LONG if call.too_long and errand is QueueExit.NOBODY else errand


def _phones_ring_on(on: Floor, call_id: Any, key: str) -> None:
    call = on.calls.get(call_id)
    if call is not None and call.state is CallState.WAITING:
        _way_out_taken(on, call_id, key)


def _last_key_counts(on: Floor, call_id: Any, key: str) -> None:
    call = on.calls.get(call_id)
    if call is not None and not call.offers and call.state is CallState.WAITING:
        call.way_out = ""
    _way_out_taken(on, call_id, key + key)


def _leaves_his_agent(on: Floor, call_id: Any, key: str) -> None:
    call = on.calls.get(call_id)
    if call is not None and call.state is CallState.JOINING:
        facts.caller_left(on, call_id)
    _way_out_taken(on, call_id, key)


def _all_by_one_staff(self: Forecast, key: Any) -> object:
    found = _staff(self, key)
    return replace(found, pools=Counter({pool: pool.staffed for pool in found.pools}))


def _only_his_queue(self: Forecast, key: Any) -> object:
    found = _staff(self, key)
    return replace(found, pools=Counter({pool: many for pool, many in found.pools.items() if pool.queue == key[0]}))


def _stays_staff(self: Pools, agent: Any, there: bool) -> None:
    if there:
        _employ(self, agent, there)


def _only_his_present_step(self: Forecast, call: Any, now: float) -> float:
    return _by(self, call, (call.queue, need_of(call.steps[call.step])), now)


def _ready_ignored(self: Forecast, staff: Any) -> int:
    return 0


def _everybody_is_ahead(self: Forecast, call: Any, staff: Any) -> float:
    return float(_ahead(self, type(call)(call.id, call.queue, 0.0, 0.0, (inf, 0, call.id)), staff))


def _rang_for(on: Floor, order: Any) -> None:
    agent = on.agents.get(order.agent)
    taken = agent.taken if agent else 0.0
    _ring(on, order)
    if agent is not None:
        agent.taken = max(taken, on.now - 1.0)


WAITS: Mapping[str, Patch] = {
    "a limit of his own is ignored": (facts, "caller_queued", _knows_no_limit_of_his_own),
    "who has no staff stays": (facts, "caller_queued", _without_staff_he_stays),
    "the limit is looked at again": (Floor, "errand", _looked_at_again),
    "expected too long before nobody": (Floor, "errand", _expectation_before_the_key),
    "phones ring on after the key": (facts, "way_out_taken", _phones_ring_on),
    "not the first key counts": (facts, "way_out_taken", _last_key_counts),
    "the key takes him from his agent": (facts, "way_out_taken", _leaves_his_agent),
    "shared agents count in full": (Forecast, "_staff", _all_by_one_staff),
    "other queues do not count": (Forecast, "_staff", _only_his_queue),
    "later steps do not count": (Forecast, "_until_free", _only_his_present_step),
    "ready agents do not count": (Forecast, "_ready", _ready_ignored),
    "who is behind counts too": (Forecast, "_ahead", _everybody_is_ahead),
    "nobody overtakes": (Forecast, "_overtaken", lambda self, call, staff, now, wait: wait),
    "who went is still staff": (Pools, "employ", _stays_staff),
    "rates do not fall": (Rate, "now", lambda self, now: self.value),
    "all head starts are one": (Lesson, "came", lambda self, head_start, now: _came(self, 0.0, now)),
    "nobody gives up": (Lesson, "wait_ended", lambda self, waited, gave_up: _wait_ended(self, waited, False)),
    "waits of nothing count": (
        Lesson,
        "wait_ended",
        lambda self, waited, gave_up: (self.waited.add(waited), self.gave_up.add(float(gave_up))),
    ),
    "the first value is all": (Mean, "add", lambda self, value, latest=0: None),
    "handling begins a second late": (orders, "ring", _rang_for),
    "a snapshot forgets when he was rung": (snapshot, "_agent", lambda agent: _agent(agent) | {"taken": 0.0}),
    "a snapshot forgets what was learnt": (lessons, "save", lambda known: _save({})),
}
