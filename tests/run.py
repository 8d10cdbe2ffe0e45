"""`bin/test [--long] [--only STEP] [--load NAME] [pytest's arguments]`: every check and test, or those asked for.

Steps:  setup  ruff  format  imports  tests  mypy  wheel  coverage
Loads:  the trunks in sim/trunk/, as in `--load smoke`; the report stays in .cache/test/load/

The tests run in processes of five kinds:
gevent   pytest in a process that gevent has patched, as the engine is: tests/contract, tests/switch; in two halves
sim      pytest with asyncio: tests/sim
heard    pytest with asyncio: tests/heard, whole calls whose audio is measured
whole    pytest with asyncio, as the outside world, after those, spread over three workers: tests/whole
unit     pytest, plain: tests/unit; what has no greenlets over two workers, for coverage costs less there

Real telephones live by the clock, and mostly wait.  So what has none (unit, mypy, wheel) runs beside them all the time,
on what they leave of the processors (docs/decisions/0016-bin-test.md).

Paths and options of pytest run only the processes they belong to, one after the other, as they print.  The last line
counts everything; it exits 1 when something failed, or when something was skipped that this machine can run."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from compileall import compile_dir
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from ccengine.app.cache import cache_folder
from ccengine.app.root import KINDS, provision
from ccengine.app.trouble import Trouble
from tests import leftovers
from tests.load import checked, load
from tests.processes import (
    HALVES,
    HEARD,
    IDLE,
    PROCESSES,
    SIM,
    TOP,
    UNITS,
    WHOLE,
    WORK,
    Process,
    begin,
    covered,
    environment,
    output_of,
    pytest,
    report_of,
)
from tests.support.stolen import Processors
from tests.wheel import check_wheel

BIN = TOP / ".venv" / "bin"
CODE = ("ccengine", "sim", "tests")
FLOOR = {"short": 80, "long": 83}
"""Per cent of branches and lines.  The short run measures what runs in the tests' own processes, without `whole`: to
measure all that tests start doubles their CPU time, which two cores do not have within eight minutes; `--long` does."""
NO_TESTS = 5  # pytest's exit code


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    told: list[str] = field(default_factory=list)  # what failed, a line each

    def add(self, other: "Count") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.told += other.told


@dataclass
class Asked:
    only: str = ""
    long: bool = False
    load: str = ""  # name of a trunk
    paths: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


def main(argv: Sequence[str]) -> int:
    if {"-h", "--help"} & set(argv):
        print(__doc__)
        return 0
    asked = parse(argv)
    os.chdir(TOP)
    began, before = time.monotonic(), Processors.now()
    leftovers.mark()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        total = all_of(steps(asked))
    except BaseException:  # an interrupt typed at the terminal does not reach the sessions of their own
        leftovers.end()
        raise
    for line in total.told:
        print(f"failed: {line}")
    print(f"{time.monotonic() - began:.1f} s, of which the host took {before.share():.0%} of the processors")
    print(f"{total.passed} passed, {total.failed} failed")
    return 1 if total.failed or not total.passed else 0


def all_of(wanted: Iterable[tuple[str, Callable[[], Count]]]) -> Count:
    total = Count()
    for name, step in wanted:
        print(f"== {name}", flush=True)
        at = time.monotonic()
        count = step()
        total.add(count)
        print(f"== {name}: {'failed' if count.failed else 'ok'}, {time.monotonic() - at:.1f} s", flush=True)
    return total


def parse(argv: Sequence[str]) -> Asked:
    asked = Asked()
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word == "--long":
            asked.long = True
        elif word == "--only":
            asked.only = rest.pop(0) if rest else ""
            if asked.only not in ALL:
                sys.exit(f"--only takes one of: {' '.join(ALL)}")
        elif word == "--load":
            asked.load = checked(rest.pop(0) if rest else "")
        elif not word.startswith("-") and (TOP / word.partition("::")[0]).exists():
            asked.paths += (word,)
        else:
            asked.options += (word,)
    return asked


ALL = ("setup", "ruff", "format", "imports", "tests", "mypy", "wheel", "coverage")
ASIDE = ("mypy", "wheel")


def steps(asked: Asked) -> list[tuple[str, Callable[[], Count]]]:
    every: dict[str, Callable[[], Count]] = {
        "setup": setup,
        "ruff": lambda: command("ruff", [BIN / "ruff", "check", "."]),
        "format": lambda: command("format", [BIN / "ruff", "format", "--check", "."]),
        "mypy": lambda: command("mypy", [BIN / "mypy", *CODE]),
        "imports": lambda: command("imports", [BIN / "lint-imports"]),
        "tests": lambda: tests(asked),
        "coverage": lambda: coverage(FLOOR["long" if asked.long else "short"]),
        "wheel": lambda: Count(*check_wheel(TOP, WORK)),
        "load": lambda: under_load(asked.load),
    }
    if asked.load:
        names = ["setup", "load"]
    elif asked.only:
        names = [asked.only]
    elif asked.paths or asked.options:
        names = ["tests"]
    else:
        names = list(ALL)
        every |= {name: aside(name) for name in ASIDE}
    return [(name, every[name]) for name in names]


def aside(name: str) -> Callable[[], Count]:
    """Begins the step now, on what the others leave of the processors; in its turn it is asked what came out."""
    WORK.mkdir(parents=True, exist_ok=True)
    told = WORK / f"{name}.out"
    with told.open("wb") as out:
        argv: list[str | Path] = [*IDLE, BIN / "python", "-P", "-m", "tests.run", "--only", name]
        process = subprocess.Popen(argv, stdout=out, stderr=subprocess.STDOUT)

    def ended() -> Count:
        if process.wait() == 0:
            return Count(passed=1)
        print(told.read_text("utf-8", "replace"))
        return Count(0, 1, [f"{name}: see above"])

    return ended


def setup() -> Count:
    """The private roots: made when missing, and never over the network twice.  And bytecode: a dozen processes start at
    once, and each would compile all of ccengine for itself."""
    count = Count()
    for code in ("ccengine", "sim"):
        compile_dir(TOP / code, quiet=2, workers=0)
    for kind in KINDS:
        try:
            root = provision(kind, cache_folder(), progress=_Progress())
            print(f"   {kind} {root.version} {root.warning}")
            count.passed += 1
        except Trouble as trouble:
            count.add(Count(0, 1, [f"setup of {kind}: {trouble}"]))
    for old in (WORK / "coverage").glob("data*"):
        old.unlink()
    return count


class _Progress:
    """Tells a step once when it begins and once when it is done."""

    def __init__(self) -> None:
        self.step = ""

    def __call__(self, step: str, done: int, total: int) -> None:
        if step != self.step or done == total:
            print(f"   {step} {done}/{total}", flush=True)
        self.step = step


def command(name: str, argv: Sequence[str | Path]) -> Count:
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return Count(passed=1)
    print(done.stdout + done.stderr)
    return Count(0, 1, [f"{name}: {' '.join(str(part) for part in argv)}"])


def tests(asked: Asked) -> Count:
    """Each process's output comes when it is done; as it prints when something special is asked."""
    WORK.mkdir(parents=True, exist_ok=True)
    total = Count()
    if not asked.paths and not asked.options:
        return everything(asked.long)
    for process in PROCESSES:
        paths = [path for path in asked.paths if process.holds(path)]
        if paths or not asked.paths:
            command = pytest(process, paths, asked.options, asked.long)
            done = subprocess.run(command, check=False, env=environment(process, asked.long))
            code = 0 if done.returncode == NO_TESTS else done.returncode  # none of these is here
            total.add(_outcome(process, code))
    return total


def everything(long: bool) -> Count:
    total = Count()
    began = time.monotonic()
    running = {process: begin(process, long) for process in (*HALVES, SIM, HEARD, *UNITS)}
    first, whole_is_due = {*HALVES, SIM, HEARD}, True
    while running:
        for process in [process for process, runs in running.items() if runs.poll() is not None]:
            code = running.pop(process).returncode
            print(output_of(process).read_text("utf-8", "replace"))
            print(f"   {process.name}: after {time.monotonic() - began:.1f} s", flush=True)
            total.add(_outcome(process, code))
        if whole_is_due and not running.keys() & first:
            running[WHOLE], whole_is_due = begin(WHOLE, long), False
        time.sleep(0.2)
    return total


def under_load(name: str) -> Count:
    wrong = load(name)
    return Count(0, len(wrong), wrong) if wrong else Count(passed=1)


def _outcome(process: Process, code: int) -> Count:
    count = counted(report_of(process), process.name)
    if code and not count.failed:
        count.add(Count(0, 1, [f"{process.name}: pytest ended with {code}"]))
    return count


def counted(report: Path, process: str) -> Count:
    """Of pytest's report.  A skip counts as a failure: there is nothing here that this machine cannot run, except what
    says so (`cannot run here: ...`)."""
    count = Count()
    if not report.is_file():
        return count
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{process}: {case.get('classname')}::{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            count.add(Count(0, 1, [name]))
        elif (skip := case.find("skipped")) is not None:
            if "cannot run here: " not in (why := skip.get("message") or "") and skip.get("type") != "pytest.xfail":
                count.add(Count(0, 1, [f"{name}: skipped ({why})"]))
        else:
            count.passed += 1
    return count


def coverage(floor: int) -> Count:
    """Branch coverage of the measured processes and of all they started, together."""
    env = covered()
    if not list((WORK / "coverage").glob("data*")):
        return Count()
    subprocess.run([BIN / "coverage", "combine", "-q"], env=env, check=False)
    report = [str(BIN / "coverage"), "report", "--skip-covered", "--sort=cover", f"--fail-under={floor}"]
    done = subprocess.run(report, env=env, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    print("\n".join(lines[:22] + lines[-3:] if len(lines) > 25 else lines))
    if done.returncode:
        return Count(0, 1, [f"coverage: below {floor} %, or not to be had: {done.stderr.strip()}"])
    return Count(passed=1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
