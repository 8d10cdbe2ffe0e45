"""A `Call` without a switch and without a scheduler: a script of happenings in, a transcript out.

    call = ScriptedCall("when play main-menu\\npress 1")
    run(flow, call, ScriptedDesk(call))
    print(call.transcript)

A method that waits lets virtual time jump from one happening of the script to the next until it is over, so a call of
an hour takes no time, and the same script always gives the same transcript.  The steps: script.py."""

from collections.abc import Callable, Collection, Iterable, Sequence
from copy import copy
from dataclasses import replace
from typing import TypeVar

from ccengine.flow.scripted.lengths import Lengths, every_prompt
from ccengine.flow.scripted.notation import parse_script
from ccengine.flow.scripted.script import Script, Step
from ccengine.flow.scripted.stage import Stage
from ccengine.flow.scripted.transcript import Tape, Transcript
from ccengine.flow.scripted.world import VirtualClock, World
from ccengine.model.call import (
    Ask,
    CallInfo,
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
from ccengine.model.ids import CallId, Seconds
from ccengine.model.keys import Entry
from ccengine.model.why import By, Ended

T = TypeVar("T")

BEEP = 0.2
DEFAULT_INFO = CallInfo(CallId("scripted"), "4008001234", "13800138000")


class ScriptedCall:
    """Implements `Call` and `Steering`.  After `longest` seconds the caller hangs up, whatever the script says.

    `unwritable`: names that `record` and `join` cannot record to."""

    def __init__(
        self,
        script: Script | str = "",
        info: CallInfo = DEFAULT_INFO,
        *,
        lengths: Lengths | None = None,
        limits: Limits | None = None,
        start: Seconds = 0.0,
        longest: Seconds = 6 * 3600.0,
        unwritable: Collection[str] = (),
        world: Callable[[Iterable[Step], Transcript, Seconds], World] = World,
    ) -> None:
        self.info = info
        self.language = info.language
        self.recordings: dict[str, Tape] = {}  # by path
        self.answered = info.resumed
        steps = parse_script(script) if isinstance(script, str) else script
        self.stage = Stage(steps, start, limits or Limits(), longest, world)
        self._lengths = lengths or every_prompt()
        self._unwritable = unwritable

    def taken_up(self, talking: Connect | None = None) -> "ScriptedCall":
        """The same caller after the death of the engine, which forgot mailbox and buffer: the rest of the script goes
        on.  `talking`: the engine died in this talk, which `agent hangs up` ends."""
        again = copy(self)
        again.info = replace(self.info, resumed=True)
        again.stage.taken_up(talking)
        return again

    @property
    def clock(self) -> VirtualClock:
        return self.stage.clock

    @property
    def transcript(self) -> Transcript:
        return self.stage.transcript

    def tell(self, directive: Directive) -> bool:
        return self.stage.tell(directive)

    def cancel(self, by: By = By.ENGINE) -> None:
        self.stage.cancel()

    def answer(self) -> None:
        self.stage.command()
        if not self.answered:
            self.answered = True
            self.stage.note("answer")

    def play(self, prompts: Sequence[str], cut_by: str = "") -> Played:
        self.stage.command()
        if missing := self._missing(prompts):
            return Played(Ended.FAILED, detail=missing)

        def cut() -> Played | None:
            if any(isinstance(directive, Connect | Leave) for directive in self.stage.mailbox):
                return Played(Ended.DIRECTIVE)
            key = self.stage.buffer.next_of(cut_by)
            return Played(Ended.KEY, key) if key else None

        for prompt in prompts:
            if played := self._sound(prompt, cut):
                return played
            if self._too_long(prompt):
                return Played(Ended.FAILED, detail=f"{prompt}: longer than {self.stage.limits.prompt:g}s")
        return Played(Ended.DONE)

    def _sound(self, prompt: str, cut: Callable[[], T | None]) -> T | None:
        """One prompt, or nothing when it is cut before it begins.  What `cut` says, or None at the prompt's end."""
        stage = self.stage
        if found := cut():
            return found
        stage.note(f"play {prompt}")
        stage.ear.begin(prompt, stage.now)
        found = stage.wait(min(self._length(prompt), stage.limits.prompt), cut)
        if found:
            stage.note("cut")
        stage.silence()
        return found

    def _length(self, prompt: str) -> Seconds:
        return self._lengths(self.language, prompt) or 0.0

    def _too_long(self, prompt: str) -> bool:
        return self._length(prompt) > self.stage.limits.prompt

    def _missing(self, prompts: Sequence[str]) -> str:
        """The first that does not exist in the language in force."""
        missing = next((prompt for prompt in prompts if self._lengths(self.language, prompt) is None), "")
        if missing:
            self.stage.note(f"no prompt {missing} in {self.language}")
        return missing

    def collect(self, prompts: Sequence[str], ask: Ask) -> Got:
        self.stage.command()
        if missing := self._missing(prompts):
            return Got(Ended.FAILED, detail=missing)
        if not ask.keep_typed_ahead:
            self.stage.buffer.clear()
        for prompt in prompts:
            if self._sound(prompt, self._key_waits):
                break
            if self._too_long(prompt):
                return Got(Ended.FAILED, detail=f"{prompt}: longer than {self.stage.limits.prompt:g}s")
        self.stage.silence()
        got = self._enter(ask)
        self.stage.note(f"got {got.digits or 'nothing'} ({got.why})")
        return got

    def _enter(self, ask: Ask) -> Got:
        entry = Entry(ask, self.clock.now())
        while True:
            if not self.stage.wait(entry.patience(self.clock.now()), self._key_waits):
                return Got(entry.silence(), entry.digits)
            if why := entry.take(self.stage.buffer.next()):
                return Got(why, entry.digits)

    def _key_waits(self) -> bool | None:
        return True if self.stage.buffer else None

    def record(self, name: str, limit: Seconds, terminators: str = "#", beep: bool = True) -> Recorded:
        stage = self.stage
        stage.command()
        if name in self._unwritable:
            return Recorded(Ended.FAILED, detail=f"{name} cannot be written")
        if beep:
            stage.note("beep")
            stage.ear.begin("beep", stage.now)
            stage.wait(BEEP, lambda: None)
        stage.silence()
        return self._record(name, limit, terminators)

    def _record(self, name: str, limit: Seconds, terminators: str) -> Recorded:
        """After the tone."""
        stage = self.stage
        stage.note(f"record {name}")
        begin, typed = stage.now, len(stage.buffer)
        key = stage.wait(limit, lambda: stage.buffer.next_of(terminators, typed) or None)
        seconds = stage.now - begin
        path = f"{name}.wav"
        self.recordings[path] = Tape(seconds, (stage.said_between(begin, stage.now),))
        why = Ended.KEY if key else Ended.TIMEOUT
        stage.note(f"recorded {name}, {seconds:.3f}s ({why})")
        return Recorded(why, seconds, path)

    def hold(self, music: str, limit: Seconds, cut_by: str = "") -> Held:
        stage = self.stage
        stage.command()

        def over() -> Held | None:
            if stage.talking:
                return None
            if stage.mailbox:
                return Held(Ended.DIRECTIVE, stage.mailbox.popleft())
            key = stage.buffer.next_of(cut_by)
            return Held(Ended.KEY, key=key) if key else None

        if held := over():
            return held
        if stage.talking:
            limit = stage.limits.talk
        else:
            stage.music(music)
        return stage.wait(limit, over) or Held(Ended.TIMEOUT)

    def join(self, connect: Connect) -> Talked:
        stage = self.stage
        stage.command()
        if connect.offer not in stage.legs:
            stage.note(f"no talk with {connect.agent}: his leg is not there")
            return Talked(Ended.FAILED, detail="the agent's leg is not there")
        begin = stage.now
        stage.begin_talk(connect)
        try:
            over = stage.wait(stage.limits.talk, lambda: None if connect.offer in stage.legs else True)
        finally:
            stage.end_talk()
            if connect.record_to:
                agent = (f"agent {connect.agent}",)
                said = stage.said_between(begin, stage.now)
                self.recordings[f"{connect.record_to}.wav"] = Tape(stage.now - begin, (said, agent))
        seconds = stage.now - begin
        stage.note(f"talk over after {seconds:.3f}s")
        if over:
            return Talked(Ended.PARTNER, seconds, By.AGENT)
        return Talked(Ended.TIMEOUT, seconds, By.SWITCH)

    def set_language(self, language: str) -> None:
        self.stage.command()
        self.language = language
        self.stage.note(f"language {language}")

    def hangup(self) -> None:
        if self.stage.caller_there:
            self.stage.caller_there = False
            self.stage.note("hang up")
        self.stage.end(Hangup())
