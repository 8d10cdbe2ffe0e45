"""Everything the machine knows, with the indexes that make an event cheap.

Only the methods here touch an index, so that a thing and its index entries change together.  What can be computed
from the things (places, pools, deadlines) is not in a snapshot; see snapshot.py."""

from ccengine.acd.callback_index import CallbackIndex
from ccengine.acd.forecast import Forecast
from ccengine.acd.lessons import Lesson
from ccengine.acd.load import carried, occupied
from ccengine.acd.needs import need_of
from ccengine.acd.ordered import Ordered
from ccengine.acd.pools import Pools
from ccengine.acd.rules import Rules
from ccengine.acd.state import (
    AT_WORK,
    AWAY,
    BUSY,
    IN_TALK,
    Agent,
    AgentState,
    Call,
    CallState,
    Offer,
    OfferState,
    Place,
    Stay,
    Thing,
    move,
)
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName, Seconds
from ccengine.model.why import CallbackEnd, LegCause, QueueExit

Item = tuple[str, str]
"""(kind, id): something on the agenda.  Kinds: agent, call, offer, stray."""

HOLDS_PLACE = (CallState.WAITING, CallState.OFFERED, CallState.DIALLED, CallState.RESTING)
_GONE = (AgentState.LOGGED_OUT, AgentState.JOINING, *IN_TALK)
"""Who said that he logs out is logged out in these; in the others he is about to be, by SetAgent."""


class Floor:
    def __init__(self, rules: Rules, run: int) -> None:
        self.rules = rules
        self.run = run
        self.now: Seconds = 0.0
        self.switch = True
        self.arrivals = 0  # callers that entered so far: breaks ties of key
        self.turns = 0  # times that an agent became ready: breaks ties of idle time
        self.rung = 0  # offers made so far
        self.drawn = 0  # state of the generator of random numbers (draw.py)
        self.agents: dict[AgentId, Agent] = {}
        self.calls: dict[CallId, Call] = {}
        self.offers: dict[OfferId, Offer] = {}
        self.strays: dict[OfferId, LegCause] = {}  # legs that live without an offer
        self.agenda: dict[Item, None] = {}  # what calls for an order, in the order of arising
        self.deadlines: Ordered[tuple[Seconds, str, str]] = Ordered()
        self.places: dict[QueueName, Ordered[Place]] = {}  # of calls that hold one, by queue
        self.stays: dict[CallId, Stay] = {}  # of calls that are in a flow: their last one, if they left it themselves
        self.callbacks = CallbackIndex(rules)
        self.pools = Pools(rules, self.agents, self.callbacks.has_room)
        self.lessons: dict[QueueName, Lesson] = {}
        self.staff: set[AgentId] = set()  # who is neither logged out nor not ready
        self.forecast = Forecast(self)

    def lesson(self, queue: QueueName) -> Lesson:
        """What was learnt of its calls; of a queue that is configured no more, nothing that is kept."""
        found = self.lessons.get(queue)
        if found is None:
            found = Lesson()
            if queue in self.rules.queues:
                self.lessons[queue] = found
        return found

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

    def review_call(self, call: Call) -> None:
        """After a change that concerns a call: is something to be done about it at once?"""
        if self.errand(call) is not None:
            self.attend(call)
        else:
            self.agenda.pop((call.kind, call.id), None)

    def errand(self, call: Call) -> QueueExit | CallbackEnd | int | None:
        """By which exit a waiting call has to leave, or which step is to be taken, at once; or why a callback is to be
        given up."""
        if call.callback is not None and call.off_line and call.state is not CallState.DIALLED:
            if call.queue not in self.rules.queues:
                return CallbackEnd.FAILED
            if call.callback.end is not None:
                return call.callback.end
        if call.state is not CallState.WAITING:
            return None
        if call.queue not in self.rules.queues or call.joins_failed >= self.rules.limits.joins:
            return QueueExit.FAILED
        if call.full:
            return QueueExit.FULL
        if call.way_out:
            return QueueExit.KEY
        outlook = self.pools.outlook_of.get(call.id)
        if outlook is not None and not outlook.staffed:
            return QueueExit.NOBODY
        if call.too_long:
            return QueueExit.EXPECTED_TOO_LONG
        only = call.steps[call.step].agent
        if only and only not in self.pools.present and call.step + 1 < len(call.steps):
            return call.step + 1
        return None

    # -- deadlines ----------------------------------------------------------------------------------------------------

    def expect(self, thing: Thing, deadline: Seconds | None) -> None:
        if thing.deadline is not None:
            self.deadlines.remove((thing.deadline, thing.kind, thing.id))
        thing.deadline = deadline
        if deadline is not None:
            self.deadlines.add((deadline, thing.kind, thing.id))

    def due(self, call: Call) -> tuple[Seconds, int | None]:
        """When waiting brings a change: the next step, or (None) the end."""
        end = call.callback.until if call.callback else call.entered + self.rules.queue(call.queue).longest_wait
        if call.step + 1 < len(call.steps):
            when = call.entered + call.steps[call.step + 1].after
            if when < end:
                return when, call.step + 1
        return end, None

    def lasts_until(self, call: Call, state: CallState) -> Seconds | None:
        """The deadline of a call that comes into this state."""
        if state is CallState.WAITING:
            return self.due(call)[0]
        if call.callback is not None and state is CallState.RESTING:
            return min(call.callback.rests, call.callback.until)
        if call.callback is not None and state is CallState.DIALLED and self.switch:
            return self.now + call.callback.limit + self.rules.limits.reach
        return None

    # -- agents -------------------------------------------------------------------------------------------------------

    def add_agent(self, agent: Agent) -> None:
        """Also takes up one from a snapshot, in the state he is in."""
        self.agents[agent.id] = agent
        if agent.deadline is not None:
            self.deadlines.add((agent.deadline, agent.kind, agent.id))
        if agent.state is AgentState.READY:
            self.pools.show(agent)
        self._staff(agent)
        self.appear(agent)
        self.review(agent)

    def forget_agent(self, agent: Agent) -> None:
        self.expect(agent, None)
        self.agenda.pop((agent.kind, agent.id), None)
        self.staff.discard(agent.id)
        self.forecast.forget()
        del self.agents[agent.id]

    def _staff(self, agent: Agent) -> None:
        """After a change of his state."""
        there = agent.state not in AWAY
        if there != (agent.id in self.staff):
            (self.staff.add if there else self.staff.discard)(agent.id)
            self.forecast.forget()

    def move_agent(self, agent: Agent, to: AgentState, deadline: Seconds | None = None, reason: str = "") -> None:
        """One who becomes ready is last in turn, unless the offer he had was withdrawn: then his idle time goes on."""
        old = agent.state
        move(agent, to, self.now)
        agent.reason = reason
        self.expect(agent, deadline)
        if (old in BUSY) != (to in BUSY):
            agent.load = carried(agent.load, self.now - agent.changed, old in BUSY)
            agent.changed = self.now
        if old in AT_WORK and to not in AT_WORK:
            self.lesson(agent.serves).handling.add(self.now - agent.taken)
        if old is AgentState.READY:
            self.pools.hide(agent)
        if to is AgentState.READY:
            if old not in (AgentState.RESERVED, AgentState.RINGING, AgentState.JOINING):
                self.turns += 1
                agent.idle = (self.now, self.turns, agent.id)
                agent.occupied = occupied(agent.load, agent.changed, self.now)
            self.pools.show(agent)
        if to in AWAY or old in AWAY:
            self._staff(agent)
        if not agent.logged_in:
            self.appear(agent)

    def is_present(self, agent: Agent) -> bool:
        return agent.id in self.rules.agents and (agent.logged_in or agent.state not in _GONE)

    def appear(self, agent: Agent) -> None:
        """After a change of whether he is logged in: what does it mean for callers?"""
        present = self.is_present(agent)
        if present != (agent.id in self.pools.present):
            calls = [self.calls[id] for id in self.pools.appear(agent.id, present)]
            for call in sorted(calls, key=lambda call: call.place):
                self.review_call(call)
            for queue in self.callbacks.appear(agent.id, present):
                self.pools.reopen(queue)

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
        del self.calls[call.id]

    def remember(self, call: Call) -> None:
        """It has left its queue, and is still here: it may want to be called back."""
        self.stays[call.id] = Stay(call.queue, call.entered, call.head_start, call.place, call.steps, call.step)

    def move_call(self, call: Call, to: CallState) -> None:
        old = call.state
        move(call, to, self.now)
        self.expect(call, self.lasts_until(call, to))
        self._place(call, old, to)

    def widen(self, call: Call, step: int) -> None:
        """A waiting call is searched for by this step now."""
        self._place(call, call.state, None)
        call.step = step
        self._place(call, None, call.state)
        self.expect(call, self.due(call)[0])

    def wants(self, call: Call) -> bool:
        """May (another) agent be rung for it?"""
        if call.state is CallState.WAITING:
            return True
        return call.state is CallState.OFFERED and len(call.offers) < self.rules.queue(call.queue).rings

    def want(self, call: Call) -> None:
        """After a change of its state or its offers."""
        wanted = call.id in self.pools.wanted
        if wanted and not self.wants(call):
            self.pools.unwant(call)
        elif not wanted and self.wants(call):
            self.pools.want(call, need_of(call.steps[call.step]))

    def _place(self, call: Call, old: CallState | None, new: CallState | None) -> None:
        """Keep the indexes of the call's queue."""
        held, holds = old in HOLDS_PLACE, new in HOLDS_PLACE
        if holds and not held:
            self.places.setdefault(call.queue, Ordered()).add(call.place)
        elif held and not holds:
            self.places[call.queue].remove(call.place)
            if not self.places[call.queue]:
                del self.places[call.queue]
        if call.callback is not None:
            self.callbacks.moved(call, old, new)
            self.pools.reopen(call.queue)
        if new is None and call.id in self.pools.wanted:
            self.pools.unwant(call)
        elif new is not None:
            self.want(call)
        if self.rules.queue(call.queue).leave_when_empty and not call.off_line:
            self._look(call, old, new)
        if new in (CallState.WAITING, CallState.RESTING):
            self.review_call(call)
        else:
            self.agenda.pop((call.kind, call.id), None)

    def _look(self, call: Call, old: CallState | None, new: CallState | None) -> None:
        needs = tuple(need_of(step) for step in call.steps[call.step :])
        if old is CallState.WAITING:
            self.pools.unlook(call, needs)
        if new is CallState.WAITING:
            self.pools.look(call, needs)

    # -- offers -------------------------------------------------------------------------------------------------------

    def add_offer(self, offer: Offer) -> None:
        """Also takes up one from a snapshot, in the state it is in."""
        self.offers[offer.id] = offer
        if offer.deadline is not None:
            self.deadlines.add((offer.deadline, offer.kind, offer.id))
        call = self.calls.get(offer.call)
        due = offer.state is OfferState.RESERVED and call is not None and call.state is CallState.OFFERED
        if due or offer.state in (OfferState.ANSWERED, OfferState.ENDING):
            self.attend(offer)

    def guard(self, offer: Offer) -> None:
        """Nothing lasts for ever: when what must come next does not come, the offer ends (match.py)."""
        limits = self.rules.limits
        lasts = {
            OfferState.RINGING: offer.limit + limits.ring_grace,  # (one that is reserved ends with what is dialled)
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
        """The offer is over.  A call that still has it, and no other, waits again, at the place it had; the agent is
        free."""
        self.expect(offer, None)
        self.agenda.pop((offer.kind, offer.id), None)
        del self.offers[offer.id]
        call = self.calls.get(offer.call)
        if call is not None and offer.id in call.offers:
            self._without(call, offer.id)
        agent = self.agents[offer.agent]
        agent.offer = None
        self.review(agent)

    def _without(self, call: Call, offer: OfferId) -> None:
        del call.offers[offer]
        if call.joined == offer:
            call.joined = None
            self.move_call(call, CallState.WAITING)
        elif call.state is CallState.OFFERED and not call.offers:
            self.move_call(call, CallState.WAITING)
        else:
            self.want(call)
