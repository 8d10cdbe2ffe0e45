"""The floor as plain data, and back.  JSON gives it back unchanged, so that a restored machine is the same machine.

Under other rules than it was taken with, nothing is lost: calls of a queue that is gone leave it by `failed`, agents
who are gone finish their talk and are logged out, new ones are seen for the first time."""

from dataclasses import asdict
from math import inf, isfinite
from typing import Any

from ccengine.acd import lessons
from ccengine.acd.events import Step
from ccengine.acd.floor import Floor
from ccengine.acd.needs import JUST_ONE
from ccengine.acd.rules import Rules
from ccengine.acd.served import Served
from ccengine.acd.state import Agent, AgentState, Call, Callback, CallState, Offer, OfferState, Stay
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.why import CallbackEnd, LegCause

VERSION = 3
"""1 was before steps, strategies and several phones, 2 before callbacks: what they do not say is as it was when there
were none."""

Plain = dict[str, Any]


def save(floor: Floor) -> Plain:
    return {
        "version": VERSION,
        "run": floor.run,
        "now": floor.now,
        "switch": floor.switch,
        "arrivals": floor.arrivals,
        "turns": floor.turns,
        "rung": floor.rung,
        "drawn": floor.drawn,
        "agents": [_agent(agent) for agent in floor.agents.values()],
        "calls": [_call(call) for call in floor.calls.values()],
        "offers": [_offer(offer) for offer in floor.offers.values()],
        "stays": [_stay(call, stay) for call, stay in floor.stays.items()],
        "strays": {offer: cause.value for offer, cause in floor.strays.items()},
        "agenda": [list(item) for item in floor.agenda],
        "lessons": lessons.save(floor.lessons),
        "served": floor.served.save(),
        "held": floor.held.save(),
    }


def load(rules: Rules, plain: Plain, run: int | None = None) -> Floor:
    """ValueError or KeyError when it is not what `save` made."""
    if plain["version"] not in (1, 2, VERSION):
        raise ValueError(f"a snapshot of version {plain['version']}, this code reads up to {VERSION}")
    floor = Floor(rules, plain["run"] if run is None else run)
    floor.now = plain["now"]
    floor.switch = plain["switch"]
    floor.arrivals, floor.turns, floor.rung = plain["arrivals"], plain["turns"], plain["rung"]
    floor.drawn = plain.get("drawn", 0)
    floor.lessons = lessons.load(plain.get("lessons", {}))
    floor.served = Served(rules.limits.served, rules.limits.served_for, plain.get("served", ""))
    for item in plain["agents"]:
        floor.add_agent(_to_agent(item))
    for item in plain["calls"]:
        call = _to_call(item if plain["version"] > 1 else _second(item))
        if call.state is CallState.WAITING:
            call.deadline = floor.due(call)[0]  # by the rules of today
        floor.add_call(call)
    for item in plain["offers"]:
        floor.add_offer(_to_offer(item))
    floor.held.load(plain.get("held", {}))
    for item in plain.get("stays", ()):
        floor.stays[CallId(item["call"])] = _to_stay(item)
    for offer, cause in plain["strays"].items():
        floor.stray(OfferId(offer), LegCause(cause))
    known = {(kind, name): None for kind, name in plain["agenda"] if (kind, name) in floor.agenda}
    floor.agenda = known | floor.agenda
    return floor


def _agent(agent: Agent) -> Plain:
    return {
        "id": agent.id,
        "state": agent.state.value,
        "since": agent.since,
        "reason": agent.reason,
        "deadline": agent.deadline,
        "logged_in": agent.logged_in,
        "reachable": agent.reachable,
        "excuse": agent.excuse,
        "excuse_until": agent.excuse_until,
        "wrap_until": agent.wrap_until,
        "offer": agent.offer,
        "idle": list(agent.idle),
        "talks": agent.talks,
        "rung": agent.rung,
        "missed": agent.missed,
        "load": agent.load,
        "changed": agent.changed,
        "serves": agent.serves,
        "taken": agent.taken,
        "occupied": agent.occupied if isfinite(agent.occupied) else None,  # JSON has no infinity
    }


def _to_agent(item: Plain) -> Agent:
    since, turn, name = item["idle"]
    plain = item | {
        "id": AgentId(item["id"]),
        "state": AgentState(item["state"]),
        "idle": (float(since), int(turn), AgentId(name)),
        "occupied": -inf if item.get("occupied") is None else item["occupied"],
        "changed": item.get("changed", item["since"]),
        "taken": item.get("taken", item["since"]),
    }
    return Agent(**plain)


def _call(call: Call) -> Plain:
    return {
        "id": call.id,
        "queue": call.queue,
        "entered": call.entered,
        "head_start": call.head_start,
        "key": call.place[0],
        "arrival": call.place[1],
        "state": call.state.value,
        "since": call.since,
        "deadline": call.deadline,
        "offers": list(call.offers),
        "joined": call.joined,
        "joins_failed": call.joins_failed,
        "steps": list(map(_step, call.steps)),
        "step": call.step,
        "full": call.full,
        "too_long": call.too_long,
        "foretold": call.foretold,
        "way_out": call.way_out,
        "customer": call.customer,
        "added": call.added,
        **({"callback": asdict(call.callback)} if call.callback else {}),
    }


def _second(item: Plain) -> Plain:
    """A call of version 1 as one of version 2."""
    offer = item["offer"]
    joined = offer if item["state"] in (CallState.JOINING, CallState.TALKING) else None
    new = {"key": item["entered"] - item["head_start"], "offers": [offer] if offer else [], "joined": joined}
    return item | new | {"steps": [], "step": 0, "full": False}


def _to_call(item: Plain) -> Call:
    call = CallId(item["id"])
    return Call(
        id=call,
        queue=QueueName(item["queue"]),
        entered=item["entered"],
        head_start=item["head_start"],
        place=(item["key"], item["arrival"], call),
        state=CallState(item["state"]),
        since=item["since"],
        deadline=item["deadline"],
        offers=dict.fromkeys(map(OfferId, item["offers"])),
        joined=OfferId(item["joined"]) if item["joined"] else None,
        joins_failed=item["joins_failed"],
        steps=tuple(map(_to_step, item["steps"])) or JUST_ONE,
        step=item["step"],
        full=item["full"],
        too_long=item.get("too_long", False),
        foretold=item.get("foretold"),
        way_out=item.get("way_out", ""),
        added=item.get("added", 0.0),
        customer=item.get("customer", ""),
        callback=_to_callback(item["callback"]) if "callback" in item else None,
    )


def _to_callback(item: Plain) -> Callback:
    end = CallbackEnd(item["end"]) if item["end"] else None
    party = item.get("party") or item["number"]
    return Callback(**item | {"id": CallId(item["id"]), "leg": CallId(item["leg"]), "end": end, "party": party})


def _stay(call: CallId, stay: Stay) -> Plain:
    return {"call": call, **asdict(stay), "place": list(stay.place), "steps": list(map(_step, stay.steps))}


def _to_stay(item: Plain) -> Stay:
    key, arrival, call = item["place"]
    return Stay(
        queue=QueueName(item["queue"]),
        entered=item["entered"],
        head_start=item["head_start"],
        place=(key, arrival, CallId(call)),
        steps=tuple(map(_to_step, item["steps"])),
        step=item["step"],
        customer=item.get("customer", ""),
    )


def _step(step: Step) -> list[Any]:
    return [step.after, [list(skill) for skill in step.skills], step.agent]


def _to_step(item: list[Any]) -> Step:
    after, skills, agent = item
    return Step(after, tuple((name, level) for name, level in skills), AgentId(agent))


def _offer(offer: Offer) -> Plain:
    return {
        "id": offer.id,
        "call": offer.call,
        "agent": offer.agent,
        "queue": offer.queue,
        "limit": offer.limit,
        "state": offer.state.value,
        "since": offer.since,
        "deadline": offer.deadline,
        "answered": offer.answered,
        "cause": offer.cause.value if offer.cause else None,
    }


def _to_offer(item: Plain) -> Offer:
    plain = item | {"state": OfferState(item["state"]), "cause": LegCause(item["cause"]) if item["cause"] else None}
    return Offer(**plain)
