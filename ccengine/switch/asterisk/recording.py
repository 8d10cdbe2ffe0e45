"""`Call.record`: the caller alone, by RECORD FILE."""

from collections.abc import Callable
from pathlib import Path

from ccengine.model.call import Recorded
from ccengine.model.ids import Seconds
from ccengine.model.why import Ended
from ccengine.switch.asterisk.line import Line
from ccengine.switch.asterisk.place import prepare

STOP = "D"
"""RECORD FILE is not cut by the socket, only by a key.  So this one always ends it: ours, sent by AMI."""
RATE = 8000  # samples per second
TOLD = 1.0  # seconds that AMI may be behind AGI with the key that ended the recording
SLACK = 10.0  # seconds that beep and end may take beyond the limit


def record(
    line: Line, press: Callable[[str], None], path: str, limit: Seconds, terminators: str, beep: bool
) -> Recorded:
    """`path` without suffix; a .wav comes of it."""
    if why := prepare(Path(f"{path}.wav")):
        return Recorded(Ended.FAILED, detail=why)
    line.check()
    before = len(line.keys)
    escapes = "".join(dict.fromkeys(terminators + STOP))
    words = ("RECORD", "FILE", path, "wav", escapes, str(int(limit * 1000)), *(("BEEP",) if beep else ()))
    line.write(*words)
    replies = line.session.replies
    line.wait(lambda: bool(replies) or line.ended, limit + SLACK)
    if not replies and not line.over:
        press(STOP)
        line.wait(lambda: bool(replies) or line.over, line.limits.command)
    if not replies and not line.over:
        line.failed("Asterisk did not end a recording")
    line.check()
    reply = replies.popleft()
    seconds = (reply.endpos or 0) / RATE
    if reply.key:
        _consume(line, reply.key, before)
        return Recorded(Ended.KEY, seconds, f"{path}.wav")
    if reply.failed:
        line.ask("GET", "FULL", "VARIABLE", "still there")  # raises Hangup if that was the reason
        return Recorded(Ended.FAILED, detail=f"Asterisk could not write {path}.wav")
    return Recorded(Ended.TIMEOUT, seconds, f"{path}.wav")


def _consume(line: Line, key: str, before: int) -> None:
    """Take the key that ended the recording out of the buffer, where AMI's event puts it, perhaps only now."""
    line.wait(lambda: key in list(line.keys)[before:] or line.ended or line.blind(), TOLD)
    pressed = list(line.keys)
    if key in pressed[before:]:
        del line.keys[pressed.index(key, before)]
