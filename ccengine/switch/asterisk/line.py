"""One caller's line: its AGI session, keys, mailbox and end, and the one place where its greenlet waits.

Whatever happens (a reply, a key, a directive, an end, AMI lost) only changes state and sets `news`; the flow's greenlet
looks at the state.  So the order in which AGI and AMI tell of the same thing does not matter."""

import logging
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import NoReturn

from gevent.event import Event

from ccengine.model.call import CallFault, Cancelled, Connect, Directive, Hangup, Leave, Limits
from ccengine.model.ids import CallId, Seconds
from ccengine.model.why import By
from ccengine.switch.asterisk.agi_session import AgiSession
from ccengine.switch.asterisk.strokes import Strokes
from ccengine.wire.agi import Reply

log = logging.getLogger("ccengine.call")

KEYS = "0123456789*#ABCD"
NUDGE = 0.05  # seconds; a marker that was not answered is written again after this, then after twice as long ...

FINISH = 5.0  # seconds for each of the last two commands; then AMI hangs up


class Line:
    """`blind` says whether AMI is away: keys are then taken from AGI, while a command listens."""

    def __init__(self, call: CallId, session: AgiSession, limits: Limits, blind: Callable[[], bool]) -> None:
        self.call = call
        self.session = session
        self.limits = limits
        self.blind = blind
        self.news = Event()
        self.keys: deque[str] = deque()
        self.strokes = Strokes()  # what AMI tells of keys
        self.flooded = False  # by keys: it was hung up
        self.mail: deque[Directive] = deque()
        self.up = False  # AMI told that it was answered
        self.answered: Seconds | None = None  # AGI told so
        self.gone = False  # AMI told of the hang-up, or we asked for it
        self.cancelled: By | None = None
        self.fault = ""
        self.left_talk: By | None = None  # who ended the present talk, once AMI told
        self._dropped = False

    # -- from any greenlet

    def wake(self) -> None:
        self.news.set()

    def pressed(self, key: str) -> None:
        if len(self.keys) < self.limits.typed_ahead:
            self.keys.append(key)
        elif not self._dropped:
            self._dropped = True
            log.warning("call %s: more than %d keys typed ahead; the rest is dropped", self.call, len(self.keys))
        self.wake()

    def tell(self, directive: Directive) -> bool:
        if self.over or len(self.mail) >= self.limits.directives:
            return False
        self.mail.append(directive)
        self.wake()
        return True

    # -- the flow's greenlet

    @property
    def over(self) -> bool:
        return self.gone or self.session.ended

    @property
    def ended(self) -> bool:
        """No further method of the call may begin or go on."""
        return self.over or self.cancelled is not None or bool(self.fault)

    @property
    def urgent(self) -> bool:
        """A directive waits that cuts what is played."""
        return any(isinstance(each, Connect | Leave) for each in self.mail)

    def check(self) -> None:
        """Raise what an ended line raises."""
        if self.over:
            raise Hangup
        if self.cancelled is not None:
            raise Cancelled
        if self.fault:
            raise CallFault(self.fault)

    def take_key(self, wanted: str) -> str:
        """Remove the first key of `wanted` from the buffer; "" when there is none."""
        for key in self.keys:
            if key in wanted:
                self.keys.remove(key)
                return key
        return ""

    def wait(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Until `ready()`, at most so long.  Wakes at all news."""
        deadline = time.monotonic() + seconds
        while not ready():
            self.news.clear()
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self.news.wait(left)
        return True

    def ask(self, *words: str) -> Reply:
        """A command that does not play: its reply.  Raises Hangup or CallFault; a cancel waits for the reply."""
        self.check()
        self.session.write(*words)
        if not self.wait(lambda: bool(self.session.replies) or self.over, self.limits.command):
            self.failed(f"Asterisk did not answer {words[0]} in {self.limits.command:g} s")
        if not self.session.replies:
            raise Hangup
        reply = self.session.replies.popleft()
        if self.session.ended:
            raise Hangup
        return reply

    def run(self, stop: Callable[[], bool], seconds: float, *words: str) -> Reply | None:
        """A command that plays or waits.  None when `stop()` or the time cut it, or the line ended; the session is
        then ready for the next command (or over: see `check`)."""
        self.session.write(*words)
        self.wait(lambda: bool(self.session.replies) or self.ended or stop(), seconds)
        if self.session.replies:
            return self.session.replies.popleft()
        if not self.over:
            self.cut()
        return None

    def cut(self) -> None:
        """Stop the command in progress, and read until nothing of it can come any more."""
        token = self.session.mark()
        patience = NUDGE
        deadline = time.monotonic() + self.limits.command
        while not self.wait(partial(self._passed_or_over, token), patience):
            if time.monotonic() > deadline:
                self.failed(f"Asterisk did not stop a command in {self.limits.command:g} s")
            token = self.session.mark()
            patience *= 2

    def _passed_or_over(self, token: str) -> bool:
        return self._passed(token) or self.over

    def _passed(self, token: str) -> bool:
        while self.session.replies:
            if self.session.replies.popleft().text == token:
                return True
        return False

    def finish(self, *last: str) -> bool:
        """Set ACDFINISHED, then the last command.  False when Asterisk does not listen.  Raises nothing."""
        for words in (("SET", "VARIABLE", "ACDFINISHED", "1"), last):
            self.session.replies.clear()
            self.session.write(*words)
            self.wait(lambda: bool(self.session.replies) or self.over, FINISH)
            if not self.session.replies:
                return self.over
        return True

    def failed(self, why: str) -> NoReturn:
        self.fault = why
        raise CallFault(why)
