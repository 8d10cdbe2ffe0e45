"""State as the control socket shows it: plain data, no names of objects."""

from typing import Any

from ccengine.acd.dial.dialer import Dialer
from ccengine.acd.dial.state import DialState
from ccengine.acd.machine import Machine
from ccengine.acd.state import CallState
from ccengine.engine.book import Book, Known
from ccengine.engine.machines import Machines
from ccengine.engine.watch import by_state
from ccengine.model.ids import QueueName, Seconds
from ccengine.model.settings import Settings

DIALLING = "dialling"
"""The stage of a call for which somebody is rung; `agent` tells who."""


def call_view(known: Known, machines: Machines, now: Seconds) -> dict[str, Any]:
    """One call that is here.  Times are seconds since the epoch."""
    return {
        "call": known.call,
        "called": known.called,
        "caller": known.caller,
        "caller_name": known.caller_name,
        "flow": known.flow,
        "port": known.port,
        "version": known.version,
        "language": known.language,
        "node": known.visit.node,
        "arrived": known.arrived,
        "answered": known.answered,
        **(_dialling(known, machines.dialer) or _waiting(known, machines.acd, now)),
    }


def _dialling(known: Known, dialer: Dialer) -> dict[str, Any] | None:
    dial = dialer.dialling(known.call)
    if dial is None:
        return None
    who = " ".join(leg.target for leg in dialer.legs_of(known.call))
    stage = DIALLING if dial.state is DialState.RINGING else dial.state.value
    nowhere = {"queue": None, "position": None, "expected": None}
    return {"stage": stage, "since": dial.since, "agent": who or None, **nowhere}


def _waiting(known: Known, machine: Machine, now: Seconds) -> dict[str, Any]:
    waiting = machine.call(known.call)
    who = " ".join(offer.agent for offer in machine.offers_of(known.call))
    return {
        "stage": waiting.state.value if waiting else "flow",
        "since": waiting.since if waiting else known.visit.since or known.arrived,
        "queue": waiting.queue if waiting else None,
        "agent": who or None,
        "position": machine.position(known.call) if waiting else None,
        "expected": machine.expected_wait(known.call, now) if waiting else None,
    }


def agent_views(machine: Machine, settings: Settings) -> list[dict[str, Any]]:
    serves: dict[str, list[QueueName]] = {}
    for queue in settings.queues.values():
        for agent in queue.agents:
            serves.setdefault(agent, []).append(queue.name)
    return [
        {
            "agent": agent.id,
            "state": agent.state.value,
            "reason": agent.reason,
            "since": agent.since,
            "until": agent.deadline,
            "call": offer.call if (offer := machine.offer(agent.offer) if agent.offer else None) else None,
            "reachable": agent.reachable,
            "logged_in": agent.logged_in,
            "queues": serves.get(agent.id, []),
        }
        for agent in machine.agents()
    ]


def queue_views(machine: Machine, settings: Settings, now: Seconds) -> list[dict[str, Any]]:
    views = []
    for queue in settings.queues.values():
        lesson = machine.lesson(queue.name)
        error, added = lesson.error, lesson.added
        waiting = [call for id in machine.waiting(queue.name) if (call := machine.call(id)) and not call.off_line]
        states = (agent.state.value for id in queue.agents if (agent := machine.agent(id)))
        views.append(
            {
                "queue": queue.name,
                "waiting": len(waiting),
                "longest": max((now - call.entered for call in waiting), default=0.0),
                "callbacks": machine.callbacks_kept(queue.name),
                "agents": by_state(states),
                "expected": machine.expected_wait_of_next(queue.name, now),
                "expected_error": {"calls": error.count, "mean_absolute": error.size.value, "bias": error.bias.value},
                "callbacks_added": {"calls": added.count, "mean": added.mean.value},
            }
        )
    return views


def status_counts(machine: Machine, book: Book, settings: Settings) -> dict[str, Any]:
    return {
        "calls": len(book.calls),
        "waiting": sum(machine.waiting_count(name) for name in settings.queues),
        "agents": by_state(agent.state.value for agent in machine.agents()),
    }


def callback_views(machine: Machine) -> list[dict[str, Any]]:
    """Those that were not reached yet.  `until`: the end of its pause, or when it is given up."""
    return [
        {
            "callback": call.id,
            "queue": call.queue,
            "number": call.callback.number,
            "state": call.state.value,
            "position": machine.position(call.id),
            "asked": call.callback.asked,
            "entered": call.entered,
            "tries": call.callback.tries,
            "until": call.callback.rests if call.state is CallState.RESTING else call.callback.until,
            "agent": " ".join(offer.agent for offer in machine.offers_of(call.id)) or None,
            "call": call.callback.leg or None,
        }
        for call in machine.callbacks()
        if call.callback is not None
    ]
