"""A hotline in virtual time: callers walk through the real flows, before and after the real machine gives them agents.

The engine can die and come back, and lose its link to the switch: what happened meanwhile is not told, but found out
by the engine's own comparison (ccengine.engine.recovery)."""

from contextlib import suppress
from functools import cached_property

from ccengine.acd.commands import CallBack, CallbackOver, Command, EndPause, Release
from ccengine.acd.events import AgentReachable, CallbackReached, Event, SwitchAvailable
from ccengine.engine.book import Known, talk_by
from ccengine.model import facts
from ccengine.model.call import CallInfo, Connect, Leave, TalkOver
from ccengine.model.ids import AgentId, CallId, QueueName, is_called_back
from ccengine.model.why import By
from ccengine_sim.virtual.calling_back import Answered, CallingBack, as_called_back
from ccengine_sim.virtual.line import Line
from ccengine_sim.virtual.session import Entrance, Person, Session
from ccengine_sim.virtual.switchboard import RINGING, TALKING, Switchboard


class Hotline(Switchboard):
    @cached_property
    def back(self) -> CallingBack:
        return CallingBack(self, self._house.outgoing)

    # -- callers ------------------------------------------------------------------------------------------------------

    def arrive(self, person: Person) -> None:
        call, entrance = person.caller.call, self._house.entrances[person.called]
        if not self.alive:
            return  # Asterisk has nobody to ask: busy
        info = CallInfo(call, person.called, person.number, language=entrance.language)
        session = self._session(info, person, entrance)
        self.keep(facts.CallArrived(call, "", person.called, person.number, "", entrance.bundle.start, info.language))
        self._start(session, entrance.begin())
        self.pump()

    def _session(self, info: CallInfo, person: Person, entrance: Entrance) -> Session:
        call = info.id
        line = Line(info, self.timeline, self._house.lengths, self._begin_talk, lambda by: self._gone(call, by))
        self.sessions[call] = session = Session(self, person, line, entrance)
        return session

    # -- callbacks ----------------------------------------------------------------------------------------------------

    def begin_called_back(self, leg: CallId, memo_text: str, answered: Answered) -> None:
        """As engine/sessions.py does: in a call of its own, at the node that asked."""
        from ccengine.engine.callbacks import Memo  # brings gevent along: see calling_back.py

        memo, number = Memo.read(memo_text), answered.order.number
        fact = facts.CallArrived(
            leg, "", memo.called, number, "", memo.flow, memo.language, standing=memo.standing, variables=memo.variables
        )
        self.keep(fact)
        standing = self.memory.book.calls[leg].standing
        entrance = self._house.entrances[memo.called]
        info = CallInfo(leg, memo.called, number, language=memo.language, called_back=True)
        session = self._session(info, as_called_back(answered, standing.frames[-1].node), entrance)
        self._start(session, entrance.again(standing))
        self.pump()

    def reached(self, session: Session, queue: QueueName) -> None:
        self._waits(session, queue)
        self.post(CallbackReached(session.line.info.id, queue))

    def _obey(self, order: Command) -> None:
        match order:
            case CallBack():
                self.back.dial(order)
            case EndPause() | CallbackOver():
                pass  # nobody outside is told
            case Release(offer) if is_called_back(offer) and self._linked:
                self.back.hang_up(CallId(offer))
            case _:
                super()._obey(order)

    # -- faults -------------------------------------------------------------------------------------------------------

    def _apart(self, session: Session, ends: By) -> None:
        super()._apart(session, ends)
        if ends is not By.CALLER and self.alive and not session.runs:
            self.pump()
            self._take_up(session)

    def reach(self, agent: AgentId, reachable: bool) -> None:
        """His phone can (not) be reached from now on."""
        (self._unreachable.discard if reachable else self._unreachable.add)(agent)
        self.seen(AgentReachable(agent, reachable))
        self.pump()

    def link(self, there: bool) -> None:
        """To the switch."""
        if there == self._linked or not self.alive or self._kept is None:
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
        if not self.alive or self._kept is None:
            return
        self.alive = False
        self._facts.clear()
        self._when_told.clear()
        for session in self.sessions.values():
            session.runs = False
            session.line.forget()

    def come_back(self) -> None:
        """Raises StateLost."""
        if self.alive or self._kept is None:
            return
        self._runs += 1
        self.machine = self.memory.restart(self.machine.rules, self._runs)
        self.alive, self._linked = True, True
        self.keep(facts.EngineStarted(self._runs, "", recovered=True))
        self.tell(SwitchAvailable(False))  # nothing is decided before it was compared
        self._compare()
        self.tell(SwitchAvailable(True))
        for session in [*self.sessions.values()]:
            if session.line.talking is None:
                self._take_up(session)
        self.back.take_up()
        wishes, self._wishes = self._wishes, []
        for wish in wishes:
            self.tell(wish)

    def _take_up(self, session: Session) -> None:
        known = self.memory.book.get(session.line.info.id)
        if known is not None and session.line.there:
            self.keep(facts.CallResumed(known.call, known.visit.node))
            self._settle(session, known)
            self._start(session, session.entrance.again(known.standing))
            if session.line.info.called_back and known.visit.count == 1:
                session.press(known.visit.node)  # he is asked once more
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

        machines, book = self.memory.machines, self.memory.book
        state = SwitchState({str(call): Channel(call, "", up=True) for call in self.sessions})
        for offer in self._legs:
            phase = self._phases[offer]
            state.channels[offer] = Channel(offer, "", up=phase != RINGING, bridge="b" if phase == TALKING else "")
        for leg, up in self.back.channels().items():
            state.channels[leg] = Channel(leg, "", up=up)
        for fact in compare(Believed.now(machines, book), state, machines, book):
            if isinstance(fact, Event):
                self.post(fact)
                self.pump()
            else:
                self.keep(fact)
        for offer in strangers(state, machines):
            if is_called_back(offer):
                self.back.hang_up(CallId(offer))
                continue
            with suppress(KeyError):
                self._release(offer)
