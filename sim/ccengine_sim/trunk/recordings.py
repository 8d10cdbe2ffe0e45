"""The recordings of a call's talks: those that must be there, and those that must not."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from ccengine.model.ids import AgentId, Seconds
from ccengine.office.words import RecordingState
from ccengine_sim.trunk.plan import Planned
from ccengine_sim.trunk.recorded import content_wrong
from ccengine_sim.trunk.voices import Voice

SHORT: Seconds = 1.0
"""A talk that was over so soon may have no recording: Asterisk's recorder was ordered, and met nobody."""
LONGER: Seconds = 1.0
"""By which a recording may be longer than its talk."""
HEADER = 44
"""Bytes of a WAV without sound."""
WHOLE: Seconds = 2.0
"""Of a talk that was longer, more than LEFT must be there."""
LEFT: Seconds = 0.1
COUNTS: Seconds = 1.5
"""Talks so long are asked how much their recordings lack all in all."""
ENOUGH = 10
"""Talks, by which a rule for the whole run is no chance."""
Talk = Mapping[str, Any]
Recording = Mapping[str, Any]
"""As the API gives them."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the site says.  `voices`: what agents send."""

    queues: Collection[str]  # of which every talk is recorded
    folder: Path
    voices: Mapping[AgentId, Voice] = field(default_factory=dict)


def length(talk: Talk) -> Seconds:
    return float(talk["ended"] - talk["connected"])


def with_recordings(
    talks: Iterable[Talk], recordings: Iterable[Recording], marks: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[Talk, Recording | None]]:
    """What a caller said in a survey is on record as a recording of the talk that he marked: it is none of these."""
    comments = {mark["path"] for mark in marks}
    of = {recording["offer"]: recording for recording in recordings if recording["path"] not in comments}
    yield from ((talk, of.get(talk["id"])) for talk in talks)


def unwanted(talk: Talk, recording: Recording | None, recorded: Recorded) -> str:
    """Nothing: all is as it should be."""
    if recording is None or talk["queue"] in recorded.queues:
        return ""
    return f"his talk with {talk['agent']} was recorded, and queue {talk['queue']} is not to be"


def recording_wrong(talk: Talk, recording: Recording | None, recorded: Recorded, caller: Planned) -> str:
    """Nothing: it is as it should be.  Of a talk that must be recorded.  Raises OSError."""
    lasted, who = length(talk), f"his talk with {talk['agent']}"
    if recording is None or recording["state"] == RecordingState.FAILED or recording["problem"]:
        why = recording["problem"] if recording else "nobody began one"
        return f"{who}, of {lasted:.1f} s, has no recording: {why}" if lasted > SHORT else ""
    if recording["state"] != RecordingState.READY:
        return f"the recording of {who} was not made"
    file = recorded.folder / recording["path"]
    if not file.is_file():
        return f"the recording of {who} is on record, and its file is not there"
    if file.stat().st_size <= HEADER:
        return f"the recording of {who}, of {lasted:.1f} s, is empty" if lasted > SHORT else ""
    if recording["seconds"] > lasted + LONGER:
        return f"the recording of {who} lasts {recording['seconds']:.1f} s, and the talk lasted {lasted:.1f}"
    if recording["seconds"] < LEFT and lasted >= WHOLE:
        return f"the recording of {who}, of {lasted:.1f} s, lasts {recording['seconds']:.2f} s"
    wrong = content_wrong(file, recorded.voices.get(AgentId(talk["agent"]), ()), caller)
    return f"the recording of {who} {wrong}" if wrong else ""


def all_too_short(lacking: Sequence[tuple[Seconds, Seconds]]) -> str:
    """Nothing: all is as it should be.  Of each talk how much its recording lacks, and how long it was: full cores
    throw away of some, and not of most of them half."""
    shares = [lacks / lasted for lacks, lasted in lacking if lasted >= COUNTS]
    if len(shares) < ENOUGH or (share := median(shares)) <= 0.5:
        return ""
    return f"the recordings of {len(shares)} talks lack {share:.0%} of them (median)"
