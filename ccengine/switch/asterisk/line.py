"""One caller's line: its AGI session, keys, mailbox and end, and the one place where its greenlet waits.

Whatever happens (a reply, a key, a directive, an end, AMI lost) only changes state and sets `news`; the flow's greenlet
looks at the state.  So the order in which AGI and AMI tell of the same thing does not matter."""

import logging
import time
from collections import deque
from collections.abc import Callable
from typing import NoReturn

import gevent
from gevent.event import Event

from ccengine.model.call import CallFault, Cancelled, Connect, Directive, Hangup, Leave, Limits
from ccengine.model.ids import CallId, OfferId, Seconds
from ccengine.model.why import By
from ccengine.switch.asterisk.agi_session import AgiSession
from ccengine.switch.asterisk.strokes import Strokes
from ccengine.wire.agi import Reply

log = logging.getLogger("ccengine.call")

KEYS = "0123456789*#ABCD"
NUDGE = 0.05  # seconds; a marker that was not answered is written again after this, then after twice as long ...

FINISH = 5.0  # seconds for the last command; then AMI hangs up


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
        self.talk = OfferId("")  # the leg that it is, or was last, joined with
        self.left_talk: By | None = None  # who ended the present talk, once AMI told
        self._marker = ""  # of a command that was cut, until it comes back
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
        self.write(*words)
        if not self.wait(lambda: bool(self.session.replies) or self.over, self.limits.command):
            self.failed(f"Asterisk did not answer {words[0]} in {self.limits.command:g} s")
        if not self.session.replies:
            raise Hangup
        reply = self.session.replies.popleft()
        if self.session.ended:
            raise Hangup
        return reply

    def write(self, *words: str) -> None:
        """Begin a command.  Raises what an ended line raises."""
        self.settle()
        self.check()
        self.session.write(*words)

    def run(self, stop: Callable[[], bool], seconds: float, *words: str) -> Reply | None:
        """A command that plays or waits.  None when `stop()` or the time cut it, or the line ended (see `check`)."""
        self.write(*words)
        self.wait(lambda: bool(self.session.replies) or self.ended or stop(), seconds)
        if self.session.replies:
            return self.session.replies.popleft()
        if not self.over:
            self._mark(NUDGE)
        return None

    def _mark(self, patience: float) -> None:
        """Again when it is not answered: nobody may be waiting for it meanwhile."""
        self._marker = self.session.mark()
        gevent.spawn_later(patience, self._unanswered, self._marker, 2 * patience)

    def _unanswered(self, marker: str, patience: float) -> None:
        if marker == self._marker and not self.over and all(reply.text != marker for reply in self.session.replies):
            self._mark(patience)

    def settle(self) -> None:
        """Read until nothing can come any more of a command that was cut.  What is to happen by a caller's key happens
        before Asterisk has told that it plays no more: this is asked for only when there is something to wait for."""
        if self._marker:
            told = self.wait(self._passed_or_over, self.limits.command)
            self._marker = ""
            if not told:
                self.failed(f"Asterisk did not stop a command in {self.limits.command:g} s")

    def _passed_or_over(self) -> bool:
        while self.session.replies:
            if self.session.replies.popleft().text == self._marker:
                return True
        return self.over

    def finish(self, *last: str) -> bool:
        """Send the last command.  False when Asterisk does not end the session then.  Raises nothing."""
        self._marker = ""
        self.session.leave(*last)
        return self.wait(lambda: self.session.closed, FINISH)

    def failed(self, why: str) -> NoReturn:
        self.fault = why
        raise CallFault(why)
