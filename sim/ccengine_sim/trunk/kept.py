"""What is kept of a call beside its times: the recording of each talk, and the answers to a survey."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ccengine.model.ids import Seconds
from ccengine_sim.trunk.answers import Asked, answers_wrong
from ccengine_sim.trunk.books import Judged, Record, paired
from ccengine_sim.trunk.breaking import Broken
from ccengine_sim.trunk.explain import within
from ccengine_sim.trunk.figures import Timed
from ccengine_sim.trunk.recordings import Recorded, all_too_short, length, recording_wrong, unwanted, with_recordings
from ccengine_sim.trunk.visit import End, Seen


def against_kept(
    judged: Judged, seen: Iterable[Seen], records: Iterable[Record], full: Mapping[str, Any], recorded: Recorded,
    surveys: Mapping[str, Asked], broken: Sequence[Broken],
) -> list[Timed]:  # fmt: skip
    """How much of each talk its recording lacks, in seconds, with the end of the talk.  `full`: of calls that an agent
    took, by their ids.  `surveys`: that follow the talks of a queue.  Raises OSError.

    That one lacks some is no difference: on full cores Asterisk's recorder throws audio away, see
    docs/asterisk-notes.md."""
    lacking: list[Timed] = []
    lengths: list[tuple[Seconds, Seconds]] = []
    for number, call, record in paired(seen, records):
        whole = full.get(record["id"]) if record else None
        if call is None or whole is None:
            continue
        who = f"{number}, call {whole['id']}"
        talks = [talk for talk in whole["offers"] if None not in (talk["connected"], talk["ended"])]
        for talk, recording in with_recordings(talks, whole["recordings"], whole["marks"]):
            if what := unwanted(talk, recording, recorded):
                judged.take(f"{who}: {what}", None)
            if talk["queue"] not in recorded.queues:
                continue
            lasted, has = length(talk), recording["seconds"] if recording is not None else None
            if has is not None:
                lengths.append((lasted - has, lasted))
            if what := recording_wrong(talk, recording, recorded, call.planned):
                judged.take(f"{who}: {what}", within(broken, (talk["connected"],)) or within(broken, (talk["ended"],)))
            elif has is not None:
                lacking.append((talk["ended"], max(0.0, lasted - has)))
        asked = surveys.get(talks[-1]["queue"]) if talks else None
        if call.end is End.SERVED and (what := answers_wrong(call, whole["marks"], asked)):
            judged.take(f"{who}: {what}", within(broken, call.released[-1:]))
    if what := all_too_short(lengths):
        judged.take(what, None)
    return lacking
