"""`bin/test --load NAME`: one of the trunks in sim/trunk/, by real SIP and RTP; its report is kept as a folder.

On a machine that does nothing else a trunk is clean or it failed.  Where a trunk has bounds they are judged instead.
They hold on two noisy cores, too: a host that takes the processors away for a second holds some sound, and moves some
times.  It moves no answer to another caller: what differs otherwise than in time, or is another's sound, fails.
Counts are compared with the calls, and CPU times with Asterisk's in the same run, which a slow machine raises alike."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.processes import PYTHON, TOP, WORK
from tests.support.stolen import Processors

NOT_CLEAN = 1  # exit code of ccsim trunk
TAKEN = 0.1
"""Of the processors' time, by the host: such a run is played once more."""
BEHIND = 1.0
"""Seconds that the trunk itself was behind its plan: the machine cannot carry it, and half as many callers come."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Shares: of all calls (the first three of them), of those that were listened to, of Asterisk's CPU time.  Of what
    differs otherwise than in time, and of others' sound, there may be none."""

    unserved: float  # that gave up and were sent away, too
    lost: float
    untimely: float
    sound: float
    cpu: Mapping[str, float] = field(default_factory=dict)  # by process


BOUNDS = {"smoke": Bounds(unserved=0.005, lost=0.005, untimely=0.03, sound=0.1, cpu={"engine": 0.7, "office": 0.7})}
"""Measured on a quiet machine: nothing of the first four; engine and office 0.3 to 0.4."""


def load(name: str) -> list[str]:
    """What was wrong, a line each.  Prints the report."""
    before = Processors.now()
    wrong = _once(name)
    if wrong and (behind := _behind(name)) > BEHIND and name in BOUNDS:
        print(f"   the trunk itself was {behind:.1f} s behind its plan: once more, at half the rate", flush=True)
        wrong = _once(name, str(slower(name, WORK / "load" / f"{name}-slower")))
    elif wrong and (taken := before.share()) > TAKEN:
        print(f"   the host took {taken:.0%} of the processors meanwhile: once more", flush=True)
        wrong = _once(name)
    return [f"load {name}: {what}" for what in wrong]


def _behind(name: str) -> float:
    """Seconds, in the run before; 0: it left no report."""
    report = WORK / "load" / name / "report.json"
    return float(json.loads(report.read_text("utf-8"))["behind"]) if report.is_file() else 0.0


def slower(name: str, folder: Path) -> Path:
    """A copy of the trunk in this folder, to which half as many callers come in the same time."""
    place = folder / name
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(TOP / "sim" / "trunk" / name, place)
    plan = place / "trunk.yaml"
    text, times = re.subn(r"(?<=per_hour: )\d+", lambda found: str(int(found[0]) // 2), plan.read_text("utf-8"))
    assert times == 1, f"{plan}: one rate is halved"
    plan.write_text(text, "utf-8")
    return place


def _once(name: str, trunk: str = "") -> list[str]:
    place = WORK / "load" / name
    shutil.rmtree(place, ignore_errors=True)
    argv = [str(PYTHON), "-P", "-m", "ccengine.cli.ccsim", "trunk", trunk or name, "--report", str(place)]
    code = subprocess.run(argv, cwd=TOP, check=False).returncode
    print(f"   its report: {place}", flush=True)
    bounds = BOUNDS.get(name)
    if code not in (0, NOT_CLEAN) or (code and bounds is None):
        return [f"ccsim trunk ended with {code}, see above"]
    return [*beyond(json.loads((place / "report.json").read_text("utf-8")), bounds)] if bounds else []


def beyond(report: Mapping[str, Any], bounds: Bounds) -> Iterator[str]:
    """What is more than it may be."""
    callers = {each.partition(":")[0] for each in report["sound"]}
    counts = (
        ("not served", report["calls"] - report["ends"].get("served", 0), report["calls"], bounds.unserved),
        ("lost", len(report["lost"]), report["calls"], bounds.lost),
        ("differences of times", report["untimely"], report["calls"], bounds.untimely),
        ("other differences", len(report["differences"]) - report["untimely"], report["calls"], 0.0),
        ("sounded wrong", len(callers), report["followed"], bounds.sound),
        ("heard others", report["strangers"], report["followed"], 0.0),
    )
    for what, count, of, most in counts:
        if count > most * of:
            yield f"{what}: {count} of {of}, {f'at most {most:.1%} is' if most else 'none is'} right"
    used = report["cpu_per_call"]
    for process, most in bounds.cpu.items():
        if used[process] > most * used["asterisk"]:
            share = used[process] / used["asterisk"]
            yield f"{process} took {share:.2f} times Asterisk's CPU time, at most {most} is right"


def known() -> list[str]:
    return sorted(file.parent.name for file in (TOP / "sim" / "trunk").glob("*/trunk.yaml"))


def checked(name: str) -> str:
    if name not in known():
        sys.exit(f"--load takes one of: {' '.join(known())}")
    return name
