"""Faults of the last agent.  See faults.py."""

from collections.abc import Mapping
from dataclasses import replace
from math import inf
from typing import Any

from ccengine.acd import callbacks, facts, served, snapshot
from ccengine.acd.floor import Floor
from ccengine.acd.machine import Machine
from ccengine.acd.served import Served
from tests.unit.acd.faults import Patch

_asked = callbacks.asked
_talk_began = facts.talk_began
_talked = Served.talked
_last = Served.last
_call = snapshot._call


def _called_back_is_unknown(floor: Floor, fact: Any) -> None:
    stay = floor.stays.get(fact.call)
    if stay is not None:
        floor.stays[fact.call] = replace(stay, customer="")
    _asked(floor, fact)


def _whoever_rang(floor: Floor, offer: Any) -> None:
    """Told twice, the later time counts."""
    _talk_began(floor, offer)
    known = floor.offers.get(offer)
    call = floor.calls.get(known.call) if known else None
    if known and call and call.customer:
        floor.served.talked(known.queue, call.customer, known.agent, floor.now)


def _although_away(self: Machine, queue: Any, customer: str, within: float, now: float) -> Any:
    agent = _last(self._floor.served, queue, customer, within, max(now, self.now))
    return agent if agent in self._floor.rules.queue(queue).agents else None


SERVED: Mapping[str, Patch] = {
    "who is called back is forgotten": (callbacks, "asked", _called_back_is_unknown),
    "a talk told twice is later": (facts, "talk_began", _whoever_rang),
    "the last agent is told though he is away": (Machine, "last_agent", _although_away),
    "the last agent of any time": (
        Served,
        "last",
        lambda self, queue, customer, within, now: _last(self, queue, customer, inf, now),
    ),
    "the last agent of any queue": (served, "_name", lambda queue, customer: f"- {served._quoted(customer)}"),
    "the first agent stays": (
        Served,
        "talked",
        lambda self, queue, customer, agent, now: (
            _last(self, queue, customer, inf, now) or _talked(self, queue, customer, agent, now)
        ),
    ),
    "a snapshot forgets who served": (Served, "save", lambda self: ""),
    "a snapshot forgets who calls": (snapshot, "_call", lambda call: _call(call) | {"customer": ""}),
}
