"""A caller's line in virtual time: a `Call` whose methods wait by leaving their greenlet.

A flow is plain calls, top to bottom, and blocks in them; so each call runs in a bare greenlet, and who waits goes back
to the one that runs the timeline.  No threads, no hub: nothing runs until the timeline says so, and a run of the same
seed goes the same way.  What else was tried, and what a switch costs: docs/decisions/0153."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf, isfinite
from typing import TypeVar

from greenlet import GreenletExit, getcurrent, greenlet

from ccengine.model.call import (
    Ask,
    CallInfo,
    Cancelled,
    Connect,
    Directive,
    Got,
    Hangup,
    Held,
    Leave,
    Limits,
    Played,
    Recorded,
    Talked,
)
from ccengine.model.ids import OfferId, Seconds
from ccengine.model.keys import Buffer, Entry
from ccengine.model.why import By, Ended
from ccengine_sim.virtual.timeline import Timeline

T = TypeVar("T")

Lengths = Callable[[str, str], Seconds | None]
"""(language, prompt) -> its length; None when there is no such prompt."""

LIMITS = Limits()


class Clock:
    """The timeline's, as flows read it."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    def now(self) -> Seconds:
        return self._timeline.now


class Line:
    """Implements `Call` and `Steering`.  `begin_talk` is asked by `join`: False when the agent's leg is not there."""

    def __init__(
        self,
        info: CallInfo,
        timeline: Timeline,
        lengths: Lengths,
        begin_talk: Callable[[OfferId], bool],
        gone: Callable[[By], None],
    ) -> None:
        self.info = info
        self.language = info.language
        self.clock = Clock(timeline)
        self.there = True  # the caller is
        self.talking: OfferId | None = None
        self._timeline, self._lengths = timeline, lengths
        self._begin_talk, self._gone = begin_talk, gone
        self._buffer = Buffer(LIMITS.typed_ahead)
        self._mailbox: deque[Directive] = deque()
        self._ended: Exception | None = None
        self._waits: greenlet | None = None
        self._turn = 0  # counts the waits: a time-out of one that is over wakes nobody

    # -- the world's side: from outside of the flow's greenlet --------------------------------------------------------

    def press(self, key: str) -> None:
        if self.talking is None:
            self._buffer.press(key)
            self.wake()

    def hang_up(self, by: By = By.CALLER) -> None:
        """The caller does, or his leg is released."""
        self._leave(by, Hangup())

    def talk_over(self) -> None:
        """The agent's leg is gone."""
        self.talking = None
        self.wake()

    def tell(self, directive: Directive) -> bool:
        if len(self._mailbox) >= LIMITS.directives:
            return False
        self._mailbox.append(directive)
        self.wake()
        return True

    def cancel(self, by: By = By.ENGINE) -> None:
        if self._ended is None:
            self._ended = Cancelled()
            self.wake()

    def forget(self) -> None:
        """The engine is dead: flow, mailbox and keys with it.  Who is in a talk stays there."""
        self._mailbox.clear()
        self._buffer.clear()
        self.info = replace(self.info, resumed=True)
        waits, self._waits = self._waits, None
        if waits is not None:
            waits.throw(GreenletExit)

    def _leave(self, by: By, ended: Exception) -> None:
        if self._ended is None:
            self._ended = ended
        if self.there:
            self.there, self.talking = False, None
            self._gone(by)
        self.wake()

    def wake(self) -> None:
        """What it waits for may have come."""
        if (waits := self._waits) is not None and waits is not getcurrent():
            self._waits = None
            waits.switch()

    def _time_is_up(self, turn: int) -> None:
        if turn == self._turn:
            self.wake()

    def _wait(self, seconds: Seconds, over: Callable[[], T | None]) -> T | None:
        """At most `seconds`; what `over` says, as soon as it says something, or None at the end of them."""
        timeline = self._timeline
        until = timeline.now + seconds
        self._turn += 1
        planned = False
        while True:
            self._command()
            if (found := over()) is not None:
                return found
            if timeline.now >= until:
                return None
            if not planned and isfinite(until):
                planned = True
                timeline.at(until, self._time_is_up, self._turn)
            self._waits = here = getcurrent()
            back = here.parent
            assert back is not None  # the one that runs the timeline
            back.switch()

    def until(self, over: Callable[[], T | None]) -> T | None:
        """What `over` says, as soon as it says something; it is asked by `wake`."""
        return self._wait(inf, over)

    def _command(self) -> None:
        if self._ended is not None:
            raise type(self._ended)(*self._ended.args)

    # -- the flow's side ----------------------------------------------------------------------------------------------

    def answer(self) -> None:
        self._command()

    def play(self, prompts: Sequence[str], cut_by: str = "") -> Played:
        self._command()
        if missing := self._missing(prompts):
            return Played(Ended.FAILED, detail=missing)

        def cut() -> Played | None:
            if any(isinstance(directive, Connect | Leave) for directive in self._mailbox):
                return Played(Ended.DIRECTIVE)
            key = self._buffer.next_of(cut_by)
            return Played(Ended.KEY, key) if key else None

        return self._wait(self._length(prompts), cut) or Played(Ended.DONE)

    def collect(self, prompts: Sequence[str], ask: Ask) -> Got:
        self._command()
        if missing := self._missing(prompts):
            return Got(Ended.FAILED, detail=missing)
        if not ask.keep_typed_ahead:
            self._buffer.clear()
        if prompts:
            self._wait(self._length(prompts), self._key_waits)
        entry = Entry(ask, self._timeline.now)
        while True:
            if not self._wait(entry.patience(self._timeline.now), self._key_waits):
                return Got(entry.silence(), entry.digits)
            if why := entry.take(self._buffer.next()):
                return Got(why, entry.digits)

    def record(self, name: str, limit: Seconds, terminators: str = "#", beep: bool = True) -> Recorded:
        self._command()
        begin = self._timeline.now
        key = self._wait(limit, lambda: self._buffer.next_of(terminators) or None)
        why = Ended.KEY if key else Ended.TIMEOUT
        return Recorded(why, self._timeline.now - begin, f"{name}.wav")

    def hold(self, music: str, limit: Seconds, cut_by: str = "") -> Held:
        def over() -> Held | None:
            if self.talking is not None:
                return None  # taken up in the midst of a talk
            if self._mailbox:
                return Held(Ended.DIRECTIVE, self._mailbox.popleft())
            key = self._buffer.next_of(cut_by)
            return Held(Ended.KEY, key=key) if key else None

        return self._wait(LIMITS.talk if self.talking else limit, over) or Held(Ended.TIMEOUT)

    def join(self, connect: Connect) -> Talked:
        self._command()
        begin = self._timeline.now
        self.talking = connect.offer
        if not self._begin_talk(connect.offer):
            self.talking = None
            return Talked(Ended.FAILED, detail="the agent's leg is not there")
        self._wait(LIMITS.talk, lambda: True if self.talking is None else None)
        self._buffer.clear()
        return Talked(Ended.PARTNER, self._timeline.now - begin, By.AGENT)

    def set_language(self, language: str) -> None:
        self._command()
        self.language = language

    def hangup(self) -> None:
        self._leave(By.FLOW, Hangup())

    def _key_waits(self) -> bool | None:
        return True if self._buffer else None

    def _length(self, prompts: Sequence[str]) -> Seconds:
        lengths, language = self._lengths, self.language
        return sum(min(lengths(language, prompt) or 0.0, LIMITS.prompt) for prompt in prompts)

    def _missing(self, prompts: Sequence[str]) -> str:
        lengths, language = self._lengths, self.language
        return next((prompt for prompt in prompts if lengths(language, prompt) is None), "")
