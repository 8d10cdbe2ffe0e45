"""`bin/test [--long] [--only STEP] [pytest's arguments]`: every check and test, or those asked for.

Steps:  setup  ruff  format  mypy  imports  tests  coverage  wheel

The tests run in three processes.  The last has the machine to itself, since its telephones live by the clock; the first
two run at once, since most of `whole` waits for a real call:
unit     pytest, plain: tests/unit
whole    pytest with asyncio, as the outside world, spread over two workers: tests/whole
gevent   pytest in a process that gevent has patched, as the engine is: tests/contract, tests/switch, tests/engine

Paths and options of pytest run only the processes they belong to, one after the other, as they print.  The last line
counts everything; it exits 1 when something failed, or when something was skipped that this machine can run."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from ccengine.app.cache import cache_folder
from ccengine.app.root import KINDS, provision
from ccengine.app.trouble import Trouble
from tests.wheel import check_wheel

TOP = Path(__file__).resolve().parents[1]
BIN = TOP / ".venv" / "bin"
WORK = TOP / ".cache" / "test"
CODE = ("ccengine", "sim", "tests")
FLOOR = {"short": 80, "long": 83}
"""Per cent of branches and lines.  The short run measures what runs in the tests' own processes: to measure all that
`whole` starts doubles its CPU time, which two cores do not have within eight minutes; `--long` measures that too."""
PROCESSES = {
    "unit": ("tests/unit",),
    "whole": ("tests/whole",),
    "gevent": ("tests/contract", "tests/switch", "tests/engine"),
}
_PATCHED = "from gevent import monkey; monkey.patch_all(); import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))"
_SPREAD = ("-n", "2", "--dist", "worksteal")
_PLAIN = "import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))"
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
    paths: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


def main(argv: Sequence[str]) -> int:
    if {"-h", "--help"} & set(argv):
        print(__doc__)
        return 0
    asked = parse(argv)
    os.chdir(TOP)
    total = Count()
    began = time.monotonic()
    for name, step in steps(asked):
        print(f"== {name}", flush=True)
        at = time.monotonic()
        count = step()
        total.add(count)
        print(f"== {name}: {'failed' if count.failed else 'ok'}, {time.monotonic() - at:.1f} s", flush=True)
    for line in total.told:
        print(f"failed: {line}")
    print(f"{time.monotonic() - began:.1f} s")
    print(f"{total.passed} passed, {total.failed} failed")
    return 1 if total.failed or not total.passed else 0


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
        elif not word.startswith("-") and (TOP / word.partition("::")[0]).exists():
            asked.paths += (word,)
        else:
            asked.options += (word,)
    return asked


ALL = ("setup", "ruff", "format", "mypy", "imports", "tests", "coverage", "wheel")


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
    }
    if asked.only:
        names = [asked.only]
    elif asked.paths or asked.options:
        names = ["tests"]
    else:
        names = list(ALL)
    return [(name, every[name]) for name in names]


def of(process: str, paths: Sequence[str]) -> list[str]:
    """The paths that belong to this process."""
    inside = tuple(str(TOP / folder) for folder in PROCESSES[process])
    return [path for path in paths if str((TOP / path.partition("::")[0]).resolve()).startswith(inside)]


def setup() -> Count:
    """The private roots: made when missing, and never over the network twice."""
    count = Count()
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
    names = [name for name in PROCESSES if not asked.paths or of(name, asked.paths)]
    total = Count()
    if asked.paths or asked.options:
        for name in names:
            done = subprocess.run(_pytest(name, asked), check=False, env=_environment(name, asked))
            total.add(_outcome(name, done.returncode))
        return total
    for group in (["gevent"], ["unit", "whole"]):
        running = {name: _begin(name, asked) for name in group}
        began = time.monotonic()
        while running:
            for name in [name for name, process in running.items() if process.poll() is not None]:
                code = running.pop(name).returncode
                print((WORK / f"{name}.out").read_text("utf-8", "replace"), flush=True)
                print(f"   {name}: {time.monotonic() - began:.1f} s", flush=True)
                total.add(_outcome(name, code))
            time.sleep(0.2)
    return total


def _folders(process: str) -> tuple[str, ...]:
    return tuple(path for path in PROCESSES[process] if (TOP / path).is_dir())


def _begin(name: str, asked: Asked) -> "subprocess.Popen[bytes]":
    with (WORK / f"{name}.out").open("wb") as out:
        return subprocess.Popen(
            _pytest(name, asked), stdout=out, stderr=subprocess.STDOUT, env=_environment(name, asked)
        )


def _pytest(process: str, asked: Asked) -> list[str]:
    paths = of(process, asked.paths) or _folders(process)
    cache = f"cache_dir={WORK / 'pytest' / process}"  # of its own: two run at once
    report = WORK / f"{process}.xml"
    report.unlink(missing_ok=True)
    marks = () if asked.long else ("-m", "not long")
    spread = _SPREAD if process == "whole" and not asked.paths else ()
    code = _PATCHED if process == "gevent" else _PLAIN
    argv = [
        BIN / "python",
        "-P",
        "-c",
        code,
        "-o",
        cache,
        f"--junitxml={report}",
        f"--basetemp={_temporary()}/{process}",
        *spread,
        *marks,
        *paths,
        *asked.options,
    ]
    return [str(part) for part in argv]


@cache
def _temporary() -> Path:
    """Of this run alone: pytest's own folders are cleared away by whatever other run starts meanwhile."""
    folder = Path(tempfile.mkdtemp(prefix="cc-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _outcome(process: str, code: int) -> Count:
    count = counted(WORK / f"{process}.xml", process)
    if code not in (0, NO_TESTS) and not count.failed:
        count.add(Count(0, 1, [f"{process}: pytest ended with {code}"]))
    return count


def _environment(process: str, asked: Asked) -> dict[str, str]:
    """With coverage, which starts in every Python of the venv that a test starts, too; or without (see FLOOR)."""
    return dict(os.environ) if process == "whole" and not asked.long else _covered()


def _covered() -> dict[str, str]:
    data = WORK / "coverage"
    data.mkdir(parents=True, exist_ok=True)
    return {**os.environ, "COVERAGE_PROCESS_START": str(TOP / "setup.cfg"), "COVERAGE_FILE": str(data / "data")}


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
    env = _covered()
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
