"""What a user's script starts ends with it, and answers nobody."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from ccengine.model.services import Effect, Outcome
from ccengine.workers.services import Workers
from ccengine.workers.settings import WorkerSettings
from tests.unit.workers.conftest import gone
from tests.unit.workers.scripts import Run, call, still_works


@pytest.mark.parametrize(
    "how",
    [
        "p = subprocess.Popen(['sleep', '60']).pid",
        "p = subprocess.Popen(['sleep', '60'], start_new_session=True).pid",
        "p = int(subprocess.check_output('sleep 60 >/dev/null 2>&1 & echo $!', shell=True))",
        "p = subprocess.Popen(['setsid', 'sleep', '60']).pid",
        "p = os.fork()\n if p == 0:\n  os.setsid()\n  time.sleep(60)\n  os._exit(0)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["return p", "open('pid', 'w').write(str(p))\n time.sleep(60)"])
def test_what_a_script_starts_ends_with_it(run: Run, workers: Workers, folder: Path, how: str, end: str) -> None:
    assert still_works(workers, folder)  # the time is the script's alone
    answer = run(f"import os, subprocess, time\ndef f():\n {how}\n {end}", timeout=4.0)
    pid = answer.value if answer.outcome is Outcome.DONE else int((folder / "pid").read_text())
    assert isinstance(pid, int)
    assert gone(pid)
    assert still_works(workers, folder)


@pytest.mark.parametrize("end", ["return 'child'", "sys.exit(0)", "1 / 0"])
def test_a_child_that_comes_back_answers_nobody(run: Run, workers: Workers, folder: Path, end: str) -> None:
    """Neither this call nor, with what is left over, the next."""
    (folder / "fine.py").write_text("def f(): return 'fine'\n")
    text = f"import os, sys, time\ndef f():\n if os.fork() == 0:\n  {end}\n time.sleep(0.3)\n return 'parent'"
    assert run(text).value == "parent"
    time.sleep(0.5)
    assert call(workers, folder, "fine.py:f").value == "fine"


FORGED = """import json, os, time
def f(frame):
 data = json.dumps(frame).encode()
 for fd in range(3, 64):
  try: os.write(fd, len(data).to_bytes(4, 'big') + data)
  except OSError: pass
 time.sleep(0.3)
 return 'honest'"""


@pytest.mark.parametrize(
    "frame",
    [{"ask": "tags", "places": [], "names": {}}, {"outcome": "done", "value": "forged", "detail": ""}],
    ids=["a question", "an answer"],
)
def test_what_a_script_forges_is_for_no_other_call(
    run: Run, workers: Workers, folder: Path, frame: dict[str, Any]
) -> None:
    (folder / "fine.py").write_text("def f(): return 'fine'\n")
    run(FORGED, frame=frame)
    time.sleep(0.5)
    assert call(workers, folder, "fine.py:f").value == "fine"


def test_a_fork_bomb_is_over_with_its_time(run: Run, workers: Workers, folder: Path) -> None:
    bomb = (  # whose parts end by themselves, should nobody end them
        "import os, time\ndef f():\n for _ in range(60):\n"
        "  if os.fork() == 0:\n   os.setsid()\n   os.fork()\n   time.sleep(30)\n   os._exit(0)\n time.sleep(30)"
    )
    assert run(bomb, timeout=2.0).outcome is Outcome.TIMEOUT
    assert still_works(workers, folder)
    runner = _runner(workers, folder)
    assert _processes_in(folder) == {runner}


def _runner(workers: Workers, folder: Path) -> int:
    (folder / "who.py").write_text("import os\ndef f(): return os.getpid()")
    value = call(workers, folder, "who.py:f").value
    assert isinstance(value, int)
    return value


def _processes_in(folder: Path) -> set[int]:
    """Whose working directory it is."""
    found = set()
    for entry in os.listdir("/proc"):
        if entry.isdigit() and not gone(int(entry)):
            try:
                if os.readlink(f"/proc/{entry}/cwd") == str(folder):
                    found.add(int(entry))
            except OSError:
                continue
    return found


def test_limits_hold(run: Run) -> None:
    answer = run(
        "import resource as r\ndef f():\n"
        " return [r.getrlimit(x)[1] for x in (r.RLIMIT_AS, r.RLIMIT_NOFILE, r.RLIMIT_NPROC, r.RLIMIT_CORE)]"
    )
    settings = WorkerSettings()
    assert answer.value == [settings.memory, settings.files, settings.processes, 0]
    assert run("def f():\n [open('/dev/null') for _ in range(500)]", effect=Effect.PURE).detail.endswith(
        "Too many open files: '/dev/null'\n"
    )


def test_a_file_without_end_ends_the_script(run: Run) -> None:
    answer = run("def f():\n with open('big', 'wb') as x:\n  while True: x.write(b'x' * 10**6)")
    assert answer.outcome is Outcome.FAILED
    assert "File too large" in answer.detail
