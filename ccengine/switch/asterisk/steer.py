"""Orders to the switch over AMI.  None of them blocks; what comes of them comes back as facts."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import gevent

from ccengine.model.ids import CallId, OfferId, Seconds, is_called_back
from ccengine.model.runtime import PATH_HEADER
from ccengine.model.why import By, LegCause
from ccengine.switch.asterisk.ami_client import AmiClient
from ccengine.switch.asterisk.causes import NORMAL_CLEARING, hangup_cause
from ccengine.switch.asterisk.dialstring import DialString
from ccengine.switch.asterisk.question import Question
from ccengine.switch.asterisk.shown import caller_id
from ccengine.switch.asterisk.state import ASKED
from ccengine.switch.asterisk.tracker import ORIGINATE, Tracker
from ccengine.wire.ami import Event, Response, header_variable, variable

log = logging.getLogger("ccengine.switch")

PATIENCE = 0.3  # seconds for a hang-up to be seen before it is sent again
CALLED_BACK = "0"  # where in the dialplan one begins who is called back, when he has answered
SLOWEST = 20.0  # seconds between two of a hang-up that is repeated, at most


@dataclass(frozen=True, slots=True)
class How:
    shown: str = ""  # our number
    question: Question | None = None
    path: str = ""  # the hotlines that the call came through, and this one; "" for an agent's phone
    longest: Seconds = 0.0  # the leg is hung up then, whatever becomes of the engine; 0: never

    def variables(self) -> list[str]:
        found = []
        if self.question is not None:
            found += [
                variable("CCKEY", self.question.key),
                variable("CCPROMPTS", self.question.files),
                variable("CCWAIT", str(int(self.question.wait))),
            ]
        if self.path:
            found.append(header_variable(PATH_HEADER, self.path))
        if self.longest:
            found.append(variable("CCLONGEST", str(int(self.longest))))
        return found


def _begins(offer: OfferId, question: Question | None) -> tuple[str, str]:
    """Where in the dialplan, when it has answered."""
    if is_called_back(offer):
        return "callback", CALLED_BACK
    return (ASKED, "ask") if question is not None else ("agentleg", "wait")


class Steer:
    def __init__(self, ami: AmiClient, tracker: Tracker, refused: Callable[[OfferId, str], None]) -> None:
        """`refused`: Asterisk did not take the order to ring, and said why; nothing else will come of it."""
        self._ami = ami
        self._tracker = tracker
        self._refused = refused
        self.owed: dict[str, int] = {}
        """Channels (unique id -> cause) to be hung up as soon as AMI is there, or they are."""

    def ring(self, offer: OfferId, to: DialString, call: CallId, limit: Seconds, how: How) -> bool:
        """The one place where a leg is started.  False when AMI is away: nothing was sent."""
        if not self._ami.up:
            return False
        self._tracker.originating(offer, how.question is not None)
        context, extension = _begins(offer, how.question)

        def done(response: Response | None, _events: list[Event]) -> None:
            if response is not None and not response.ok:
                self._refused(offer, response.text)

        self._ami.tell(
            "Originate",
            {
                "Channel": to,
                "ChannelId": offer,
                "Async": "true",
                "Context": context,
                "Exten": extension,
                "Priority": "1",
                "Timeout": str(int(limit * 1000)),
                "CallerID": caller_id(how.shown),
                "Variable": [variable("CCOFFER", offer), variable("CCCALL", call), *how.variables()],
            },
            done,
            action_id=f"{ORIGINATE}{offer}",
        )
        return True

    def hang_up_leg(self, offer: OfferId, cause: LegCause) -> None:
        """Ringing or talking; a leg that does not exist (yet) goes as soon as it does."""
        self._tracker.releasing(offer, cause)
        self.hang_up(offer, hangup_cause(cause))

    def hang_up_call(self, call: CallId, by: By) -> None:
        """With ACDFINISHED, so that the dialplan does not call the engine again."""
        self._tracker.hanging_up(call, by)
        self.remember(call, "ACDFINISHED", "1")
        self.hang_up(call, NORMAL_CLEARING)

    def hang_up(self, unique: str, cause: int, patience: float = PATIENCE) -> None:
        """Until it is gone: repeated after `patience`, then after twice as long ..."""
        channel = self._tracker.state.channels.get(unique)
        if channel is None or not self._ami.up:
            if not self._ami.up or self._tracker.expected(unique):
                self.owed[unique] = cause
            return

        def done(response: Response | None, _events: list[Event]) -> None:
            if response is None:
                self.owed[unique] = cause

        self._ami.tell("Hangup", {"Channel": channel.name, "Cause": str(cause)}, done)
        # One that comes while the channel is dialled or fetched into a bridge can be lost (docs/asterisk-notes.md).
        gevent.spawn_later(patience, self._again, unique, cause, min(patience * 2, SLOWEST))

    def _again(self, unique: str, cause: int, patience: float) -> None:
        if unique in self._tracker.state.channels and unique not in self.owed:
            if patience < SLOWEST <= 2 * patience:
                log.warning("channel %s does not go; its hang-up is repeated", unique)
            self.hang_up(unique, cause, patience)

    def settle(self) -> None:
        """AMI is there (again) and the state was read: hang up what is owed and still there."""
        for unique in [*self.owed, *self._tracker.state.channels]:
            self.appeared(unique)
            if not self._tracker.expected(unique):
                self.owed.pop(unique, None)

    def appeared(self, unique: str) -> None:
        """A channel is there; it may be owed a hang-up, or be a leg whose end was told already: AMI went away while it
        was ordered, and Asterisk made it after all."""
        if unique in self._tracker.state.channels:
            cause = self.owed.pop(unique, NORMAL_CLEARING if self._tracker.over(unique) else None)
            if cause is not None:
                self.hang_up(unique, cause)

    def limit(self, channel: str, seconds: Seconds) -> None:
        """From now on it lives so long, also in a bridge."""
        self._ami.tell("AbsoluteTimeout", {"Channel": channel, "Timeout": str(max(1, int(seconds)))})

    def never(self, offer: OfferId) -> None:
        """This leg will not appear."""
        self.owed.pop(offer, None)

    def remember(self, call: CallId, variable: str, value: str) -> bool:
        """Set a variable of its channel.  False when AMI is away, or does not know it."""
        channel = self._tracker.state.channels.get(call)
        if channel is None or not self._ami.up:
            return False
        self._ami.tell("Setvar", {"Channel": channel.name, "Variable": variable, "Value": value})
        return True

    def press(self, channel: str, key: str) -> None:
        """As if the channel's far side had pressed it: ends RECORD FILE, which the AGI socket does not."""
        self._ami.tell("PlayDTMF", {"Channel": channel, "Digit": key, "Duration": "40", "Receive": "true"})
