"""AGI programs written with pyst2, unchanged, as real processes on the scripted call."""

import datetime
import json
import shutil
from pathlib import Path

import pytest

from ccengine.flow.scripted import ScriptedCall, every_prompt
from ccengine.flow.spoken import spoken
from ccengine.model.call import CallInfo, Hangup
from ccengine.model.ids import CallId
from ccengine.model.services import Outcome, ProgramAnswer, ProgramRequest
from ccengine.workers.services import Workers

HERE = Path(__file__).parents[1] / "pyst2"
INFO = CallInfo(CallId("hx-7.1"), "4008001234", "13800138000", "王小姐", language="en")


def pyst2(
    workers: Workers, folder: Path, name: str, script: str, *arguments: str, info: CallInfo = INFO
) -> tuple[ProgramAnswer, list[str]]:
    """A program of the folder pyst2/, unchanged; its answer and what happened to the call."""
    shutil.copy(HERE / name, folder / name)
    missing = dict.fromkeys(("no_such_prompt",), None)
    call = ScriptedCall(script, info, lengths=every_prompt(2.0, **missing))
    request = ProgramRequest(name, "k", str(folder), arguments, timeout=60.0)
    try:
        answer = workers.program(request, call)
    except Hangup as error:
        (note,) = error.__notes__
        answer = ProgramAnswer(Outcome(note.split()[2]), detail=note)
    return answer, [text for text in call.transcript.texts if not text.startswith("got ")]


def say(kind: str, value: int | str | datetime.date | datetime.time) -> list[str]:
    return [f"play {prompt}" for prompt in spoken(kind, value, "en")]


def test_balance(workers: Workers, folder: Path) -> None:
    (folder / "accounts").write_text(json.dumps({"123456": {"pin": "9876", "balance": 42}}))
    script = """when play enter-account
press 123456
when play enter-pin
press 0000
when play wrong-pin
when play enter-account
press 123456
when play enter-pin
press 9876
when play bank-menu
press 1
when play your-balance
when play bank-menu
press 2
when play bank-menu
press *"""
    answer, happened = pyst2(workers, folder, "balance.agi", script, str(folder / "accounts"))
    assert (answer.outcome, answer.exit_code, answer.variables) == (Outcome.DONE, 0, {"LOGIN": "123456"})
    played = [text for text in happened if not text.startswith(("caller", "cut"))]
    menu = ["play bank-menu"]
    assert played == [
        "answer", "play enter-account", "play enter-pin", "play wrong-pin", "play enter-account", "play enter-pin",
        *menu, "play your-balance", *say("number", 42), *menu, *say("digits", "123456"), *menu, "play goodbye",
    ]  # fmt: skip


def test_balance_refused(workers: Workers, folder: Path) -> None:
    (folder / "accounts").write_text("{}")
    answer, happened = pyst2(workers, folder, "balance.agi", "", "accounts")
    assert happened.count("play wrong-pin") == 3
    assert happened[-2:] == ["play goodbye", "hang up"]
    assert answer.outcome is Outcome.DONE  # it ended by itself, after its own hang-up


def test_voicemail(workers: Workers, folder: Path) -> None:
    script = """when record
wait 3s
press #
when play message-menu
wait 2500ms
press 2
when play leave-message
when record
press #
when play message-menu
wait 2500ms
press 1"""
    _, happened = pyst2(workers, folder, "voicemail.agi", script)
    recording = ["play leave-message", "beep", "record hx-7-1-msg-hx-7-1", "caller presses #"]
    kinds = [text for text in happened if not text.startswith("recorded")]
    again = [*recording, "play message-menu"]
    assert kinds == [
        "answer", *again, "caller presses 2", *again, "caller presses 1", "play thank-you", "hang up",
    ]  # fmt: skip
    assert "recorded hx-7-1-msg-hx-7-1, 3.000s (key)" in happened


def test_survey(workers: Workers, folder: Path) -> None:
    script = """when play first
press 4
when play second
press 9
when play invalid-choice
when play third
wait 3s
press 5"""
    answer, happened = pyst2(workers, folder, "survey.agi", script, "first", "second", "third")
    assert answer.outcome is Outcome.DONE
    assert answer.variables == {
        "ANSWER_1": "4", "ANSWER_2": "", "ANSWER_3": "5", "TOTAL": "9",
        "CONTEXT": "after-survey", "EXTEN": "s", "PRIORITY": "1",
    }  # fmt: skip
    assert happened.count("play invalid-choice") == 2
    assert happened[-1] == "play thanks"


@pytest.mark.parametrize(
    ("caller", "screened"), [("13900000000", "blocked"), ("13800138000", "passed 13800138000"), ("", "passed 555")]
)
def test_screening(workers: Workers, folder: Path, caller: str, screened: str) -> None:
    info = CallInfo(CallId("c1"), "4008001234", caller, language="en")
    answer, happened = pyst2(workers, folder, "screening.agi", "when play enter-your-number\npress 555#", info=info)
    if screened == "blocked":
        assert happened == ["play not-accepted", "hang up"]
        assert answer.outcome is Outcome.DONE
    else:
        assert answer.variables["SCREENED"] == screened
        assert happened[-3:] == (say("digits", "555") if not caller else [])


def test_clock(workers: Workers, folder: Path) -> None:
    answer, happened = pyst2(workers, folder, "clock.agi", "wait 2500ms\npress #")
    moment = datetime.datetime.fromtimestamp(1790825400)
    assert answer.variables == {
        "PRESSED": "#",
        "NOTES": "letters: AGIAppError; missing: AGIAppError; usage: AGIUsageError; speech: AGIInvalidCommand; "
        "application: AGIAppError",
    }
    assert happened == [
        "answer", "music default", "play the-time-is", "caller presses #", "cut", *say("date", moment.date()),
        *say("time", moment.time()), *say("time", datetime.time(11, 30)), "no prompt no-such-prompt in en",
    ]  # fmt: skip
