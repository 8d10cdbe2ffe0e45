"""Recordings and answers to a survey, against what the telephones know."""

from pathlib import Path
from typing import Any

import pytest

from ccengine.model.ids import AgentId
from ccengine_sim.trunk import Judged, against_kept
from ccengine_sim.trunk.answers import Asked
from ccengine_sim.trunk.breaking import Broken
from ccengine_sim.trunk.faults import Deed, Fault
from ccengine_sim.trunk.figures import Timed
from ccengine_sim.trunk.recordings import Recorded, all_too_short
from tests.unit.sim_trunk.test_recorded import AGENT, sounds, write
from tests.unit.sim_trunk.test_trunk import RECORD, seen

TALK = {"id": "o1", "queue": "service", "agent": "8001", "connected": 3.2, "ended": 8.0}
RECORDING = {"offer": "o1", "path": "day/o1.wav", "seconds": 4.7, "state": "ready", "problem": ""}
COMMENT = RECORDING | {"path": "comments/c1.wav", "seconds": 20.0}
MARK = {"key": "5", "at": 7.6, "path": ""}
WHO = "13800000000, call cc-1.0: "
KILLED = Broken(Fault(0.0, Deed.KILL, "engine"), 7.9, 8.4)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "day").mkdir()
    voice = sounds(AGENT, 235)
    write(tmp_path / "day" / "o1.wav", voice * 0, voice)
    write(tmp_path / "day" / "silent.wav", voice * 0, voice * 0)
    (tmp_path / "day" / "empty.wav").write_bytes(bytes(44))
    return tmp_path


def judged(
    folder: Path, *, talk: Any = TALK, recordings: Any = (RECORDING,), marks: Any = (MARK,),
    queues: Any = ("service",), broken: Any = (),
) -> tuple[Judged, list[Timed]]:  # fmt: skip
    """Of a caller who pressed 5 after his talk."""
    found = Judged()
    full = {"cc-1.0": {"id": "cc-1.0", "offers": [talk], "recordings": recordings, "marks": marks}}
    recorded = Recorded(queues, folder, {AgentId("8001"): AGENT})
    calls, surveys = [seen(released=[1.5, 8.2])], {"service": Asked(("12345", "12345"), 5.0)}
    return found, against_kept(found, calls, [RECORD], full, recorded, surveys, broken)


def test_all_is_kept(folder: Path) -> None:
    found, lacking = judged(folder)
    assert found.differences == []
    ((ended, lacks),) = lacking
    assert ended == 8.0
    assert lacks == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("recordings", "told"),
    [
        ([], "his talk with 8001, of 4.8 s, has no recording: nobody began one"),
        ([RECORDING | {"offer": "o2"}], "his talk with 8001, of 4.8 s, has no recording: nobody began one"),
        ([RECORDING | {"state": "failed", "problem": "full"}], "his talk with 8001, of 4.8 s, has no recording: full"),
        ([RECORDING | {"problem": "no sound"}], "his talk with 8001, of 4.8 s, has no recording: no sound"),
        ([RECORDING | {"state": "due"}], "the recording of his talk with 8001 was not made"),
        (
            [RECORDING | {"path": "day/o2.wav"}],
            "the recording of his talk with 8001 is on record, and its file is not there",
        ),
        ([RECORDING | {"path": "day/empty.wav"}], "the recording of his talk with 8001, of 4.8 s, is empty"),
        ([RECORDING | {"seconds": 0.06}], "the recording of his talk with 8001, of 4.8 s, lasts 0.06 s"),
        ([COMMENT], "his talk with 8001, of 4.8 s, has no recording: nobody began one"),
        (
            [RECORDING | {"path": "day/silent.wav"}],
            "the recording of his talk with 8001 does not hold the agent (1000+1700 Hz) in the right channel",
        ),
        ([RECORDING | {"seconds": 5.9}], "the recording of his talk with 8001 lasts 5.9 s, and the talk lasted 4.8"),
    ],
)  # fmt: skip
def test_a_recording_that_is_not_there(folder: Path, recordings: list[Any], told: str) -> None:
    marks = [MARK, {"key": "", "at": 8.3, "path": COMMENT["path"]}]
    found, lacking = judged(folder, recordings=recordings, marks=marks)
    assert found.differences == [WHO + told]
    assert lacking == []
    assert judged(folder, recordings=recordings, marks=marks, broken=(KILLED,))[0].differences == []


def test_a_talk_that_must_not_be_recorded(folder: Path) -> None:
    told = "his talk with 8001 was recorded, and queue service is not to be"
    for broken in ((), (KILLED,)):
        assert judged(folder, queues=(), broken=broken)[0].differences == [WHO + told], "no fault explains it"
    assert judged(folder, queues=(), recordings=[])[0].differences == []


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ([(0.9, 1.6)] * 5 + [(0.7, 1.6)] * 6, ""),  # of most of them it is there
        ([(0.9, 1.6)] * 9 + [(1.4, 1.4)] * 9, ""),  # too few
        ([(0.8, 1.6)] * 5 + [(1.6, 2.0)] * 6, "the recordings of 11 talks lack 80% of them (median)"),
    ],
)
def test_recordings_that_lack_more_than_full_cores_throw_away(lacking: list[Any], told: str) -> None:
    assert all_too_short(lacking) == told


def test_the_recordings_of_a_run_are_looked_at_together(folder: Path) -> None:
    talks = [TALK | {"id": f"o{n}"} for n in range(10)]
    recordings = [RECORDING | {"offer": f"o{n}", "seconds": 2.3} for n in range(10)]
    found = Judged()
    full = {"cc-1.0": {"id": "cc-1.0", "offers": talks, "recordings": recordings, "marks": []}}
    against_kept(found, [seen()], [RECORD], full, Recorded(("service",), folder), {}, ())
    assert found.differences == ["the recordings of 10 talks lack 52% of them (median)"]


def test_a_talk_that_was_over_at_once_needs_none(folder: Path) -> None:
    over = TALK | {"ended": 4.1}
    assert judged(folder, talk=over, recordings=[])[0].differences == []
    empty = RECORDING | {"path": "day/empty.wav", "seconds": 0.0}
    assert judged(folder, talk=over, recordings=[empty])[0].differences == []


def test_answers_are_those_of_the_survey_of_the_talks_queue(folder: Path) -> None:
    told = "pressed 5 after the talk, nothing on record"
    assert judged(folder, marks=[])[0].differences == [WHO + told]
    assert judged(folder, marks=[], broken=(KILLED,))[0].differences == [], "the key was lost with the engine"
    assert judged(folder, marks=[], talk=TALK | {"queue": "repairs"}, queues=("repairs",))[0].differences == []
