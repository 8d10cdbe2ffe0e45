"""The talk: the caller's session runs `EXEC Bridge`, everything else about it comes and goes by AMI."""

import time
from typing import Protocol

from ccengine.model.call import Connect, Talked
from ccengine.model.ids import CallId, OfferId
from ccengine.model.why import By, Ended, LegCause
from ccengine.switch.asterisk.line import Line

TOLD = 2.0  # seconds that AMI may be behind AGI with who ended the talk
TALK = "TALK"  # the channel's variable that says whom it was joined with last, should the engine die in the talk
SEEN = 0.1  # seconds that AMI may be behind AGI with a talk's end, before AGI is asked
LEG = 2.0  # seconds that AMI may be behind with the leg itself, as after a start of the engine


class Talks(Protocol):
    """What a call needs of its switch besides its own session."""

    def leg_channel(self, offer: OfferId) -> str:
        """Name of the agent's channel; "" when there is none."""

    def hang_up_leg(self, offer: OfferId, cause: LegCause) -> None: ...

    def hang_up_call(self, call: CallId, by: By) -> None:
        """By AMI, for a session that does not listen."""

    def hanging_up(self, call: CallId, by: By) -> None:
        """The call's own session hangs it up."""

    def press(self, channel: str, key: str) -> None: ...

    def remember(self, call: CallId, variable: str, value: str) -> bool:
        """Set a variable of its channel, by AMI.  False when that cannot be asked."""

    def start_recording(self, call: CallId, channel: str, offer: OfferId, name: str) -> None: ...

    def stop_recording(self, offer: OfferId) -> None: ...


def join(line: Line, talks: Talks, channel: str, connect: Connect) -> Talked:
    """Keys pressed in the talk belong to it.  The caller's hang-up is Hangup."""
    offer = connect.offer
    if line.blind():
        line.wait(lambda: line.ended or not line.blind(), LEG)
        line.check()
    partner = talks.leg_channel(offer)
    if not partner:
        return _without_leg(line, offer)
    if not connect.record_to:
        return _talk(line, talks, partner, offer)
    talks.start_recording(line.call, channel, offer, connect.record_to)
    try:
        return _talk(line, talks, partner, offer)
    finally:
        talks.stop_recording(offer)


def _without_leg(line: Line, offer: OfferId) -> Talked:
    """The talk is over that an engine before us began, and nobody told of; or it never came about."""
    told = line.ask("GET", "VARIABLE", TALK).text
    if told == offer and line.ask("GET", "VARIABLE", "BRIDGERESULT").text == "SUCCESS":
        return Talked(Ended.PARTNER)
    return Talked(Ended.FAILED, detail=f"the agent's leg {offer} is gone")


def _talk(line: Line, talks: Talks, partner: str, offer: OfferId) -> Talked:
    line.talk, line.left_talk = offer, None
    if not talks.remember(line.call, TALK, offer):
        line.ask("SET", "VARIABLE", TALK, offer)
    began = time.monotonic()
    # x: when the caller leaves, the agent's leg ends too, also without an engine.
    line.write("EXEC", "Bridge", f"{partner},x")
    why = _wait(line, talks, offer)
    seconds = time.monotonic() - began
    line.keys.clear()
    if not _left_by_agent(line, seconds):
        result = line.ask("GET", "VARIABLE", "BRIDGERESULT").text  # also the first command to learn of a hang-up
        if result != "SUCCESS":
            return Talked(Ended.FAILED, detail=f"Bridge: {result or 'no result'}")
        line.wait(lambda: line.left_talk is not None or line.ended or line.blind(), TOLD)
    line.check()
    return Talked(why, seconds, line.left_talk or By.UNKNOWN)


def _left_by_agent(line: Line, seconds: float) -> bool:
    """AMI has told that the agent's phone hung up: then the caller is still there, and nothing need be asked.  Of an
    operator it does not tell whom he hung up."""
    if seconds > SEEN:
        line.wait(lambda: line.left_talk is not None or line.ended or line.blind(), SEEN)
    return line.left_talk is By.AGENT


def _wait(line: Line, talks: Talks, offer: OfferId) -> Ended:
    """Until Bridge returns.  A limit or a cancel ends the agent's leg, and by that the bridge."""
    replies = line.session.replies
    why = Ended.PARTNER
    if not line.wait(lambda: bool(replies) or line.ended, line.limits.talk):
        why = Ended.TIMEOUT
    if not replies and not line.over:
        talks.hang_up_leg(offer, LegCause.FORCED)
        if not line.wait(lambda: bool(replies) or line.over, line.limits.command):
            line.failed("Asterisk did not end the talk")
    if replies:
        replies.popleft()
    line.check()
    return why
