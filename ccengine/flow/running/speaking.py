"""What a caller speaks after the tone."""

from collections.abc import Callable
from dataclasses import dataclass

from ccengine.flow.running.here import Here
from ccengine.model.call import Call, CallFault, Cancelled, Hangup, Recorded
from ccengine.model.facts import SpeechBegan
from ccengine.model.ids import NodeId, Seconds
from ccengine.model.why import Ended

Tell = Callable[[str, Seconds], None]
"""Puts it on record: the .wav's path under the folder of the recordings, and its length."""


@dataclass(frozen=True, slots=True)
class Speech:
    node: NodeId
    folder: str  # under that of the recordings
    most: Seconds
    least: Seconds  # that count
    ends: str  # keys
    beep: bool = True
    survey: str = ""  # whose comment it is
    question: str = ""


def listen(speech: Speech, call: Call, here: Here, tell: Tell) -> Recorded:
    """Record `most` seconds at most, until a key of `ends`; told when it has `least` seconds.  A caller who hangs up
    when he has spoken has said it all the same: it is on record before the flow ends.  That he may speak is on disk
    before he does: when the engine dies meanwhile, the next run knows the file (engine/speech.py)."""
    name, least = here.recording_name(speech.folder), speech.least
    path = f"{name}.wav"
    here.desk.write(SpeechBegan(call.info.id, speech.node, path, least, speech.survey, speech.question))
    begin = call.clock.now()
    try:
        recorded = call.record(name, speech.most, speech.ends, speech.beep)
    except (Hangup, Cancelled, CallFault):
        if (seconds := call.clock.now() - begin) >= least:
            tell(path, round(seconds, 3))
        raise
    if recorded.why is not Ended.FAILED and recorded.seconds >= least:
        tell(path, recorded.seconds)
    return recorded
