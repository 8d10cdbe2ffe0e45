"""Callers in the real flows, and the legs of agents whom the real machine gives them: what the switch does and tells.

What is told while there is no engine, or no link to it, is not heard: see hotline.py."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from math import isinf

from greenlet import greenlet

from ccengine.acd.commands import Command, Join, Release, Ring, SendOn, StopRinging
from ccengine.acd.events import (
    CallerLeft,
    CallerQueued,
    Event,
    OfferAnswered,
    OfferFailed,
    TalkBegan,
    TalkEnded,
    TimePassed,
)
from ccengine.acd.machine import Machine
from ccengine.flow import Standing, run
from ccengine.flow.scripted.services import ScriptedServices
from ccengine.model import facts
from ccengine.model.call import CallFault, Cancelled, Connect, Hangup, Leave
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName, Seconds
from ccengine.model.outgoing import Outgoing
from ccengine.model.why import By, LegCause
from ccengine_sim.virtual.calling_back import EVERYBODY
from ccengine_sim.virtual.chance import Chance
from ccengine_sim.virtual.line import Lengths
from ccengine_sim.virtual.memory import Memory
from ccengine_sim.virtual.people import Worker
from ccengine_sim.virtual.session import Entrance, Session
from ccengine_sim.virtual.timeline import Timeline
from ccengine_sim.virtual.visit import End, Visit
from ccengine_sim.virtual.world import World


@dataclass(frozen=True, slots=True)
class House:
    """What callers find."""

    entrances: Mapping[str, Entrance]  # by called number
    lengths: Lengths
    zone: tzinfo
    outgoing: Outgoing = EVERYBODY  # whom callbacks may reach


RINGING, UP, TALKING = "ringing", "up", "talking"  # agents' legs


class Switchboard(World):
    def __init__(
        self,
        machine: Machine,
        timeline: Timeline,
        workers: Iterable[Worker],
        chance: Chance,
        house: House,
        watch: Callable[[object, Seconds], None],
        keeps: bool = False,
    ) -> None:
        """`watch` is told every fact and order.  `keeps`: what the engine needs to come back, to compare with the
        switch, and to call back; else it must not die or lose its link, and no queue have callbacks."""
        super().__init__(machine, timeline, workers, chance, By.AGENT)
        self.timeline = timeline
        self.sessions: dict[CallId, Session] = {}
        self.visits: list[Visit] = []  # of queues, in the order of entry
        self.strays: list[Ring] = []  # for callers who had left, though the machine could have known
        self._house, self.watch = house, watch
        self._services = ScriptedServices()
        self._phases: dict[OfferId, str] = {}
        self._unreachable: set[AgentId] = set()
        self._kept = Memory(machine) if keeps else None
        self.alive = self._linked = True
        self._when_told: deque[Callable[[], None]] = deque()
        self._wishes: list[Event] = []  # of agents, while there is no engine to hear them
        self._runs = 1

    @property
    def memory(self) -> Memory:
        assert self._kept is not None  # for it is asked only where the engine may die, or callbacks are kept
        return self._kept

    # -- facts in, orders out -----------------------------------------------------------------------------------------

    def keep(self, body: object) -> None:
        """What happened in a flow: of use to an engine that comes back, and to nobody else here."""
        if self._kept is not None:
            self._kept.keep(body, self.timeline.now)

    def _note(self, body: object, now: Seconds) -> None:
        self.watch(body, now)
        if self._kept is not None:
            self._kept.keep(body, now)

    def post(self, fact: Event) -> None:
        """From within a flow, too: it is told as soon as the flow waits."""
        self._facts.append(fact)

    def when_told(self, do: Callable[[], None]) -> None:
        """As soon as the machine has heard all that happened so far."""
        self._when_told.append(do)

    def after(self, seconds: Seconds, do: Callable[..., None], *arguments: object) -> None:
        self.timeline.at(self.timeline.now + seconds, do, *arguments)

    def tell(self, fact: Event) -> None:
        """What an agent wishes, and that time has passed."""
        if self.alive:
            self.post(fact)
            self.pump()
        elif not isinstance(fact, TimePassed):
            self._wishes.append(fact)

    def next_deadline(self) -> Seconds | None:
        """When `TimePassed` is to be told."""
        return self.machine.next_deadline() if self.alive else None

    def seen(self, fact: Event) -> None:
        """What the switch tells, if the engine hears it."""
        if self.alive and self._linked:
            self.post(fact)

    def pump(self) -> None:
        """Tell the machine what has happened, in flows too: after everything that the timeline does."""
        pending, note = self._facts, self._note
        while pending or self._when_told:
            if not pending:
                self._when_told.popleft()()
                continue
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

    def _start(self, session: Session, standing: Standing | None) -> None:
        session.runs = True
        greenlet(self._serve).switch(session, standing)

    def _serve(self, session: Session, standing: Standing | None) -> None:
        try:
            at = session.entrance
            run(
                at.bundle,
                session.line,
                session,
                self._services,
                standing=standing,
                port=at.variables,
                zone=self._house.zone,
            )
        except (Hangup, Cancelled):
            pass
        except CallFault:
            session.line.hangup()

    def queued(self, session: Session, fact: CallerQueued) -> None:
        self._waits(session, fact.queue)
        self.post(fact)

    def _waits(self, session: Session, queue: QueueName) -> None:
        call = session.line.info.id
        if call in self._visits:
            return
        visit = self._visits[call] = Visit(replace(session.person.caller, queue=queue), self.timeline.now)
        self.visits.append(visit)
        if not isinf(visit.caller.patience):
            self.after(visit.caller.patience, self._give_up, visit)

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
        if self.alive and self._linked:
            self.post(CallerLeft(call, by))
            self.keep(facts.CallEnded(call, by))

    # -- agents' legs -------------------------------------------------------------------------------------------------

    def _ring(self, order: Ring) -> None:
        if order.agent in self._unreachable:
            self._visits[order.call].rings += 1
            self.seen(OfferFailed(order.offer, LegCause.UNREACHABLE))
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
            self.seen(fact)
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
        self.seen(TalkBegan(offer))
        self.timeline.at(self.timeline.now + visit.caller.talk, self._hang_up, offer)
        return True

    def no_talk(self, offer: OfferId) -> None:
        self.post(TalkEnded(offer, By.ENGINE, ok=False))

    def _hang_up(self, offer: OfferId) -> None:
        visit = self._legs.pop(offer, None)
        if visit is None:
            return
        self._leave(visit, End.SERVED)
        session = self.sessions.get(visit.caller.call)
        ends = session.person.ends if session else By.AGENT
        self.seen(TalkEnded(offer, ends))
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
