"""Everything the machine knows, with the indexes that make an event cheap.

Only the methods here touch an index, so that a thing and its index entries change together.  What can be computed
from the things (lines, free agents, deadlines) is not in a snapshot; see snapshot.py."""

from dataclasses import dataclass, field

from ccengine.acd.ordered import Ordered
from ccengine.acd.rules import Rules
from ccengine.acd.state import Agent, AgentState, Call, CallState, Idle, Offer, OfferState, Place, Thing, move
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName, Seconds
from ccengine.model.why import LegCause

Item = tuple[str, str]
"""(kind, id): something on the agenda.  Kinds: agent, call, offer, stray."""

HOLDS_PLACE = (CallState.WAITING, CallState.OFFERED)


@dataclass(slots=True)
class Line:
    """One queue's."""

    places: Ordered[Place] = field(default_factory=Ordered)  # calls that wait or are offered: their positions
    waiting: Ordered[Place] = field(default_factory=Ordered)  # of these, the calls that no agent is rung for
    ready: Ordered[Idle] = field(default_factory=Ordered)  # agents who can be rung for it


class Floor:
    def __init__(self, rules: Rules, run: int) -> None:
        self.rules = rules
        self.run = run
        self.now: Seconds = 0.0
        self.switch = True
        self.arrivals = 0  # callers that entered so far: breaks ties of key
        self.turns = 0  # times that an agent became ready: breaks ties of idle time
        self.rung = 0  # offers made so far
        self.agents: dict[AgentId, Agent] = {}
        self.calls: dict[CallId, Call] = {}
        self.offers: dict[OfferId, Offer] = {}
        self.strays: dict[OfferId, LegCause] = {}  # legs that live without an offer
        self.agenda: dict[Item, None] = {}  # what calls for an order, in the order of arising
        self.deadlines: Ordered[tuple[Seconds, str, str]] = Ordered()
        self.lines: dict[QueueName, Line] = {}
        self.pairable: set[QueueName] = set()  # queues with a waiting call and a ready agent
        for name in rules.queues:
            self.lines[name] = Line()  # a line of an unknown queue lasts as long as its calls

    # -- the agenda ---------------------------------------------------------------------------------------------------

    def attend(self, thing: Thing) -> None:
        self.agenda[thing.kind, thing.id] = None

    def stray(self, offer: OfferId, cause: LegCause) -> None:
        """A leg without a live offer: it is to be released."""
        self.strays.setdefault(offer, cause)
        self.agenda["stray", offer] = None

    def review(self, agent: Agent) -> None:
        """After a change of the facts about an agent: is the state he is in still the one he ought to be in?"""
        if agent.offer is None and self.rest(agent, self.now) != (agent.state, agent.reason, agent.deadline):
            self.attend(agent)
        else:
            self.agenda.pop((agent.kind, agent.id), None)

    def rest(self, agent: Agent, now: Seconds) -> tuple[AgentState, str, Seconds | None]:
        """State, reason and end of it that the facts ask for while the agent has no offer."""
        if not agent.logged_in or agent.id not in self.rules.agents:
            return AgentState.LOGGED_OUT, "", None
        if agent.wrap_until is not None and now < agent.wrap_until:
            return AgentState.WRAP_UP, "", agent.wrap_until
        if agent.excuse is not None and (agent.excuse_until is None or now < agent.excuse_until):
            return AgentState.NOT_READY, agent.excuse, agent.excuse_until
        if not agent.reachable:
            return AgentState.NOT_READY, LegCause.UNREACHABLE.value, None
        return AgentState.READY, "", None

    # -- deadlines ----------------------------------------------------------------------------------------------------

    def expect(self, thing: Thing, deadline: Seconds | None) -> None:
        if thing.deadline is not None:
            self.deadlines.remove((thing.deadline, thing.kind, thing.id))
        thing.deadline = deadline
        if deadline is not None:
            self.deadlines.add((deadline, thing.kind, thing.id))

    # -- agents -------------------------------------------------------------------------------------------------------

    def add_agent(self, agent: Agent) -> None:
        """Also takes up one from a snapshot, in the state he is in."""
        self.agents[agent.id] = agent
        if agent.deadline is not None:
            self.deadlines.add((agent.deadline, agent.kind, agent.id))
        if agent.state is AgentState.READY:
            self._show(agent)
        self.review(agent)

    def forget_agent(self, agent: Agent) -> None:
        self.expect(agent, None)
        self.agenda.pop((agent.kind, agent.id), None)
        del self.agents[agent.id]

    def move_agent(self, agent: Agent, to: AgentState, deadline: Seconds | None = None, reason: str = "") -> None:
        """One who becomes ready is last in turn, unless the offer he had was withdrawn: then his idle time goes on."""
        old = agent.state
        move(agent, to, self.now)
        agent.reason = reason
        self.expect(agent, deadline)
        if old is AgentState.READY:
            self._hide(agent)
        if to is AgentState.READY:
            if old not in (AgentState.RINGING, AgentState.JOINING):
                self.turns += 1
                agent.idle = (self.now, self.turns, agent.id)
            self._show(agent)

    def _show(self, agent: Agent) -> None:
        for name in self.rules.served_by(agent.id):
            self.lines[name].ready.add(agent.idle)
            self._note(name)

    def _hide(self, agent: Agent) -> None:
        for name in self.rules.served_by(agent.id):
            self.lines[name].ready.remove(agent.idle)
            self._note(name)

    # -- calls --------------------------------------------------------------------------------------------------------

    def add_call(self, call: Call) -> None:
        """Also takes up one from a snapshot, in the state it is in."""
        self.calls[call.id] = call
        if call.deadline is not None:
            self.deadlines.add((call.deadline, call.kind, call.id))
        self._place(call, None, call.state)

    def forget_call(self, call: Call) -> None:
        self.expect(call, None)
        self._place(call, call.state, None)
        self.agenda.pop((call.kind, call.id), None)
        del self.calls[call.id]
        if call.queue not in self.rules.queues and not self.lines[call.queue].places:
            del self.lines[call.queue]

    def move_call(self, call: Call, to: CallState) -> None:
        old = call.state
        move(call, to, self.now)
        longest = self.rules.queue(call.queue).longest_wait
        self.expect(call, call.entered + longest if to is CallState.WAITING else None)
        self._place(call, old, to)

    def _place(self, call: Call, old: CallState | None, new: CallState | None) -> None:
        """Keep the indexes of the call's queue.  A queue that is not configured (any more) has a line too: its calls
        are sent on, not lost."""
        line = self.lines.setdefault(call.queue, Line())
        held, holds = old in HOLDS_PLACE, new in HOLDS_PLACE
        if holds and not held:
            line.places.add(call.place)
        elif held and not holds:
            line.places.remove(call.place)
        if old is CallState.WAITING:
            line.waiting.remove(call.place)
            self.agenda.pop((call.kind, call.id), None)
        elif new is CallState.WAITING:
            line.waiting.add(call.place)
            if call.queue not in self.rules.queues or call.joins_failed >= self.rules.limits.joins:
                self.attend(call)
        self._note(call.queue)

    def _note(self, queue: QueueName) -> None:
        line = self.lines[queue]
        if line.waiting and line.ready:
            self.pairable.add(queue)
        else:
            self.pairable.discard(queue)

    # -- offers -------------------------------------------------------------------------------------------------------

    def add_offer(self, offer: Offer) -> None:
        """Also takes up one from a snapshot, in the state it is in."""
        self.offers[offer.id] = offer
        if offer.deadline is not None:
            self.deadlines.add((offer.deadline, offer.kind, offer.id))
        if offer.state in (OfferState.ANSWERED, OfferState.ENDING):
            self.attend(offer)

    def guard(self, offer: Offer) -> None:
        """Nothing lasts for ever: when what must come next does not come, the offer ends (match.py)."""
        limits = self.rules.limits
        lasts = {
            OfferState.RINGING: offer.limit + limits.ring_grace,
            OfferState.JOINING: limits.join,
            OfferState.TALKING: limits.talk,
        }.get(offer.state)
        self.expect(offer, self.now + lasts if self.switch and lasts is not None else None)

    def withdraw(self, offer: Offer, cause: LegCause) -> None:
        """The leg is to go; the offer is over when that is ordered.  No fault of the agent's."""
        move(offer, OfferState.ENDING, self.now)
        offer.cause = cause
        self.expect(offer, None)
        self.attend(offer)

    def close(self, offer: Offer) -> None:
        """The offer is over.  A call that still has it waits again, at the place it had; the agent is free."""
        self.expect(offer, None)
        self.agenda.pop((offer.kind, offer.id), None)
        del self.offers[offer.id]
        call = self.calls.get(offer.call)
        if call is not None and call.offer == offer.id:
            call.offer = None
            self.move_call(call, CallState.WAITING)
        agent = self.agents[offer.agent]
        agent.offer = None
        self.review(agent)
