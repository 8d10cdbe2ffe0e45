"""Five AGI programs by a hand that knew pyst2's documentation and nothing of this project, unchanged."""

import datetime
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccengine.flow.scripted import ScriptedCall, every_prompt
from ccengine.flow.spoken import spoken
from ccengine.model.call import CallInfo, Hangup
from ccengine.model.ids import CallId
from ccengine.model.services import Outcome, ProgramAnswer, ProgramRequest
from ccengine.workers.services import Workers
from ccengine.workers.settings import WorkerSettings

HERE = Path(__file__).parent / "pyst2" / "documented"
INFO = CallInfo(CallId("c-1"), "4008001234", "13800138000", language="en")


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(WorkerSettings(program=1, grace=15.0, hangup_grace=5.0), speak=spoken)
    yield made
    made.close()


def run(workers: Workers, folder: Path, name: str, script: str, *arguments: str) -> tuple[ProgramAnswer, list[str]]:
    """Its answer, and what the caller heard and did."""
    shutil.copy(HERE / name, folder / name)
    call = ScriptedCall(script, INFO, lengths=every_prompt(2.0))
    try:
        answer = workers.program(ProgramRequest(name, "k", str(folder), arguments, timeout=60.0), call)
    except Hangup as over:
        (note,) = over.__notes__  # it hung up itself, or the caller did
        assert note.startswith(f"program {name}: done "), note
        answer = ProgramAnswer(Outcome.DONE)
    return answer, [line for line in call.transcript.texts if not line.startswith(("got ", "caller presses", "cut"))]


def says(kind: str, value: int | str | datetime.time) -> list[str]:
    return [f"play {prompt}" for prompt in spoken(kind, value, "en")]


def test_hours(workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = time.localtime()
    answer, heard = run(workers, tmp_path, "hours.agi", "", "0000-2400")
    assert (answer.outcome, answer.variables) == (Outcome.DONE, {"OFFICE": "open"})
    said = [[*says("time", datetime.time(at.tm_hour, at.tm_min))] for at in (before, time.localtime())]
    assert heard[:2] == ["answer", "play the-time-is"]
    assert heard[2:-1] in said
    assert heard[-1] == "play we-are-open"
    answer, heard = run(workers, tmp_path, "hours.agi", "when play the-time-is\npress 5", "never")
    assert heard == ["answer", "play the-time-is", "play we-are-closed"]
    assert answer.variables == {"OFFICE": "closed"}


def test_pin(workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "pins").write_text("# ours\n13800138000:4321:Li\n", "utf-8")
    script = "when play enter-pin\npress 1111\nwhen play enter-pin\npress 4321"
    answer, heard = run(workers, tmp_path, "pin.agi", script, "pins")
    assert heard == ["answer", "play enter-pin", "play pin-wrong", "play enter-pin", "play pin-accepted"]
    assert answer.variables == {"PIN_OK": "1", "PIN_USER": "Li"}
    _, heard = run(workers, tmp_path, "pin.agi", "", "pins")
    assert heard == ["answer", *["play enter-pin", "play pin-wrong"] * 3, "play vm-goodbye", "hang up"]


def test_ticket(workers: Workers, tmp_path: Path) -> None:
    script = "when record\nsay the lift stands still for 5s\nwait 6s\npress #\nwhen play press-1-to-repeat\npress 1"
    answer, heard = run(workers, tmp_path, "ticket.agi", script, str(tmp_path))
    assert answer.outcome is Outcome.DONE, answer.detail
    assert answer.variables["TICKET_NUMBER"] == "00001"
    number = says("digits", "00001")
    told = [line for line in heard if line.startswith("play")]
    repeat = "play press-1-to-repeat"
    once = ["play your-ticket-is", *number, repeat]
    assert told == ["play leave-message", *once, *once, "play vm-goodbye"]


def test_menu(workers: Workers, tmp_path: Path) -> None:
    script = "when play main-menu\npress 1\nwhen play main-menu\npress 2\nwhen play main-menu\npress *"
    _, heard = run(workers, tmp_path, "menu.agi", script)
    assert heard == [
        "answer", "play main-menu", "music default", "play main-menu", "play news", "play main-menu",
        "play vm-goodbye", "hang up",
    ]  # fmt: skip


def test_diagnosis(workers: Workers, tmp_path: Path) -> None:
    _, heard = run(workers, tmp_path, "diag.agi", "")
    assert heard == ["play line-check", *says("number", 1), *says("digits", "13800138000"), "hang up"]
