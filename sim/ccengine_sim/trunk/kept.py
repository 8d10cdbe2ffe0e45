"""What is kept of a call beside its times: the recording of each talk, and the answers to a survey."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ccengine.model.ids import Seconds
from ccengine.office.words import RecordingState
from ccengine_sim.trunk.books import Judged, Record, paired
from ccengine_sim.trunk.breaking import Broken
from ccengine_sim.trunk.explain import within
from ccengine_sim.trunk.figures import Timed
from ccengine_sim.trunk.visit import End, Seen

SHORT: Seconds = 1.0
"""A talk that was over so soon may have no recording: Asterisk's recorder was ordered, and met nobody."""
LONGER: Seconds = 1.0
"""By which a recording may be longer than its talk."""
HEADER = 44
"""Bytes of a WAV without sound."""


def against_kept(
    judged: Judged, seen: Iterable[Seen], records: Iterable[Record], full: Mapping[str, Any], recorded: Collection[str],
    folder: Path, broken: Sequence[Broken],
) -> list[Timed]:  # fmt: skip
    """How much of each talk its recording lacks, in seconds, with the end of the talk.  `full`: of calls that an agent
    took, by their ids.  `recorded`: queues of which every talk is.  `folder`: where recordings are.

    That one lacks some is no difference: on full cores Asterisk's recorder throws audio away, see
    docs/asterisk-notes.md."""
    lacking: list[Timed] = []
    for number, call, record in paired(seen, records):
        whole = full.get(record["id"]) if record else None
        if call is None or whole is None:
            continue
        who = f"{number}, call {whole['id']}"
        of = {recording["offer"]: recording for recording in whole["recordings"]}
        for talk in whole["offers"]:
            if talk["queue"] in recorded and None not in (talk["connected"], talk["ended"]):
                recording = of.get(talk["id"])
                if what := _recording_wrong(talk, recording, folder):
                    judged.take(
                        f"{who}: {what}", within(broken, (talk["connected"],)) or within(broken, (talk["ended"],))
                    )
                elif recording is not None and recording["seconds"] is not None:
                    lacking.append((talk["ended"], max(0.0, _length(talk) - recording["seconds"])))
        if call.end is End.SERVED and (what := _answers_wrong(call, whole["marks"])):
            judged.take(f"{who}: {what}", within(broken, call.released[-1:]))
    return lacking


def _length(talk: Mapping[str, Any]) -> Seconds:
    return float(talk["ended"] - talk["connected"])


def _recording_wrong(talk: Mapping[str, Any], recording: Mapping[str, Any] | None, folder: Path) -> str:
    """Nothing: it is as it should be."""
    length, who = _length(talk), f"his talk with {talk['agent']}"
    if recording is None or recording["state"] == RecordingState.FAILED or recording["problem"]:
        why = recording["problem"] if recording else "nobody began one"
        return f"{who}, of {length:.1f} s, has no recording: {why}" if length > SHORT else ""
    if recording["state"] != RecordingState.READY:
        return f"the recording of {who} was not made"
    file = folder / recording["path"]
    if not file.is_file():
        return f"the recording of {who} is on record, and its file is not there"
    if file.stat().st_size <= HEADER and length > SHORT:
        return f"the recording of {who}, of {length:.1f} s, is empty"
    if recording["seconds"] > length + LONGER:
        return f"the recording of {who} lasts {recording['seconds']:.1f} s, and the talk lasted {length:.1f}"
    return ""


def _answers_wrong(call: Seen, marks: Sequence[Mapping[str, Any]]) -> str:
    """The keys after the last talk are the answers, one to each question, as far as there are some."""
    does = call.planned.kind.does
    last = max((n for n, step in enumerate(does) if step.talk), default=len(does))
    pressed = "".join(step.keys for step in does[last + 1 :])
    given = "".join(mark["key"] for mark in marks)
    if not marks or (given and pressed.startswith(given)) or given == pressed:
        return ""
    return f"pressed {pressed or 'nothing'} after the talk, {given or 'nothing'} on record"
