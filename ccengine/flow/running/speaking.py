"""What a caller speaks after the tone."""

from collections.abc import Callable

from ccengine.model.call import Call, Hangup, Recorded
from ccengine.model.ids import Seconds
from ccengine.model.why import Ended

Tell = Callable[[str, Seconds], None]
"""Puts it on record: the .wav's path under the folder of the recordings, and its length."""


def listen(call: Call, name: str, most: Seconds, least: Seconds, ends: str, beep: bool, tell: Tell) -> Recorded:
    """Record `most` seconds at most, until a key of `ends`; told when it has `least` seconds.  A caller who hangs up
    when he has spoken has said it all the same: it is on record before the flow ends."""
    begin = call.clock.now()
    path = f"{name}.wav"
    try:
        recorded = call.record(name, most, ends, beep)
    except Hangup:
        if (seconds := call.clock.now() - begin) >= least:
            tell(path, round(seconds, 3))
        raise
    if recorded.why is not Ended.FAILED and recorded.seconds >= least:
        tell(path, recorded.seconds)
    return recorded
