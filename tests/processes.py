"""The processes of pytest that all tests run in, and what each of them may take of the machine."""

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from configparser import ConfigParser
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
PYTHON = TOP / ".venv" / "bin" / "python"
WORK = TOP / ".cache" / "test"
_PLAIN = "import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))"
_PATCHED = f"from gevent import monkey; monkey.patch_all(); {_PLAIN}"
_IDLE = """
import os, sys
os.setsid()
try:
    with open("/proc/self/autogroup", "w") as group:
        group.write("19")
except OSError:
    pass  # a kernel without groups by session: the class alone does it
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
os.execv(sys.argv[1], sys.argv[1:])
"""
IDLE = (str(PYTHON), "-P", "-c", _IDLE)
"""Before a command: it and all that it starts get what the others leave of the processors.  The kernel takes one from
it at once when a telephone's next packet is due, so that it may run beside real calls.

Linux shares the processors out by session first, and every hotline is one: without a session and a niceness of its own
(sched(7), autogroup) an idle process had as much as a whole hotline."""


@dataclass(frozen=True, slots=True)
class Process:
    name: str
    paths: tuple[str, ...]
    patched: bool = False  # by gevent
    covered: bool = True  # in the short run, too
    greenlets: bool = True  # any of its tests has some
    idle: bool = False  # in a run of everything
    workers: int = 0  # of pytest-xdist, in a run of everything
    dist: str = "worksteal"  # how they share the tests out

    def holds(self, path: str) -> bool:
        place = (TOP / path.partition("::")[0]).resolve()
        return any(place.is_relative_to(TOP / mine) for mine in self.paths)


UNIT = Process("unit", ("tests/unit",), idle=True, workers=2)
WHOLE = Process("whole", ("tests/whole",), covered=False, workers=3, dist="loadscope")
GEVENT = Process("gevent", ("tests/contract", "tests/switch"), patched=True)
SIM = Process("sim", ("tests/sim",))
HEARD = Process("heard", ("tests/heard",), covered=False)
PROCESSES = (GEVENT, SIM, HEARD, WHOLE, UNIT)

_SWITCH = sorted(str(file.relative_to(TOP)) for file in (TOP / "tests" / "switch").glob("test_*.py"))
HALVES = (
    Process("contract", ("tests/contract", *_SWITCH[1::2]), patched=True),
    Process("switch", tuple(_SWITCH[::2]), patched=True),
)
"""Of GEVENT: each has an Asterisk of its own, and mostly waits for what is said."""


_GREENLETS = ("tests/unit/engine", "tests/unit/sim_scenario", "tests/unit/switch", "tests/unit/workers")
_UNITS = sorted(
    str(path.relative_to(TOP))
    for path in (TOP / "tests" / "unit").iterdir()
    if path.name.startswith("test_") or (path.is_dir() and not path.name.startswith("__"))
)
UNITS = (
    Process("unit", tuple(path for path in _UNITS if path not in _GREENLETS), greenlets=False, idle=True, workers=2),
    Process("greenlets", _GREENLETS, idle=True),
)
"""Of UNIT.  A test with greenlets fails in the first one (tests/conftest.py): coverage would tell nonsense of it."""


def pytest(process: Process, paths: Sequence[str], options: Sequence[str], long: bool) -> list[str]:
    """The command.  `paths`: some of the process's; none: all, spread over its workers."""
    cache = f"cache_dir={WORK / 'pytest' / process.name}"  # of its own: several run at once
    report = report_of(process)
    report.unlink(missing_ok=True)
    everything = not paths and not options
    argv = [
        *(IDLE if process.idle and everything else ()),
        PYTHON,
        "-P",
        "-c",
        _PATCHED if process.patched else _PLAIN,
        "-o",
        cache,
        f"--junitxml={report}",
        f"--basetemp={_temporary()}/{process.name}",
        *(("-n", process.workers, "--dist", process.dist) if process.workers and everything else ()),
        *("-m", "" if long else "not long"),  # said in any case: pyproject.toml leaves the long ones out
        *(paths or process.paths),
        *options,
    ]
    return [str(part) for part in argv]


def begin(process: Process, long: bool) -> "subprocess.Popen[bytes]":
    """All of it; its output goes to a file."""
    with output_of(process).open("wb") as out:
        command = pytest(process, (), (), long)
        return subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment(process, long))


def report_of(process: Process) -> Path:
    return WORK / f"{process.name}.xml"


def output_of(process: Process) -> Path:
    return WORK / f"{process.name}.out"


def environment(process: Process, long: bool) -> dict[str, str]:
    """With coverage, or without."""
    if not process.covered and not long:
        return dict(os.environ)
    return covered(greenlets=process.greenlets or long)


def covered(greenlets: bool = True) -> dict[str, str]:
    """Coverage starts in every Python of the venv that has this; tests/conftest.py takes it from what a test starts."""
    data = WORK / "coverage"
    data.mkdir(parents=True, exist_ok=True)
    settings = TOP / "setup.cfg" if greenlets else _without_greenlets(data / "without-greenlets.cfg")
    return {**os.environ, "COVERAGE_PROCESS_START": str(settings), "COVERAGE_FILE": str(data / "data")}


def _without_greenlets(to: Path) -> Path:
    """The same settings, but coverage does not ask at every call which greenlet runs: more than half of its cost."""
    read = ConfigParser()
    read.read(TOP / "setup.cfg", "utf-8")
    written = ConfigParser()
    written["run"] = {**read["coverage:run"], "concurrency": "thread"}
    with to.open("w", encoding="utf-8") as file:
        written.write(file)
    return to


@cache
def _temporary() -> Path:
    """Of this run alone: pytest's own folders are cleared away by whatever other run starts meanwhile."""
    folder = Path(tempfile.mkdtemp(prefix="cc-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
