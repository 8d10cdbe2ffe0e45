"""One Asterisk, one switch of ours, phones; and the means to wait for what they tell."""

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import gevent
from gevent.event import AsyncResult, Event
from gevent.queue import Queue

from ccengine.engine.clock import AnchoredClock
from ccengine.model.call import Connect, Limits, Talked
from ccengine.model.facts import LegAnswered, SwitchFact, SwitchUp, TalkSeen
from ccengine.model.ids import AgentId, CallId, OfferId, Seconds
from ccengine.switch.asterisk import AsteriskCall, AsteriskSwitch
from tests.contract.far.media import MediaClock
from tests.contract.far.phone import PhoneCall
from tests.support.asterisk import RunningAsterisk
from tests.switch.phones import TestPhone
from tests.switch.relay import Relay

NUMBER = "4008001234"
PATIENCE = 20.0  # seconds until a test gives up waiting for what must come
Fact = TypeVar("Fact", bound=SwitchFact)
_runs = itertools.count(1)


def size(path: Path) -> int:
    """In bytes; 0 for a file that is not there, or is just being tried whether it can be."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


class Session:
    """One AGI session, served by the test's own greenlet."""

    def __init__(self, call: AsteriskCall) -> None:
        self.call = call
        self.done = Event()


class Talking:
    """A call in `join`, in a greenlet of its own."""

    def __init__(self, call: AsteriskCall, connect: Connect) -> None:
        self._done: AsyncResult[Talked | Exception] = AsyncResult()
        gevent.spawn(self._talk, call, connect)

    def _talk(self, call: AsteriskCall, connect: Connect) -> None:
        try:
            self._done.set(call.join(connect))
        except Exception as end:
            self._done.set(end)

    @property
    def over(self) -> bool:
        return self._done.ready()

    def talked(self) -> Talked:
        end = self._done.get(timeout=PATIENCE)
        assert isinstance(end, Talked), end
        return end

    def raised(self) -> Exception:
        end = self._done.get(timeout=PATIENCE)
        assert isinstance(end, Exception), end
        return end


class Board:
    """`agents[0]` is 8001's phone."""

    def __init__(self, asterisk: RunningAsterisk, agents: list[TestPhone], clock: MediaClock) -> None:
        self.asterisk = asterisk
        self.agents = agents
        self.run = next(_runs)
        self.facts: list[SwitchFact] = []
        self.told: list[tuple[SwitchFact, Seconds | None]] = []  # all of them, with their times
        self.sessions: Queue[Session] = Queue()
        self.relay = Relay(asterisk.runtime.ami_port)
        self._news = Event()
        self._offers = itertools.count(1)
        self._clock = clock
        self._phones: list[TestPhone] = []
        self._open: list[Session] = []
        self.limits = Limits()
        self.also: Callable[[object], None] = lambda _fact: None  # who hears of every fact besides
        self.switch = self.new_switch()

    # -- our switch

    def new_switch(self) -> AsteriskSwitch:
        runtime = replace(self.asterisk.runtime, ami_port=self.relay.port)
        outgoing = self.asterisk.settings.outgoing
        return AsteriskSwitch(
            runtime, self.asterisk.home, AnchoredClock(), self._post, self._serve, self.limits, outgoing
        )

    def start(self) -> None:
        self.switch.start()
        self.until(lambda: self.all(SwitchUp) != [])

    def stop(self) -> None:
        for session in self._open:
            if not session.done.is_set():
                session.call.hangup()
                session.done.set()
        self.switch.stop()
        self.relay.stop()
        for phone in self._phones:
            phone.close()

    def crash(self) -> None:
        """The engine dies: its sockets close, nobody says good-bye."""
        for session in self._open:
            session.done.set()
        self._open.clear()
        self.switch.stop()
        self.facts.clear()

    def restart(self) -> None:
        self.switch = self.new_switch()
        self.start()

    def _post(self, fact: SwitchFact, at: Seconds | None = None) -> None:
        self.facts.append(fact)
        self.told.append((fact, at))
        self.also(fact)
        self._news.set()

    def _serve(self, call: AsteriskCall) -> None:
        session = Session(call)
        self._open.append(session)
        self.sessions.put(session)
        session.done.wait()

    # -- waiting

    def until(self, ready: Callable[[], object], seconds: float = PATIENCE) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if ready():
                return
            self._news.clear()
            self._news.wait(0.01)
        raise AssertionError(f"waited in vain; facts: {self.facts}")

    def all(self, kind: type[Fact], **fields: object) -> list[Fact]:
        return [
            fact
            for fact in self.facts
            if isinstance(fact, kind) and all(getattr(fact, name) == value for name, value in fields.items())
        ]

    def fact(self, kind: type[Fact], **fields: object) -> Fact:
        """The first such fact, once it is there."""
        self.until(lambda: self.all(kind, **fields))
        return self.all(kind, **fields)[0]

    # -- people

    def phone(self) -> TestPhone:
        phone = TestPhone(self._clock, "13800001111", self.asterisk.sip)
        self._phones.append(phone)
        return phone

    def session(self) -> Session:
        return self.sessions.get(timeout=PATIENCE)

    @contextmanager
    def caller(self, answered: bool = True) -> Iterator[tuple[AsteriskCall, PhoneCall]]:
        """A call that came in, and its far side."""
        far = self.phone().dial(NUMBER)
        session = self.session()
        if answered:
            session.call.answer()
        try:
            yield session.call, far
        finally:
            if not session.done.is_set():
                session.call.hangup()
                session.done.set()

    def ring(self, agent: int, call: CallId, limit: float = 20.0, shown: str = "13800001111") -> OfferId:
        offer = OfferId(f"o{self.run}-{next(self._offers)}")
        self.switch.ring(offer, AgentId(str(8001 + agent)), call, limit, shown)
        return offer

    def answered(self, agent: int, call: CallId) -> OfferId:
        """An agent's leg that was answered."""
        offer = self.ring(agent, call)
        self.fact(LegAnswered, offer=offer)
        return offer

    def talking(self, call: AsteriskCall, agent: int = 0, record_to: str = "") -> tuple[OfferId, "Talking"]:
        """The two talk; the greenlet is in `join` and has its result."""
        offer = self.answered(agent, call.info.id)
        talk = Talking(call, Connect(offer, AgentId(str(8001 + agent)), record_to))
        self.fact(TalkSeen, offer=offer)
        return offer, talk
