"""What a caller was speaking into when the engine died: known by a fact from before he spoke, told when the file is
closed, with the length that it has."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ccengine.model import facts
from ccengine.model.ids import Seconds

if TYPE_CHECKING:
    from ccengine.engine.book import Known

HEAD = 44  # bytes before the samples, as Asterisk writes a .wav
PER_SECOND = 16_000  # bytes: one channel of 16 bit at 8 kHz


@dataclass(slots=True)
class Speech:
    began: facts.SpeechBegan
    cut: bool = False  # by the end of the run in which it began; the flow that would tell its end is gone

    @classmethod
    def restore(cls, state: dict[str, Any] | None) -> "Speech | None":
        """Of a snapshot; one of before has none."""
        return cls(facts.SpeechBegan(**state["began"]), state["cut"]) if state else None


def after(speech: Speech | None, body: object) -> Speech | None:
    """What it is after this record of its call."""
    match body:
        case facts.SpeechBegan():
            return Speech(body)
        case facts.MessageRecorded() | facts.Commented() | facts.NodeEntered() | facts.NodeLeft():
            return None
        case _:
            return speech


def cut_off(known: "Known | None", folder: Path) -> facts.MessageRecorded | facts.Commented | None:
    """The record of what the call was speaking into when the engine died; None when there is nothing that counts."""
    if known is None or known.speech is None or not known.speech.cut:
        return None
    began = known.speech.began
    seconds = length(folder / began.path)
    if seconds < max(began.least, 1 / PER_SECOND):
        return None
    if began.survey:
        return facts.Commented(known.call, began.survey, began.question, began.path, seconds, estimated=True)
    return facts.MessageRecorded(known.call, began.path, seconds, estimated=True)


def length(file: Path) -> Seconds:
    """By its size: the head of a file whose writer died does not tell.  0.0 when there is none."""
    try:
        return round(max(0, file.stat().st_size - HEAD) / PER_SECOND, 3)
    except (OSError, ValueError):
        return 0.0
