"""The machine: `handle(fact, now)` gives the orders that follow.

It is made of three parts, which recovery uses apart (docs/decisions/0042):
`take` absorbs a fact, `decide` tells the orders that the state asks for and changes nothing, `apply` changes the
state by an order.  So the recorded facts and orders, taken and applied with their recorded times, rebuild the very
same state, whatever this code would decide today."""

from collections.abc import Iterator
from copy import copy, deepcopy
from typing import Any, assert_never

from ccengine.acd import callbacks, check, facts, facts_agents, orders, snapshot
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
from ccengine.acd.floor import HOLDS_PLACE, Floor
from ccengine.acd.lessons import Lesson
from ccengine.acd.match import next_order
from ccengine.acd.rules import Rules
from ccengine.acd.state import Agent, Call, Offer, OfferState
from ccengine.model.callbacks import Asked
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName, Seconds


class Undecided(Exception):
    """A bug: an order was not applied before the next one was asked for, or applying it changed nothing."""


class Machine:
    """Times are seconds since the epoch; `now` that goes back is held at the last one.  `run` is part of every
    offer's id: o<run>-<n>.  Agents who log in at first are told by the first decision."""

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

    def _first_sight(self) -> None:
        for agent in self._floor.rules.agents.values():
            if agent.id not in self._floor.agents:
                self._floor.add_agent(Agent(agent.id, since=self._floor.now, logged_in=agent.logged_in))

    # -- facts in, orders out -----------------------------------------------------------------------------------------

    def handle(self, event: Event, now: Seconds) -> list[Command]:
        self.take(event, now)
        return self.settle(now)

    def settle(self, now: Seconds) -> list[Command]:
        """Decide and apply until nothing is left to do: after a recovery, once."""
        done: list[Command] = []
        while order := self._next(done[-1] if done else None, now):
            self.apply(order, now)
            done.append(order)
        return done

    def decide(self, now: Seconds) -> Iterator[Command]:
        """Each order is to be applied before the next is asked for.  May be left off and taken up again later, so
        that a turn of the engine stays short when very much has come due at once."""
        last: Command | None = None
        while last := self._next(last, now):
            yield last

    def _next(self, last: Command | None, now: Seconds) -> Command | None:
        floor = self._floor
        order = next_order(floor, now if now > floor.now else floor.now)
        if last is not None and order == last:
            raise Undecided(repr(order))
        return order

    def take(self, event: Event, now: Seconds) -> None:
        # the frequent kinds first: a match tries one after the other
        floor = self._at(now)
        match event:
            case CallerQueued():
                facts.caller_queued(floor, event)
            case OfferAnswered(offer):
                facts.offer_answered(floor, offer)
            case TalkBegan(offer):
                facts.talk_began(floor, offer)
            case TalkEnded():
                facts.talk_ended(floor, event)
            case AgentReady(agent):
                facts_agents.agent_ready(floor, agent)
            case CallerLeft(call, by):
                facts.caller_left(floor, call, by)
            case TimePassed():
                pass  # what has come due is decided after every fact
            case WayOutTaken(call, key):
                facts.way_out_taken(floor, call, key)
            case OfferRinging(offer):
                facts.offer_ringing(floor, offer)
            case OfferFailed(offer, cause):
                facts.offer_failed(floor, offer, cause)
            case TalkHeld(offer, held):
                facts.talk_held(floor, offer, held)
            case AgentLoggedIn(agent):
                facts_agents.agent_logged_in(floor, agent)
            case AgentLoggedOut(agent):
                facts_agents.agent_logged_out(floor, agent)
            case AgentNotReady(agent, reason):
                facts_agents.agent_not_ready(floor, agent, reason)
            case WrapUpExtended(agent, seconds):
                facts_agents.wrap_up_extended(floor, agent, seconds)
            case AgentReachable(agent, reachable):
                facts_agents.agent_reachable(floor, agent, reachable)
            case SwitchAvailable(available):
                facts.switch_available(floor, available)
            case CallbackAsked():
                callbacks.asked(floor, event)
            case CallbackReached(leg):
                callbacks.reached(floor, leg)
            case CallbackFailed(leg, cause):
                callbacks.failed(floor, leg, cause)
            case CallbackCancelled(callback):
                callbacks.cancelled(floor, callback)
            case _:
                assert_never(event)

    def apply(self, command: Command, now: Seconds) -> None:
        floor = self._at(now)
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

    def _at(self, now: Seconds) -> Floor:
        floor = self._floor
        if now > floor.now:
            floor.now = now
        return floor

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

    # -- what may be known --------------------------------------------------------------------------------------------

    def check(self) -> list[str]:
        """Invariants that do not hold, as "name: example"; empty when all is well."""
        return check.broken(self._floor)

    def snapshot(self) -> dict[str, Any]:
        """All of the state as JSON-able data."""
        return snapshot.save(self._floor)

    @property
    def rules(self) -> Rules:
        return self._floor.rules

    @property
    def now(self) -> Seconds:
        return self._floor.now

    @property
    def switch_available(self) -> bool:
        return self._floor.switch

    def waiting(self, queue: QueueName) -> list[CallId]:
        """Calls that hold a place in the queue, first one first; those offered this moment, and callbacks, too."""
        return [place[2] for place in self._floor.places.get(queue, ())]

    def waiting_count(self, queue: QueueName) -> int:
        """Without the callbacks that are off the line."""
        return self._floor.on_line(queue)

    def may_keep(self, asked: CallbackAsked) -> Asked:
        """What would become of it now."""
        return callbacks.may_keep(self._floor, asked)

    def callbacks(self) -> list[Call]:
        """Those that were not reached yet, first one first."""
        kept = [self._floor.calls[id] for id in self._floor.callbacks.numbers.values()]
        return [_copied(call) for call in sorted(kept, key=lambda call: call.place)]

    def callback_of(self, leg: CallId) -> Call | None:
        """The callback that is dialled by this leg."""
        return self.call(self._floor.callbacks.legs.get(leg, CallId("")))

    def called_back(self) -> list[CallId]:
        """The legs that are dialled for callbacks."""
        return list(self._floor.callbacks.legs)

    def callbacks_kept(self, queue: QueueName) -> int:
        """Those of the queue that were not reached yet."""
        return self._floor.callbacks.kept[queue]

    def callbacks_in_hand(self, queue: QueueName) -> int:
        """Being dialled, or reached and not gone yet."""
        return self._floor.callbacks.in_hand[queue]

    def position(self, call: CallId) -> int | None:
        """From 1; None for a call that holds no place (joined, unknown)."""
        found = self._floor.calls.get(call)
        if found is None or found.state not in HOLDS_PLACE:
            return None
        return self._floor.places[found.queue].rank(found.place) + 1

    def expected_wait(self, call: CallId, now: Seconds) -> Seconds | None:
        """From `now` on, for a call that holds a place; None when nobody is there to wait for."""
        found = self._floor.calls.get(call)
        return self._floor.forecast.of(found, max(now, self._floor.now)) if found is not None else None

    def expected_wait_of_next(self, queue: QueueName, now: Seconds) -> Seconds | None:
        """Of a caller who came `now`, without a head start, and asked for anybody."""
        return self._floor.forecast.of_next(queue, max(now, self._floor.now))

    def last_agent(self, queue: QueueName, customer: str, within: Seconds, now: Seconds) -> AgentId | None:
        """With whom this customer's last talk in the queue began, `within` seconds ago at most; None also when it is of
        no use to wait for him (rule 40)."""
        floor = self._floor
        agent = floor.served.last(queue, customer, within, max(now, floor.now))
        known = agent in floor.rules.queue(queue).agents
        return agent if known and agent in floor.pools.staff and agent in floor.pools.present else None

    def lesson(self, queue: QueueName) -> Lesson:
        """What was learnt of the queue's calls.  A copy."""
        return deepcopy(self._floor.lesson(queue))

    def joining(self, call: CallId) -> Offer | None:
        """The offer whose Join was ordered for this call and that is not seen in a talk yet."""
        found = self._floor.calls.get(call)
        offer = self._floor.offers.get(found.joined) if found and found.joined else None
        return copy(offer) if offer is not None and offer.state is OfferState.JOINING else None

    def offer_of(self, call: CallId) -> OfferId | None:
        """The live offer that the call is, or is to be, joined with; before that, the oldest of those it has."""
        found = self._floor.calls.get(call)
        return (found.joined or next(iter(found.offers), None)) if found else None

    def offers_of(self, call: CallId) -> list[Offer]:
        """All that the call has and that may live, oldest first."""
        found = self._floor.calls.get(call)
        offers = map(self._floor.offers.__getitem__, found.offers) if found else ()
        return [copy(offer) for offer in offers if offer.state is not OfferState.ENDING]

    def agent(self, agent: AgentId) -> Agent | None:
        """A copy, as everything below."""
        found = self._floor.agents.get(agent)
        return copy(found) if found else None

    def agents(self) -> list[Agent]:
        return [copy(agent) for agent in self._floor.agents.values()]

    def call(self, call: CallId) -> Call | None:
        found = self._floor.calls.get(call)
        return _copied(found) if found else None

    def calls(self) -> list[Call]:
        return [_copied(call) for call in self._floor.calls.values()]

    def offer(self, offer: OfferId) -> Offer | None:
        found = self._floor.offers.get(offer)
        return copy(found) if found else None

    def live_offers(self) -> list[Offer]:
        """Those whose leg may live: not the ones that are reserved, or being ended."""
        without = (OfferState.RESERVED, OfferState.ENDING)
        return [copy(offer) for offer in self._floor.offers.values() if offer.state not in without]


def _copied(call: Call) -> Call:
    copied = copy(call)
    copied.offers = dict(call.offers)
    copied.callback = copy(call.callback)
    return copied
