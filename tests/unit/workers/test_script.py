"""Users' scripts in a real worker: what they return, and what they break."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gevent
import pytest

from ccengine.model.services import DETAIL, Effect, Outcome, ScriptRequest
from ccengine.workers.services import Workers
from ccengine.workers.settings import WorkerSettings
from tests.support.standstill import stand_still
from tests.unit.workers.conftest import until_gone
from tests.unit.workers.scripts import Run, call, still_works

# -- what works


def test_arguments_by_keyword_and_a_value_back(run: Run) -> None:
    answer = run("def f(name, n, items=()): return {'name': name, 'n': n * 2, 'items': items}", name="王", n=2.5)
    assert (answer.outcome, answer.value, answer.detail) == (Outcome.DONE, {"name": "王", "n": 5.0, "items": []}, "")


def test_prints_are_told_and_break_nothing(run: Run) -> None:
    answer = run("import os, sys\ndef f():\n print('out')\n os.write(1, b'\\0raw\\n')\n print('err', file=sys.stderr)")
    assert (answer.outcome, answer.value) == (Outcome.DONE, None)
    assert answer.detail.startswith("printed: ")
    assert set(answer.detail[9:].split("\n")) == {"out", "raw", "err", ""}


def test_a_flood_of_prints_neither_blocks_nor_fills(run: Run) -> None:
    answer = run("def f():\n for i in range(200000): print('line', i)\n return i")
    assert (answer.outcome, answer.value) == (Outcome.DONE, 199999)
    assert answer.detail.endswith("line 199999\n")
    assert len(answer.detail) <= DETAIL


def test_modules_of_the_folder_are_found_and_kept(workers: Workers, folder: Path) -> None:
    (folder / "pack").mkdir()
    (folder / "pack" / "__init__.py").write_text("")
    (folder / "pack" / "inner.py").write_text(
        "import helper\ncount = 0\ndef f():\n global count\n count += 1\n return [count, helper.X]"
    )
    (folder / "helper.py").write_text("X = 7")
    assert call(workers, folder, "pack.inner:f").value == [1, 7]
    assert call(workers, folder, "pack.inner:f").value == [2, 7]


def test_another_folder_has_a_runner_of_its_own(workers: Workers, tmp_path: Path) -> None:
    """Two versions of one script do not meet."""
    for version in ("one", "two"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "a.py").write_text(f"import b\ndef f(): return ['{version}', b.X]")
        (tmp_path / version / "b.py").write_text(f"X = '{version}'")
    got = [call(workers, tmp_path / version, "a.py:f").value for version in ("one", "two", "one")]
    assert got == [["one", "one"], ["two", "two"], ["one", "one"]]


def test_an_edited_script_is_the_new_one(workers: Workers, folder: Path) -> None:
    (folder / "a.py").write_text("import b\ndef f(): return b.X")
    for value in (1, 22, 333):
        (folder / "b.py").write_text(f"X = {value}")
        assert call(workers, folder, "a.py:f").value == value


def test_a_script_named_as_the_library_is_itself(workers: Workers, folder: Path) -> None:
    (folder / "json.py").write_text("def f(): return 'mine'")
    assert call(workers, folder, "json.py:f").value == "mine"
    assert call(workers, folder, "json:f").value == "mine"


def test_it_runs_in_its_folder_with_empty_input(run: Run, folder: Path) -> None:
    answer = run("import os, sys\ndef f(): return [os.getcwd(), sys.stdin.read(), sys.argv]")
    assert answer.value == [str(folder), "", [""]]


def test_a_runner_is_replaced_after_its_tasks(folder: Path) -> None:
    workers = Workers(WorkerSettings(script=1, tasks=3))
    (folder / "s.py").write_text("import os\ndef f(): return os.getpid()")
    try:
        pids = [call(workers, folder, "s.py:f").value for _ in range(7)]
    finally:
        workers.close()
    assert len({*pids[:3]}) == len({*pids[3:6]}) == 1
    assert len(set(pids)) == 3


def test_warm_workers_are_there_before_the_first_task(workers: Workers, folder: Path) -> None:
    workers.warm()
    workers.warm()
    pids = workers.pids()
    assert len(pids) == len(("http", "script", "program", "members"))
    assert still_works(workers, folder)
    assert workers.pids() == pids


# -- what is refused


@pytest.mark.parametrize(
    "name",
    ["os:system", "../evil.py:f", "/etc/passwd.py:f", "evil.py", "script.py:", ":f", "nothing.py:f", "link.py:f",
     "script.py:nothing", "script.py:X", "script.py:f.g", "builtins:eval", "ccengine.model:f", "script.py:f\0",
     "a" * 400, "json:loads"],
)  # fmt: skip
def test_what_is_no_callable_of_the_folder(workers: Workers, folder: Path, name: str) -> None:
    (folder / "script.py").write_text("X = 1\ndef f(): return 1")
    (folder.parent / "evil.py").write_text("def f(): return 'evil'")
    (folder / "link.py").symlink_to(folder.parent / "evil.py")
    answer = call(workers, folder, name)
    assert (answer.outcome, answer.value) == (Outcome.REFUSED, None)
    assert answer.detail


def test_a_folder_that_is_not_there(workers: Workers, folder: Path) -> None:
    assert call(workers, folder / "no", "script.py:f").outcome is Outcome.REFUSED


@pytest.mark.parametrize("value", [b"bytes", {1, 2}, float("nan"), object(), "x" * 300000])
def test_arguments_that_are_no_json(run: Run, value: Any) -> None:
    assert run("def f(x): return 1", x=value).outcome is Outcome.REFUSED


# -- what fails


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("raise ValueError('boo')", "ValueError: boo"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("return f()", "RecursionError"),
        ("return {1, 2}", "no JSON value"),
        ("return float('nan')", "no JSON value"),
        ("return object()", "no JSON value"),
        ("x = []; x.append(x); return x", "no JSON value"),
        ("return 'x' * 1000000", "1000033 bytes"),
        ("x = []\n for _ in range(60): x = [x]\n return x", "deeper than 50"),
        ("import no_such_module", "ModuleNotFoundError"),
        ("class E(Exception):\n  def __str__(self): raise self\n raise E", "E: <exception str() failed>"),
        ("raise ValueError('x' * 10**7)", "xxx"),
        ("return [0] * 10**10", "MemoryError"),
        ("x = []\n while True: x.append(bytearray(10**6))", "MemoryError"),
    ],
)  # fmt: skip
def test_what_fails_only_this_call(run: Run, workers: Workers, folder: Path, body: str, told: str) -> None:
    answer = run(f"def f():\n {body}")
    assert (answer.outcome, answer.value) == (Outcome.FAILED, None)
    assert told in answer.detail
    assert len(answer.detail) <= DETAIL
    assert still_works(workers, folder)


def test_the_traceback_begins_in_the_script(run: Run, folder: Path) -> None:
    answer = run("def f():\n    g()\n\ndef g():\n    raise KeyError('x')")
    assert answer.detail.count("File ") == 2
    assert f'File "{folder}/script.py", line 5, in g' in answer.detail


def test_a_wrong_argument_is_told(run: Run) -> None:
    assert "unexpected keyword argument 'y'" in run("def f(x): return 1", y=1).detail


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("os._exit(0)", "exit code 0"),
        ("os._exit(7)", "exit code 7"),
        ("os.abort()", "signal 6"),
        ("os.kill(os.getpid(), 9)", "signal 9"),
        ("import ctypes; ctypes.string_at(0)", "signal 11"),
        ("os.closerange(3, 500); return 1", "exit code 1"),
        ("[os.write(fd, b'garbage') for fd in range(3, 30) if os.path.exists(f'/proc/self/fd/{fd}') "
         "and os.readlink(f'/proc/self/fd/{fd}').startswith('socket')]; return 1", "broke its worker"),
    ],
)  # fmt: skip
def test_a_script_that_ends_its_process(run: Run, workers: Workers, folder: Path, body: str, told: str) -> None:
    pids = [call(workers, folder, "no.py:f"), workers.pids()][1]
    answer = run(f"import os\ndef f():\n {body}", effect=Effect.ONCE)
    assert answer.outcome is Outcome.FAILED
    assert told in answer.detail
    assert still_works(workers, folder)
    assert workers.pids() == pids  # the worker itself lives


@pytest.mark.parametrize(
    "close", ["os.close(1); os.close(2)", "sys.stdout.close()", "sys.stdout = None; sys.stderr = 5"]
)
def test_closing_the_output_breaks_nothing(run: Run, workers: Workers, folder: Path, close: str) -> None:
    assert run(f"import os, sys\ndef f():\n {close}\n return 1").value == 1
    assert still_works(workers, folder)


# -- time


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "import time; time.sleep(60)",
        "import signal\n for s in range(1, 60):\n  try: signal.signal(s, signal.SIG_IGN)\n"
        "  except (OSError, ValueError): pass\n while True: pass",
        "while True:\n  try:\n   while True: pass\n  except BaseException: pass",
        "import os\n while True: os.write(1, b'x' * 60000)",
        "import threading\n threading.Thread(target=lambda: f()).start()\n while True: pass",
    ],
)  # fmt: skip
def test_a_script_that_hangs_is_ended(run: Run, workers: Workers, folder: Path, body: str) -> None:
    assert still_works(workers, folder)
    pids = workers.pids()
    answer = run(f"def f():\n {body}", timeout=1.0)
    assert answer.outcome is Outcome.TIMEOUT
    assert still_works(workers, folder)
    assert workers.pids() == pids


def test_busy_when_no_worker_becomes_free(folder: Path, tmp_path: Path) -> None:
    workers = Workers(WorkerSettings(script=1))
    (folder / "s.py").write_text(
        "import os, time\n"
        "def f():\n open('begun', 'w').close()\n while not os.path.exists('over'): time.sleep(0.01)\n"
        "def g(): return 1\n"
    )
    try:
        first = gevent.spawn(call, workers, folder, "s.py:f", 60.0)
        while not (folder / "begun").exists() and not first.ready():
            gevent.sleep(0.01)
        second = call(workers, folder, "s.py:g", timeout=0.3)
        third = gevent.spawn(call, workers, folder, "s.py:g", 60.0)
        gevent.sleep(0)
        (folder / "over").touch()
        assert (second.outcome, third.get().outcome, first.get().outcome) == (Outcome.BUSY, Outcome.DONE, Outcome.DONE)
    finally:
        workers.close()


# -- a worker that dies


@pytest.mark.parametrize(("effect", "outcome"), [(Effect.ONCE, Outcome.UNKNOWN), (Effect.IDEMPOTENT, Outcome.FAILED)])
def test_a_worker_killed_in_the_middle(workers: Workers, folder: Path, effect: Effect, outcome: Outcome) -> None:
    (folder / "s.py").write_text(
        "import os, time\ndef f():\n open('pid', 'w').write(str(os.getpid()))\n time.sleep(60)"
    )
    asking = gevent.spawn(workers.script, ScriptRequest("s.py:f", "k", str(folder), timeout=30.0, effect=effect))
    while not ((folder / "pid").exists() and (folder / "pid").read_text()):
        gevent.sleep(0.01)
    (worker,) = workers.pids()
    os.kill(worker, signal.SIGKILL)
    assert asking.get().outcome is outcome
    until_gone(int((folder / "pid").read_text()))  # the script died with its worker
    assert still_works(workers, folder)


def test_a_worker_killed_while_idle_is_not_noticed(workers: Workers, folder: Path) -> None:
    assert still_works(workers, folder)
    (worker,) = workers.pids()
    os.kill(worker, signal.SIGKILL)
    answer = call(workers, folder, "fine.py:f")
    assert (answer.outcome, answer.value) == (Outcome.DONE, "fine")
    assert workers.pids() != [worker]


def test_a_worker_that_is_stopped_is_killed_in_time(folder: Path) -> None:
    """A worker that cannot even tell that the time is over."""
    workers = Workers(WorkerSettings(script=1, grace=0.5))
    try:
        assert still_works(workers, folder)
        (worker,) = workers.pids()
        stand_still(worker)
        answer = call(workers, folder, "fine.py:f", timeout=0.5)
        assert answer.outcome is Outcome.TIMEOUT
        until_gone(worker)
        assert still_works(workers, folder)
    finally:
        workers.close()


@pytest.mark.parametrize("wait", [gevent.sleep, time.sleep], ids=["told", "untold"])
def test_closing_ends_what_is_under_way(workers: Workers, folder: Path, wait: Callable[[float], None]) -> None:
    """Also when the loop has not come round to reading that it has begun: it is not told as never asked for."""
    (folder / "s.py").write_text(
        "import os, time\ndef f():\n open('pid', 'w').write(str(os.getpid()))\n time.sleep(60)"
    )
    asking = gevent.spawn(call, workers, folder, "s.py:f", 60.0)
    gevent.sleep(0.0)
    while not ((folder / "pid").exists() and (folder / "pid").read_text()):
        wait(0.01)
    workers.close()
    assert asking.get().outcome is Outcome.UNKNOWN
    until_gone(int((folder / "pid").read_text()))
    assert call(workers, folder, "s.py:f").outcome is Outcome.BUSY
