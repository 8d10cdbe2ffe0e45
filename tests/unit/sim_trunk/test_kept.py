"""Recordings and answers to a survey, against what the telephones know."""

from pathlib import Path
from typing import Any

import pytest

from ccengine_sim.trunk import Judged, against_kept
from ccengine_sim.trunk.breaking import Broken
from ccengine_sim.trunk.faults import Deed, Fault
from ccengine_sim.trunk.figures import Timed
from tests.unit.sim_trunk.test_trunk import RECORD, seen

TALK = {"id": "o1", "queue": "service", "agent": "8001", "connected": 3.2, "ended": 8.0}
RECORDING = {"offer": "o1", "path": "day/o1.wav", "seconds": 4.7, "state": "ready", "problem": ""}
MARK = {"key": "5"}
WHO = "13800000000, call cc-1.0: "
KILLED = Broken(Fault(0.0, Deed.KILL, "engine"), 7.9, 8.4)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "day").mkdir()
    (tmp_path / "day" / "o1.wav").write_bytes(bytes(1000))
    (tmp_path / "day" / "empty.wav").write_bytes(bytes(44))
    return tmp_path


def judged(
    folder: Path, *, talk: Any = TALK, recordings: Any = (RECORDING,), marks: Any = (MARK,),
    recorded: Any = ("service",), broken: Any = (),
) -> tuple[Judged, list[Timed]]:  # fmt: skip
    """Of a caller who pressed 5 after his talk."""
    found = Judged()
    full = {"cc-1.0": {"id": "cc-1.0", "offers": [talk], "recordings": recordings, "marks": marks}}
    return found, against_kept(found, [seen(released=[1.5, 8.2])], [RECORD], full, recorded, folder, broken)


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
        ([RECORDING | {"seconds": 5.9}], "the recording of his talk with 8001 lasts 5.9 s, and the talk lasted 4.8"),
    ],
)  # fmt: skip
def test_a_recording_that_is_not_there(folder: Path, recordings: list[Any], told: str) -> None:
    found, lacking = judged(folder, recordings=recordings)
    assert found.differences == [WHO + told]
    assert lacking == []
    assert judged(folder, recordings=recordings, broken=(KILLED,))[0].differences == []
    assert judged(folder, recordings=recordings, recorded=())[0].differences == [], "a queue that does not record"


def test_a_talk_that_was_over_at_once_needs_none(folder: Path) -> None:
    over = TALK | {"ended": 4.1}
    assert judged(folder, talk=over, recordings=[])[0].differences == []
    empty = RECORDING | {"path": "day/empty.wav", "seconds": 0.0}
    assert judged(folder, talk=over, recordings=[empty])[0].differences == []


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ([], ""),  # no survey was played
        (["5"], ""),
        (["5", ""], ""),  # the second question was not answered
        ([""], "pressed 5 after the talk, nothing on record"),
        (["4"], "pressed 5 after the talk, 4 on record"),
        (["5", "5"], "pressed 5 after the talk, 55 on record"),
    ],
)
def test_the_answers_on_record_are_the_keys_that_were_pressed(folder: Path, keys: list[str], told: str) -> None:
    marks = [{"key": key} for key in keys]
    assert judged(folder, marks=marks)[0].differences == ([WHO + told] if told else [])
    assert judged(folder, marks=marks, broken=(KILLED,))[0].differences == [], "the key was lost with the engine"
