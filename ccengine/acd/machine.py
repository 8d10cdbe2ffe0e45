"""The machine: `handle(fact, now)` gives the orders that follow (see deciding.py)."""

from typing import Any, assert_never

from ccengine.acd import callbacks, facts, facts_agents, orders, snapshot
from ccengine.acd.commands import (
    CallBack,
    CallbackOver,
    Command,
    EndPause,
    Join,
    Release,
    Ring,
    SendOn,
    SetAgent,
    StopRinging,
    Widen,
)
from ccengine.acd.deciding import Deciding
from ccengine.acd.events import (
    AgentLoggedIn,
    AgentLoggedOut,
    AgentNotReady,
    AgentReachable,
    AgentReady,
    CallbackAsked,
    CallbackCancelled,
    CallbackFailed,
    CallbackReached,
    CallerLeft,
    CallerQueued,
    Event,
    OfferAnswered,
    OfferFailed,
    OfferRinging,
    SwitchAvailable,
    TalkBegan,
    TalkEnded,
    TalkHeld,
    TimePassed,
    WayOutTaken,
    WrapUpExtended,
)
from ccengine.acd.floor import Floor
from ccengine.acd.known import Known
from ccengine.acd.match import next_order
from ccengine.acd.rules import Rules
from ccengine.acd.state import Agent
from ccengine.model.ids import Seconds


class Machine(Known, Deciding[Event, Command]):
    """`run` is part of every offer's id: o<run>-<n>.  Agents who log in at first are told by the first decision."""

    def __init__(self, rules: Rules, run: int = 1) -> None:
        self._floor = Floor(rules, run)
        self._first_sight()

    @classmethod
    def restore(cls, rules: Rules, plain: dict[str, Any], run: int | None = None) -> "Machine":
        """From `snapshot()`, perhaps under other rules: no call is lost (see snapshot.py)."""
        machine = cls.__new__(cls)
        machine._floor = snapshot.load(rules, plain, run)
        machine._first_sight()
        return machine

    def _next_order(self, now: Seconds) -> Command | None:
        floor = self._floor
        return next_order(floor, now if now > floor.now else floor.now)

    def _first_sight(self) -> None:
        for agent in self._floor.rules.agents.values():
            if agent.id not in self._floor.agents:
                self._floor.add_agent(Agent(agent.id, since=self._floor.now, logged_in=agent.logged_in))

    def take(self, event: Event, now: Seconds) -> None:
        # the frequent kinds first: a match tries one after the other; a pattern with fields costs twice as much
        floor = self._floor
        if now > floor.now:
            floor.now = now
        match event:
            case TimePassed():
                pass  # what has come due is decided after every fact
            case CallerQueued():
                facts.caller_queued(floor, event)
            case OfferAnswered():
                facts.offer_answered(floor, event.offer)
            case TalkBegan():
                facts.talk_began(floor, event.offer)
            case TalkEnded():
                facts.talk_ended(floor, event)
            case CallerLeft():
                facts.caller_left(floor, event.call, event.by, event.estimated)
            case AgentReady():
                facts_agents.agent_ready(floor, event.agent)
            case WayOutTaken():
                facts.way_out_taken(floor, event.call, event.key)
            case OfferRinging():
                facts.offer_ringing(floor, event.offer)
            case OfferFailed():
                facts.offer_failed(floor, event.offer, event.cause)
            case TalkHeld():
                facts.talk_held(floor, event.offer, event.held)
            case AgentLoggedIn():
                facts_agents.agent_logged_in(floor, event.agent)
            case AgentLoggedOut():
                facts_agents.agent_logged_out(floor, event.agent)
            case AgentNotReady():
                facts_agents.agent_not_ready(floor, event.agent, event.reason)
            case WrapUpExtended():
                facts_agents.wrap_up_extended(floor, event.agent, event.seconds)
            case AgentReachable():
                facts_agents.agent_reachable(floor, event.agent, event.reachable)
            case SwitchAvailable():
                facts.switch_available(floor, event.available)
            case CallbackAsked():
                callbacks.asked(floor, event)
            case CallbackReached():
                callbacks.reached(floor, event.call)
            case CallbackFailed():
                callbacks.failed(floor, event.call, event.cause)
            case CallbackCancelled():
                callbacks.cancelled(floor, event.callback)
            case _:
                assert_never(event)

    def apply(self, command: Command, now: Seconds) -> None:
        floor = self._floor
        if now > floor.now:
            floor.now = now
        match command:
            case SetAgent():
                orders.set_agent(floor, command)
            case Ring():
                orders.ring(floor, command)
            case Join():
                orders.join(floor, command)
            case Release():
                orders.release(floor, command)
            case Widen():
                orders.widen(floor, command)
            case StopRinging():
                orders.stop_ringing(floor, command)
            case SendOn():
                orders.send_on(floor, command)
            case CallBack():
                orders.call_back(floor, command)
            case EndPause():
                orders.end_pause(floor, command)
            case CallbackOver():
                orders.callback_over(floor, command)
            case _:
                assert_never(command)

    def next_deadline(self) -> Seconds | None:
        """When TimePassed is due; the present when something waits to be decided (after a recovery)."""
        floor = self._floor
        if floor.agenda or (floor.switch and floor.pools.has_pair()):
            return floor.now
        due = floor.deadlines.first()
        return due[0] if due else None

    def begin_run(self, run: int) -> None:
        """A new run of the engine takes this state up: its offers get ids of its own."""
        self._floor.run = run
