"""AGI programs as real processes on the scripted call: written with pyst2, and hostile ones."""

import datetime
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import gevent
import pytest

from ccengine.flow.scripted import DEFAULT_INFO, ScriptedCall, every_prompt
from ccengine.flow.spoken import spoken
from ccengine.model.call import CallInfo, Cancelled, Hangup
from ccengine.model.ids import CallId
from ccengine.model.services import DETAIL, Outcome, ProgramAnswer, ProgramRequest
from ccengine.workers.process import Worker
from ccengine.workers.services import Workers
from ccengine.workers.settings import WorkerSettings
from tests.unit.workers.conftest import gone, until_gone

HERE = Path(__file__).parent / "pyst2"
INFO = CallInfo(CallId("hx-7.1"), "4008001234", "13800138000", "王小姐", language="en")


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(WorkerSettings(program=2, grace=15.0, hangup_grace=2.0), speak=spoken)
    yield made
    made.close()


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


# -- with pyst2


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


# -- what a program is told


def run(
    workers: Workers, folder: Path, text: str, script: str = "", timeout: float = 30.0, **more: object
) -> tuple[ProgramAnswer, list[str]]:
    (folder / "p.py").write_text(text)
    call = ScriptedCall(script, more.pop("info", DEFAULT_INFO))  # type: ignore[arg-type]
    request = ProgramRequest("p.py", "k", str(folder), timeout=timeout, **more)  # type: ignore[arg-type]
    return workers.program(request, call), call.transcript.texts


ECHO = """
import os, sys
lines = []
while (line := sys.stdin.readline()) != "\\n":
    lines.append(line)
for number, line in enumerate(lines + sys.argv[1:] + [os.getcwd()]):
    print(f'SET VARIABLE L{number} "{line.strip()}"', flush=True)
    sys.stdin.readline()
"""


def test_the_environment(workers: Workers, folder: Path) -> None:
    info = CallInfo(CallId("c1"), "4008001234", "138\nagi_uniqueid: forged", "A \u2028 B")
    answer, _ = run(
        workers, folder, ECHO, info=info, arguments=("one two", "3"), environment={"rdnis": "999", "channel": "SIP/1"}
    )
    lines = list(answer.variables.values())
    assert lines[:3] == ["agi_request: p.py", "agi_channel: SIP/1", "agi_language: zh"]
    assert "agi_callerid: 138 agi_uniqueid: forged" in lines
    assert "agi_calleridname: A   B" in lines
    assert [line for line in lines if line.startswith("agi_uniqueid")] == ["agi_uniqueid: c1"]
    assert lines[-6:] == ["agi_threadid: 0", "agi_arg_1: one two", "agi_arg_2: 3", "one two", "3", str(folder)]
    assert "agi_rdnis: 999" in lines


def test_a_withheld_number(workers: Workers, folder: Path) -> None:
    answer, _ = run(workers, folder, ECHO, info=CallInfo(CallId("c1"), "400"))
    lines = list(answer.variables.values())
    assert {"agi_callerid: unknown", "agi_calleridname: unknown", "agi_callingpres: 67"} < set(lines)


def test_a_shell_script(workers: Workers, folder: Path) -> None:
    program = folder / "hello.sh"
    program.write_text(
        '#!/bin/sh\nwhile read -r line && [ -n "$line" ]; do :; done\necho ANSWER\nread -r r\necho "$r" >&2\n'
    )
    request = ProgramRequest("hello.sh", "k", str(folder), timeout=30.0)
    assert workers.program(request, ScriptedCall()).outcome is Outcome.REFUSED
    program.chmod(0o755)
    call = ScriptedCall()
    answer = workers.program(request, call)
    assert (answer.outcome, answer.detail, call.transcript.texts) == (Outcome.DONE, "200 result=0", ["answer"])


@pytest.mark.parametrize("path", ["../out.py", "/etc/passwd", "nothing.py", "", ".", "link.py", "a\0b"])
def test_what_is_refused(workers: Workers, folder: Path, path: str) -> None:
    (folder.parent / "out.py").write_text("")
    (folder / "link.py").symlink_to(folder.parent / "out.py")
    answer = workers.program(ProgramRequest(path, "k", str(folder)), ScriptedCall())
    assert answer.outcome is Outcome.REFUSED
    assert answer.detail


def test_bad_facts_are_refused(workers: Workers, folder: Path) -> None:
    (folder / "p.py").write_text("")
    request = ProgramRequest("p.py", "k", str(folder), environment={"x: y\nagi_z": "1"})
    assert workers.program(request, ScriptedCall()).outcome is Outcome.REFUSED


# -- how a program ends


@pytest.mark.parametrize(
    ("text", "outcome", "code", "told"),
    [
        ("", Outcome.DONE, 0, ""),
        ("import sys; sys.exit(3)", Outcome.FAILED, 3, ""),
        ("def f(): raise ValueError('boo')\nf()", Outcome.FAILED, 1, "ValueError: boo"),
        ("import os; os.kill(os.getpid(), 9)", Outcome.FAILED, -9, ""),
        ("import sys; sys.stderr.write('x' * 10**6 + 'end'); sys.exit(1)", Outcome.FAILED, 1, "xend"),
        ("x = bytearray(10**10)", Outcome.FAILED, 1, "MemoryError"),
        ("import os; os.close(1); os.close(2)", Outcome.DONE, 0, ""),
        ("import os, time; os.close(1); time.sleep(60)", Outcome.DONE, None, ""),
        ("import os\nif os.fork():\n os._exit(0)\nimport time\ntime.sleep(60)", Outcome.DONE, 0, ""),
    ],
)  # fmt: skip
def test_ends(workers: Workers, folder: Path, text: str, outcome: Outcome, code: int | None, told: str) -> None:
    answer, _ = run(workers, folder, text)
    assert (answer.outcome, answer.exit_code) == (outcome, code)
    assert told in answer.detail
    assert len(answer.detail) <= DETAIL


def test_commands_of_a_program_that_does_not_wait(workers: Workers, folder: Path) -> None:
    """It writes and ends; what is in its pipe is done all the same, as by Asterisk."""
    answer, happened = run(workers, folder, "print('ANSWER\\nSET VARIABLE A 1\\nEXEC Playback x\\nSET VARIABLE B 2')")
    assert (answer.outcome, answer.variables) == (Outcome.DONE, {"A": "1", "PLAYBACKSTATUS": "SUCCESS", "B": "2"})
    assert happened == ["answer", "play x"]


HANGS = {  # none of them forks without end, should it live on
    "busy": "while True: pass",
    "asleep": "import time\ntime.sleep(60)",
    "deaf": "import signal, time\nfor s in range(1, 32):\n try: signal.signal(s, signal.SIG_IGN)\n"
    " except OSError: pass\nwhile True: time.sleep(1)",
    "flood": "import os\nwhile True: os.write(1, b'x' * 60000)",
    "flood of commands": "import os\nwhile True: os.write(1, b'NOOP\\n' * 10000)",
    "flood of errors": "import os\nwhile True: os.write(2, b'x' * 60000)",
    "forks": "import os, time\nfor _ in range(5):\n if not os.fork(): os.setsid()\ntime.sleep(60)",
}


@pytest.mark.parametrize("name", HANGS)
def test_a_program_that_hangs_is_killed_at_its_limit(workers: Workers, folder: Path, name: str) -> None:
    answer, _ = run(workers, folder, HANGS[name], timeout=1.5)
    assert (answer.outcome, answer.exit_code) == (Outcome.TIMEOUT, None)
    assert run(workers, folder, "print('SET VARIABLE FINE 1')")[0].variables == {"FINE": "1"}
    assert len(workers.pids()) == 1  # the same worker


def test_lines_without_end_and_garbage(workers: Workers, folder: Path) -> None:
    text = """
import sys
import time
print("x" * 10**6, flush=True)
sys.stdin.readline() and None
while (line := sys.stdin.readline()) and not line.startswith("520 "):
    pass
sys.stdout.buffer.write(b"\\xff\\x00\\xfe\\nSET VARIABLE X \\xd6\\xd0\\n")
"""
    answer, _ = run(workers, folder, text)
    assert (answer.outcome, answer.variables) == (Outcome.DONE, {"X": "??"})


# -- the caller hangs up

LOYAL = """
import signal, sys, time
from asterisk.agi import AGI, AGIHangup, AGIAppError, AGIError
agi = AGI()
try:
    agi.stream_file("long")
    while True:
        agi.wait_for_digit(1000)
except AGIError as error:
    open("ended", "w").write(type(error).__name__)
"""


def test_the_program_is_told_of_a_hang_up(workers: Workers, folder: Path) -> None:
    (folder / "p.py").write_text(LOYAL)
    call = ScriptedCall("when play long\nwait 1s\nhang up")
    with pytest.raises(Hangup) as caught:
        workers.program(ProgramRequest("p.py", "k", str(folder), timeout=60.0), call)
    assert (folder / "ended").read_text() == "AGIAppError"  # result=-1, as from Asterisk
    assert caught.value.__notes__[0].startswith("program p.py: done ARGS:")


@pytest.mark.parametrize(("ignores", "outcome"), [(False, "failed"), (True, "timeout")])
def test_sighup_and_the_grace(workers: Workers, folder: Path, ignores: bool, outcome: str) -> None:
    """As on Asterisk: SIGHUP ends a program that does not handle it; one that does has some seconds."""
    text = "import signal, time\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n" if ignores else "import time\n"
    (folder / "p.py").write_text(text + "print('EXEC Playback long', flush=True)\ntime.sleep(60)")
    call = ScriptedCall("when play long\nwait 1s\nhang up")
    with pytest.raises(Hangup) as caught:
        workers.program(ProgramRequest("p.py", "k", str(folder), timeout=600.0), call)
    assert caught.value.__notes__[0].startswith(f"program p.py: {outcome}")


def test_a_hang_up_while_the_program_thinks(workers: Workers, folder: Path) -> None:
    (folder / "p.py").write_text("import time\ntime.sleep(60)")
    call = ScriptedCall()
    gevent.spawn_later(0.2, call.hangup)
    with pytest.raises(Hangup):
        workers.program(ProgramRequest("p.py", "k", str(folder), timeout=600.0), call)


def test_what_the_line_raises_ends_the_program(workers: Workers, folder: Path) -> None:
    (folder / "p.py").write_text(
        "import os, time\nopen('pid', 'w').write(str(os.getpid()))\n"
        "print('EXEC Playback x', flush=True)\ntime.sleep(60)"
    )
    with pytest.raises(Cancelled):
        workers.program(ProgramRequest("p.py", "k", str(folder), timeout=600.0), ScriptedCall("when play x\ncancel"))
    until_gone(int((folder / "pid").read_text()))
    assert run(workers, folder, "")[0].outcome is Outcome.DONE


# -- workers


def test_what_was_said_to_a_program_that_had_ended_is_not_the_next_task(folder: Path) -> None:
    (folder / "p.py").write_text("")
    task = {"path": "p.py", "folder": str(folder), "arguments": [], "environment": "\n", "timeout": 30.0}
    worker = Worker("program", WorkerSettings())
    try:
        for _ in range(2):
            worker.begin(task)
            assert worker.hear(time.monotonic() + 60.0)["answer"]["outcome"] == "done"
            worker.tell({"reply": "200 result=0\n"})
            worker.tell({"hangup": 1, "within": 0.0})
    finally:
        worker.end()


def test_busy_when_all_are_with_callers(workers: Workers, folder: Path) -> None:
    (folder / "p.py").write_text("import time\ntime.sleep(60)")
    request = ProgramRequest("p.py", "k", str(folder), timeout=4.0)
    first = [gevent.spawn(workers.program, request, ScriptedCall()) for _ in range(2)]
    while len(workers.pids()) < 2:
        gevent.sleep(0.01)
    third = workers.program(ProgramRequest("p.py", "k", str(folder), timeout=0.3), ScriptedCall())
    assert third.outcome is Outcome.BUSY
    assert [one.get().outcome for one in first] == [Outcome.TIMEOUT] * 2


def test_a_worker_killed_in_the_middle(workers: Workers, folder: Path) -> None:
    (folder / "p.py").write_text("import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(60)")
    asking = gevent.spawn(workers.program, ProgramRequest("p.py", "k", str(folder), timeout=60.0), ScriptedCall())
    while not ((folder / "pid").exists() and (folder / "pid").read_text()):
        gevent.sleep(0.01)
    (worker,) = workers.pids()
    os.kill(worker, signal.SIGKILL)
    assert asking.get().outcome is Outcome.UNKNOWN
    until_gone(int((folder / "pid").read_text()))
    assert gone(worker)
    assert run(workers, folder, "")[0].outcome is Outcome.DONE


def test_the_engines_end_is_the_programs(folder: Path) -> None:
    """A SIGKILL of the engine leaves nobody: neither worker, program, nor what that started."""
    (folder / "p.py").write_text(
        "import os, subprocess, time\n"
        "child = subprocess.Popen(['sleep', '60'], start_new_session=True).pid\n"
        "open('pid', 'w').write(f'{os.getpid()} {child} {os.getppid()}')\n"
        "time.sleep(60)"
    )
    code = (
        "from ccengine.flow.scripted import ScriptedCall\nfrom ccengine.model.services import ProgramRequest\n"
        "from ccengine.workers.services import Workers\n"
        f"Workers().program(ProgramRequest('p.py', 'k', {str(folder)!r}), ScriptedCall())\n"
    )
    engine = subprocess.Popen([sys.executable, "-P", "-c", code])
    while not ((folder / "pid").exists() and len((folder / "pid").read_text().split()) == 3):
        gevent.sleep(0.01)
    engine.kill()
    engine.wait()
    for pid in map(int, (folder / "pid").read_text().split()):
        until_gone(pid)
