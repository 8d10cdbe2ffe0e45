"""The world around a scripted call: its caller, its agents, the engine's orders, and what of it is on the line."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import TypeVar

from ccengine.flow.scripted.notation import show
from ccengine.flow.scripted.script import (
    AgentHangsUp,
    Cancel,
    ConnectAgent,
    Deed,
    ForceState,
    HangUp,
    Known,
    Place,
    Press,
    Say,
    Step,
    SwitchStops,
    Tell,
)
from ccengine.flow.scripted.transcript import Ear, Piece, Transcript
from ccengine.flow.scripted.world import VirtualClock, World
from ccengine.model.call import CallFault, Cancelled, Connect, Directive, Hangup, Limits, TalkOver
from ccengine.model.ids import AgentId, OfferId, Seconds
from ccengine.model.keys import Buffer
from ccengine.model.why import By

T = TypeVar("T")


class Stage:
    def __init__(
        self,
        script: Iterable[Step],
        start: Seconds,
        limits: Limits,
        longest: Seconds,
        world: Callable[[Iterable[Step], Transcript, Seconds], World] = World,
    ) -> None:
        self.limits = limits
        self.clock = VirtualClock(start)
        self.transcript = Transcript()
        self.ear = Ear(self.transcript)
        self.buffer = Buffer(limits.typed_ahead)
        self.mailbox: deque[Directive] = deque()
        self.said: list[Piece] = []
        self.legs: dict[OfferId, AgentId] = {}  # the agents' legs that are there, oldest first
        self.place = Place(1)  # in the queue, when it is in one
        self.forced = ""  # the state that somebody put in every schedule's place
        self.last_agent = AgentId("")  # with whom the caller talked the last time
        self.entered: Seconds | None = None  # into the queue
        self.talking: OfferId | None = None
        self.caller_there = True
        self.ended: Exception | None = None  # what every further method raises
        self._stopped: Seconds | None = None  # since when the switch answers no more
        self._world = world(script, self.transcript, longest)
        self._connects = 0
        self._resumed = False  # the present talk is one that the engine died in

    @property
    def now(self) -> Seconds:
        """Seconds from the begin of the call."""
        return self.clock.passed

    def note(self, text: str) -> None:
        self.transcript.add(self.now, text)

    def put(self, deed: Deed, after: Seconds) -> None:
        self._world.put(deed, self.now + after)

    def command(self) -> None:
        """The line is asked to do something: lets happen what is due, raises when there is no line any more."""
        self.wait(0.0, lambda: None)

    def wait(self, seconds: Seconds, over: Callable[[], T | None]) -> T | None:
        """Lets at most `seconds` pass; what `over` says, as soon as it says something, or None at the end of them."""
        until = self.now + seconds
        while True:
            self._raise_ended()
            if (found := over()) is not None:
                return found
            last = until if self._stopped is None else max(self.now, self._stopped + self.limits.command)
            if due := self._world.due(self.now, last):
                self.clock.jump(due[0])
                self.happen(due[1])
                continue
            self.clock.jump(last)
            if self._stopped is None:
                return None
            self.end(CallFault("the switch does not answer"))

    def end(self, why: Exception) -> None:
        self.ended = why
        self.ear.end(self.now)

    def _raise_ended(self) -> None:
        if self.ended is not None:
            raise type(self.ended)(*self.ended.args)

    def happen(self, deed: Deed) -> None:
        match deed:
            case Press(keys):
                self._press(keys)
            case Say(words, seconds):
                self.note(f"caller says {words}")
                self.said.append(Piece(words, self.now, self.now + seconds))
            case HangUp():
                self._caller_leaves()
            case ConnectAgent():
                self._connect(deed)
            case AgentHangsUp():
                self._agent_leaves()
            case Tell(directive):
                self.note(f"told: {show(directive)}")
                self.tell(directive)
            case Place():
                self.place = deed
            case Known(agent):
                self.last_agent = agent
            case ForceState(state):
                self.forced = state
            case Cancel():
                self.note("told: cancel")
                self.cancel()
            case SwitchStops():
                self.note("switch stops")
                self._stopped = self.now

    def tell(self, directive: Directive) -> bool:
        if len(self.mailbox) >= self.limits.directives:
            return False
        self.mailbox.append(directive)
        return True

    def cancel(self) -> None:
        if self.ended is None:
            self.end(Cancelled())

    def music(self, music: str) -> None:
        """Begins it, unless it is playing already."""
        if self.ear.hears != f"music {music}":
            self.note(f"music {music}")
            self.ear.begin(f"music {music}", self.now)

    def silence(self) -> None:
        self.ear.end(self.now)

    def begin_talk(self, connect: Connect) -> None:
        self.talking = connect.offer
        self.note(f"talk with {connect.agent}")
        self.ear.begin(f"agent {connect.agent}", self.now)

    def end_talk(self) -> None:
        """Both legs are apart; one that is still the agent's is let go."""
        if self.talking is not None:
            self.legs.pop(self.talking, None)
        self.talking = None
        self.buffer.clear()
        self.silence()

    def taken_up(self, talking: Connect | None) -> None:
        """The engine died and is back."""
        self.note("engine dies and comes back")
        self.mailbox.clear()
        self.buffer.clear()
        self._resumed = talking is not None
        if talking:
            self.begin_talk(talking)

    def said_between(self, begin: Seconds, end: Seconds) -> tuple[str, ...]:
        return tuple(piece.what for piece in self.said if piece.begin < end and piece.end > begin)

    def _press(self, keys: str) -> None:
        for key in keys:
            self.note(f"caller presses {key}")
            if self.talking is None and not self.buffer.press(key):
                self.note(f"key {key} is lost: {self.limits.typed_ahead} are waiting already")

    def _caller_leaves(self) -> None:
        if not self.caller_there:
            return
        self.caller_there = False
        if self._world.awaited:
            self.note(f'the script still waits for "{self._world.awaited}"')
        self.note("caller hangs up")
        if self.ended is None:
            self.end(Hangup())

    def _connect(self, deed: ConnectAgent) -> None:
        self._connects += 1
        offer = deed.offer or OfferId(f"o1-{self._connects}")
        if not deed.gone:
            self.legs[offer] = deed.agent
        self.note(f"told: connect {deed.agent}")
        self.tell(Connect(offer, deed.agent, deed.record_to))

    def _agent_leaves(self) -> None:
        offer = self.talking or next(reversed(self.legs), None)
        if offer is None:
            self.note("agent hangs up: there is none")
            return
        self.note(f"agent {self.legs.pop(offer)} hangs up")
        if self._resumed and offer == self.talking:
            self._resumed = False
            self.end_talk()
            self.tell(TalkOver(By.AGENT))
