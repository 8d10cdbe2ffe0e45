"""A hotline in virtual time: callers walk through the real flows, before and after the real machine gives them agents.

The engine can die and come back, and lose its link to the switch: what happened meanwhile is not told, but found out
by the engine's own comparison (ccengine.engine.recovery)."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from math import isinf

from greenlet import greenlet

from ccengine.acd.commands import Command, Join, Release, Ring, SendOn, StopRinging
from ccengine.acd.events import (
    AgentReachable,
    CallerLeft,
    CallerQueued,
    Event,
    OfferAnswered,
    OfferFailed,
    SwitchAvailable,
    TalkBegan,
    TalkEnded,
    TimePassed,
)
from ccengine.acd.machine import Machine
from ccengine.engine.book import Known, talk_by
from ccengine.flow import Bundle, Frame, Standing, given, run
from ccengine.flow.expr import Value
from ccengine.flow.scripted.services import ScriptedServices
from ccengine.model import facts
from ccengine.model.call import CallFault, CallInfo, Cancelled, Connect, Hangup, Leave, TalkOver
from ccengine.model.ids import AgentId, CallId, NodeId, OfferId, Seconds
from ccengine.model.why import By, LegCause
from ccengine_sim.virtual.chance import Chance
from ccengine_sim.virtual.line import Lengths, Line
from ccengine_sim.virtual.memory import Memory
from ccengine_sim.virtual.people import Worker
from ccengine_sim.virtual.session import Person, Session
from ccengine_sim.virtual.timeline import Timeline
from ccengine_sim.virtual.visit import End, Visit
from ccengine_sim.virtual.world import World


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where a called number leads."""

    bundle: Bundle
    language: str
    variables: Mapping[str, Value] = field(default_factory=dict)  # of the port

    def begin(self) -> Standing:
        return given(Standing([Frame(self.bundle.start, NodeId(""))]), self.bundle, self.variables)


RINGING, UP, TALKING = "ringing", "up", "talking"  # agents' legs


class Hotline(World):
    def __init__(
        self,
        machine: Machine,
        timeline: Timeline,
        workers: Iterable[Worker],
        chance: Chance,
        lengths: Lengths,
        zone: tzinfo,
        entrances: Mapping[str, Entrance],
        watch: Callable[[object, Seconds], None],
        keeps: bool = False,
    ) -> None:
        """`entrances`: by called number.  `watch` is told every fact and order.  `keeps`: what the engine needs to come
        back, and to compare with the switch; else it must not die or lose its link."""
        super().__init__(machine, timeline, workers, chance, By.AGENT)
        self.timeline = timeline
        self.sessions: dict[CallId, Session] = {}
        self.visits: list[Visit] = []  # of queues, in the order of entry
        self.strays: list[Ring] = []  # for callers who had left, though the machine could have known
        self._lengths, self._entrances, self.watch = lengths, entrances, watch
        self._zone = zone
        self._services = ScriptedServices()
        self._phases: dict[OfferId, str] = {}
        self._unreachable: set[AgentId] = set()
        self._memory = Memory(machine) if keeps else None
        self._alive = self._linked = True
        self._wishes: list[Event] = []  # of agents, while there is no engine to hear them
        self._runs = 1

    # -- facts in, orders out -----------------------------------------------------------------------------------------

    def keep(self, body: object) -> None:
        """What happened in a flow: of use to an engine that comes back, and to nobody else here."""
        if self._memory is not None:
            self._memory.keep(body, self.timeline.now)

    def _note(self, body: object, now: Seconds) -> None:
        self.watch(body, now)
        if self._memory is not None:
            self._memory.keep(body, now)

    def post(self, fact: Event) -> None:
        """From within a flow, too: it is told as soon as the flow waits."""
        self._facts.append(fact)

    def tell(self, fact: Event) -> None:
        """What an agent wishes, and that time has passed."""
        if self._alive:
            self.post(fact)
            self.pump()
        elif not isinstance(fact, TimePassed):
            self._wishes.append(fact)

    def next_deadline(self) -> Seconds | None:
        """When `TimePassed` is to be told."""
        return self.machine.next_deadline() if self._alive else None

    def _seen(self, fact: Event) -> None:
        """What the switch tells, if the engine hears it."""
        if self._alive and self._linked:
            self.post(fact)

    def pump(self) -> None:
        """Tell the machine what has happened, in flows too: after everything that the timeline does."""
        pending, note = self._facts, self._note
        while pending:
            fact, now = pending.popleft(), self.timeline.now
            note(fact, now)
            for order in self.machine.handle(fact, now):
                note(order, now)
                self._obey(order)

    def _obey(self, order: Command) -> None:
        match order:
            case Ring(call=call) if call not in self._visits:
                if not any(isinstance(fact, CallerLeft) and fact.call == call for fact in self._facts):
                    self.strays.append(order)
            case SendOn(call=call) if call not in self._visits:
                pass  # he has left: the machine is about to hear of it
            case Release() | StopRinging() if not self._linked:
                pass  # does not reach the switch: found when the link is back
            case SendOn(call=call):
                visit = self._visits[call]
                visit.exit = order.exit
                self._leave(visit, End.SENT_ON)
                self.sessions[call].line.tell(Leave(order.leads))
            case _:
                super()._obey(order)

    # -- callers ------------------------------------------------------------------------------------------------------

    def arrive(self, person: Person) -> None:
        call, entrance = person.caller.call, self._entrances[person.called]
        if not self._alive:
            return  # Asterisk has nobody to ask: busy
        info = CallInfo(call, person.called, person.number, language=entrance.language)
        line = Line(info, self.timeline, self._lengths, self._begin_talk, lambda by: self._gone(call, by))
        self.sessions[call] = session = Session(self, person, line, entrance)
        self.keep(facts.CallArrived(call, "", person.called, person.number, "", entrance.bundle.start, info.language))
        self._start(session, entrance.begin())
        self.pump()

    def _start(self, session: Session, standing: Standing | None) -> None:
        session.runs = True
        greenlet(self._serve).switch(session, standing)

    def _serve(self, session: Session, standing: Standing | None) -> None:
        try:
            at = session.entrance
            run(at.bundle, session.line, session, self._services, standing=standing, port=at.variables, zone=self._zone)
        except (Hangup, Cancelled):
            pass
        except CallFault:
            session.line.hangup()

    def queued(self, session: Session, fact: CallerQueued) -> None:
        if fact.call not in self._visits:
            visit = self._visits[fact.call] = Visit(replace(session.person.caller, queue=fact.queue), self.timeline.now)
            self.visits.append(visit)
            if not isinf(visit.caller.patience):
                self.timeline.at(visit.arrived + visit.caller.patience, self._give_up, visit)
        self.post(fact)

    def _give_up(self, visit: Visit) -> None:
        if visit.answered is None and visit.left is None:
            self.sessions[visit.caller.call].line.hang_up()
            self.pump()

    def _gone(self, call: CallId, by: By) -> None:
        """The caller's channel is."""
        self.sessions.pop(call, None)
        visit = self._visits.get(call)
        if visit is not None:
            self._leave(visit, End.ABANDONED if visit.answered is None else End.SERVED)
        if self._alive and self._linked:
            self.post(CallerLeft(call, by))
            self.keep(facts.CallEnded(call, by))

    # -- agents' legs -------------------------------------------------------------------------------------------------

    def _ring(self, order: Ring) -> None:
        if order.agent in self._unreachable:
            self._visits[order.call].rings += 1
            self._seen(OfferFailed(order.offer, LegCause.UNREACHABLE))
            return
        self._phases[order.offer] = RINGING
        super()._ring(order)
        if self._facts and self._facts[-1] == OfferAnswered(order.offer):
            self._phases[order.offer] = UP

    def _of_leg(self, fact: OfferAnswered | OfferFailed) -> None:
        if fact.offer in self._legs:
            self._phases[fact.offer] = UP
            if isinstance(fact, OfferFailed):
                del self._legs[fact.offer]
            self._seen(fact)
            self.pump()

    def _talk(self, order: Join) -> None:
        if session := self.sessions.get(order.call):
            self._visits[order.call].agent = order.agent
            session.line.tell(Connect(order.offer, order.agent))

    def _begin_talk(self, offer: OfferId) -> bool:
        visit = self._legs.get(offer)
        if visit is None:
            return False
        self._phases[offer] = TALKING
        visit.answered = self.timeline.now
        self._seen(TalkBegan(offer))
        self.timeline.at(self.timeline.now + visit.caller.talk, self._hang_up, offer)
        return True

    def no_talk(self, call: CallId) -> None:
        offer = self.machine.offer_of(call)
        if offer is not None:
            self.post(TalkEnded(offer, By.ENGINE, ok=False))

    def _hang_up(self, offer: OfferId) -> None:
        visit = self._legs.pop(offer, None)
        if visit is None:
            return
        self._leave(visit, End.SERVED)
        session = self.sessions.get(visit.caller.call)
        ends = session.person.ends if session else By.AGENT
        self._seen(TalkEnded(offer, ends))
        if session is not None:
            self._apart(session, ends)
        self.pump()

    def _release(self, offer: OfferId) -> None:
        visit = self._legs.pop(offer, None)
        if visit is not None and self._phases[offer] == TALKING and visit.left is None:
            self._leave(visit, End.SERVED)  # a talk at the machine's own limit
            if session := self.sessions.get(visit.caller.call):
                self._apart(session, By.AGENT)

    def _apart(self, session: Session, ends: By) -> None:
        if ends is By.CALLER:
            session.line.hang_up()
            return
        session.line.talk_over()
        if self._alive and not session.runs:
            self.pump()
            self._take_up(session)

    # -- faults -------------------------------------------------------------------------------------------------------

    def reach(self, agent: AgentId, reachable: bool) -> None:
        """His phone can (not) be reached from now on."""
        (self._unreachable.discard if reachable else self._unreachable.add)(agent)
        self._seen(AgentReachable(agent, reachable))
        self.pump()

    def link(self, there: bool) -> None:
        """To the switch."""
        if there == self._linked or not self._alive or self._memory is None:
            return
        if there:
            self._linked = True
            self._compare()
            self.post(SwitchAvailable(True))
        else:
            self.post(SwitchAvailable(False))
            self.pump()
            self._linked = False
        self.pump()

    def die(self) -> None:
        """SIGKILL: flows, their mailboxes and keys are gone; talks go on, who waits hears music."""
        if not self._alive or self._memory is None:
            return
        self._alive = False
        self._facts.clear()
        for session in self.sessions.values():
            session.runs = False
            session.line.forget()

    def come_back(self) -> None:
        """Raises StateLost."""
        if self._alive or self._memory is None:
            return
        self._runs += 1
        self.machine = self._memory.restart(self.machine.rules, self._runs)
        self._alive, self._linked = True, True
        self.keep(facts.EngineStarted(self._runs, "", recovered=True))
        self.tell(SwitchAvailable(False))  # nothing is decided before it was compared
        self._compare()
        self.tell(SwitchAvailable(True))
        for session in [*self.sessions.values()]:
            if session.line.talking is None:
                self._take_up(session)
        wishes, self._wishes = self._wishes, []
        for wish in wishes:
            self.tell(wish)

    def _take_up(self, session: Session) -> None:
        assert self._memory is not None
        known = self._memory.book.get(session.line.info.id)
        if known is not None and session.line.there:
            self.keep(facts.CallResumed(known.call, known.visit.node))
            self._settle(session, known)
            self._start(session, known.standing)
            self.pump()

    def _settle(self, session: Session, known: Known) -> None:
        """What it must be told of the time that it had no flow: as engine/sessions.py does."""
        line = session.line
        if known.visit.talk:
            line.tell(TalkOver(talk_by(known)))
        elif known.visit.sent_on:
            line.tell(Leave(known.visit.sent_on))
        elif (join := self.machine.joining(known.call)) is not None:
            line.tell(Connect(join.id, join.agent))

    def _compare(self) -> None:
        # Here, for it brings gevent along, which is of no use to a run without such faults.
        from ccengine.engine.recovery import Believed, compare, strangers
        from ccengine.switch.asterisk.state import Channel, SwitchState

        assert self._memory is not None
        machines, book = self._memory.machines, self._memory.book
        state = SwitchState({str(call): Channel(call, "", up=True) for call in self.sessions})
        for offer in self._legs:
            phase = self._phases[offer]
            state.channels[offer] = Channel(offer, "", up=phase != RINGING, bridge="b" if phase == TALKING else "")
        for fact in compare(Believed.now(machines, book), state, machines, book):
            if isinstance(fact, Event):
                self.post(fact)
                self.pump()
            else:
                self.keep(fact)
        for offer in strangers(state, machines):
            with suppress(KeyError):
                self._release(offer)
