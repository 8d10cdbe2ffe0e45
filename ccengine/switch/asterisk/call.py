"""`Call` over FastAGI and AMI: one caller's line, for one session of AGI."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ccengine.model.call import Ask, CallInfo, Connect, Directive, Got, Held, Played, Recorded, Talked
from ccengine.model.clock import Clock
from ccengine.model.ids import Seconds
from ccengine.model.keys import Entry
from ccengine.model.music import DEFAULT
from ccengine.model.why import By, Ended
from ccengine.switch.asterisk.dialstring import TRUNK
from ccengine.switch.asterisk.line import KEYS, Line
from ccengine.switch.asterisk.prompts import AnyPrompts, Pinned, Prompts
from ccengine.switch.asterisk.recording import record
from ccengine.switch.asterisk.talk import Talks, join
from ccengine.wire.agi import Reply

UP = 1.0
"""Seconds that AMI may be behind AGI with an answer: when it was is then on record, and before what follows it."""


class AsteriskCall:
    """Made by the switch for each AGI session; a call that is taken up again is a new one.

    `play`, `collect` and `hold` take keys from AMI's events, so that none is lost between commands; while AMI is away
    they come from AGI, as long as a command listens."""

    def __init__(
        self, info: CallInfo, channel: str, line: Line, prompts: Prompts, clock: Clock, talks: Talks, recordings: str
    ) -> None:
        self.channel = channel  # Asterisk's name of it
        self._info = info
        self._line = line
        self._prompts: AnyPrompts = prompts
        self._clock = clock
        self._talks = talks
        self._recordings = recordings
        self._language = info.language
        self._music = ""  # the class that plays now
        self._left_with = "" if info.resumed else DEFAULT  # the class that the dialplan plays without us; "": unknown

    @property
    def info(self) -> CallInfo:
        return self._info

    @property
    def language(self) -> str:
        return self._language

    @property
    def clock(self) -> Clock:
        return self._clock

    @property
    def prompts(self) -> AnyPrompts:
        """That it plays."""
        return self._prompts

    @property
    def trunk(self) -> str:
        """The name of the trunk that it came by; "" for none."""
        return "sip" if self.channel.startswith(TRUNK) else ""

    # -- the engine's side: any greenlet

    def is_called_back(self, called: str, caller: str, form: str) -> None:
        """We have called him: what Asterisk says of numbers is our own.  Before the flow begins."""
        self._info = replace(
            self._info, called=called, caller=caller, caller_name="", called_back=True, caller_form=form
        )

    def plays(self, prompts: Mapping[str, Mapping[str, str]]) -> None:
        """From these files, by language and name, and from no others."""
        self._prompts = Pinned(prompts)

    def tell(self, directive: Directive) -> bool:
        return self._line.tell(directive)

    def cancel(self, by: By = By.ENGINE) -> None:
        if self._line.cancelled is None:
            self._line.cancelled = by
            self._line.wake()

    # -- the flow's side

    def answer(self) -> None:
        line = self._line
        line.ask("ANSWER")
        line.answered = self._clock.now()
        line.wait(lambda: line.up or line.ended or line.blind(), UP)

    def play(self, prompts: Sequence[str], cut_by: str = "") -> Played:
        line = self._line
        line.check()
        paths, missing = self._prompts.find_all(prompts, self._language)
        if missing:
            return Played(Ended.FAILED, detail=missing)
        failed = self._stream(paths, prompts, lambda: line.urgent or any(key in cut_by for key in line.keys))
        if failed:
            return Played(Ended.FAILED, detail=failed)
        if line.urgent:
            return Played(Ended.DIRECTIVE)
        key = line.take_key(cut_by) if paths else ""
        return Played(Ended.KEY, key) if key else Played(Ended.DONE)

    def collect(self, prompts: Sequence[str], ask: Ask) -> Got:
        line = self._line
        line.check()
        paths, missing = self._prompts.find_all(prompts, self._language)
        if missing:
            return Got(Ended.FAILED, detail=missing)
        if not ask.keep_typed_ahead:
            line.keys.clear()
        if not paths:
            self._quiet()
        failed = self._stream(paths, prompts, lambda: bool(line.keys))
        if failed:
            return Got(Ended.FAILED, detail=failed)
        return self._digits(ask)

    def _digits(self, ask: Ask) -> Got:
        line = self._line
        entry = Entry(ask, self.clock.now())
        while True:
            if not self._listen(lambda: bool(line.keys), entry.patience(self.clock.now())):
                return Got(entry.silence(), entry.digits)
            if why := entry.take(line.keys.popleft()):
                return Got(why, entry.digits)

    def record(self, name: str, limit: Seconds, terminators: str = "#", beep: bool = True) -> Recorded:
        self._line.check()
        self._quiet()
        path = f"{self._recordings}/{name}"
        return record(self._line, lambda key: self._talks.press(self.channel, key), path, limit, terminators, beep)

    def hold(self, music: str, limit: Seconds, cut_by: str = "") -> Held:
        line = self._line
        line.check()

        def news() -> bool:
            return bool(line.mail) or any(key in cut_by for key in line.keys)

        if not news() and limit > 0:
            if self._left_with != music:
                line.ask("SET", "VARIABLE", "MUSIC", music)
                self._left_with = music
            if self._music != music:
                # A class that plays already, from before the engine died, goes on without a gap.
                line.ask("SET", "MUSIC", "ON", music)
                self._music = music
            self._listen(news, limit)
        if line.mail:
            return Held(Ended.DIRECTIVE, directive=line.mail.popleft())
        key = line.take_key(cut_by)
        return Held(Ended.KEY, key=key) if key else Held(Ended.TIMEOUT)

    def join(self, connect: Connect) -> Talked:
        self._line.check()
        self._quiet()
        return join(self._line, self._talks, self.channel, connect)

    def set_language(self, language: str) -> None:
        self._line.check()
        self._language = language

    def hangup(self) -> None:
        """Its last act is ACDFINISHED=1, by which the dialplan knows an end from a crash, and hangs up."""
        self._end("SET", "VARIABLE", "ACDFINISHED", "1")

    def refuse(self, cause: int) -> None:
        """End a call that was not answered; `cause` (Q.850) tells the caller's side why: 1 gives SIP 404."""
        self._end("EXEC", "Hangup", str(cause))

    def _end(self, *last: str) -> None:
        line = self._line
        if line.over:
            return
        self._talks.hanging_up(self.info.id, By.FLOW)
        if line.fault or not line.finish(*last):
            self._talks.hang_up_call(self.info.id, By.FLOW)
        line.gone = True

    # -- playing and listening

    def _quiet(self) -> None:
        if self._music or self._info.resumed:
            self._line.ask("SET", "MUSIC", "OFF")
            self._music = ""

    def _stream(self, paths: Sequence[str], names: Sequence[str], stop: Callable[[], bool]) -> str:
        """Play until `stop()`.  The name of a prompt that could not be played (to its end), or ""."""
        for path, name in zip(paths, names, strict=True):
            if stop():
                return ""
            self._music = ""  # STREAM FILE ends it
            reply = self._stream_one(path, stop)
            self._line.check()
            if reply is None:
                return "" if stop() else name
            if reply.failed:
                self._line.ask("GET", "FULL", "VARIABLE", "still there")  # raises Hangup if that was the reason
                return name
        return ""

    def _stream_one(self, path: str, stop: Callable[[], bool]) -> Reply | None:
        line = self._line
        offset = 0
        while True:
            escapes = KEYS if line.blind() else ""
            reply = line.run(stop, line.limits.prompt, "STREAM", "FILE", path, escapes, str(offset))
            if reply is None or not reply.key:
                return reply
            line.pressed(reply.key)  # while AMI is away
            if stop():
                return None
            offset = reply.endpos or 0

    def _listen(self, ready: Callable[[], bool], seconds: Seconds) -> bool:
        """Wait with no command in progress: music plays, a hang-up is told, and nothing need be interrupted."""
        line = self._line
        deadline = time.monotonic() + seconds
        while not (ready() or line.ended):
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            if not line.blind():
                line.settle()
                line.wait(lambda: ready() or line.ended or line.blind(), left)
                continue
            reply = line.run(lambda: ready() or not line.blind(), left + 1.0, "WAIT", "FOR", "DIGIT", _ms(left))
            if reply is not None and reply.key:
                line.pressed(reply.key)
            elif reply is not None and reply.failed:
                line.ask("GET", "FULL", "VARIABLE", "still there")
                line.failed("WAIT FOR DIGIT failed")
        line.check()
        return ready()


def _ms(seconds: Seconds) -> str:
    return str(max(1, int(seconds * 1000)))
