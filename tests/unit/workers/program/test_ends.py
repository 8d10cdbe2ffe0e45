"""AGI programs as real processes on the scripted call: what they are told, and how they end; hostile ones, too."""

from pathlib import Path

import pytest

from ccengine.flow.scripted import ScriptedCall
from ccengine.model.call import CallInfo
from ccengine.model.ids import CallId
from ccengine.model.services import DETAIL, Outcome, ProgramRequest
from ccengine.workers.services import Workers
from tests.unit.workers.program.running import run

# -- what a program is told

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
