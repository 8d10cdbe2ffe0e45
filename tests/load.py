"""`bin/test --load NAME`: one of the trunks in sim/trunk/, by real SIP and RTP; its report is kept as a folder.

What is judged holds on two noisy cores: counts (`ccsim trunk` tells whether all of them are as they should be), and CPU
times as a share of Asterisk's in the same run, which a slow machine raises alike."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from tests.processes import PYTHON, TOP, WORK

SHARES: Mapping[str, Mapping[str, float]] = {"smoke": {"engine": 0.75, "office": 0.75}}
"""By trunk: the most CPU time of a process, as a share of Asterisk's.  Measured: 0.35 to 0.45."""


def load(name: str) -> list[str]:
    """What was wrong, a line each.  Prints the report."""
    place = WORK / "load" / name
    shutil.rmtree(place, ignore_errors=True)
    argv = [str(PYTHON), "-P", "-m", "ccengine.cli.ccsim", "trunk", name, "--report", str(place)]
    code = subprocess.run(argv, cwd=TOP, check=False).returncode
    print(f"   its report: {place}", flush=True)
    found = [f"load {name}: ccsim trunk ended with {code}, see above"] if code else []
    report = place / "report.json"
    if report.is_file():
        found += [
            f"load {name}: {what}" for what in beyond(json.loads(report.read_text("utf-8")), SHARES.get(name, {}))
        ]
    return found


def beyond(report: Mapping[str, Any], shares: Mapping[str, float]) -> Iterator[str]:
    """Processes that took more than they may."""
    used = report["cpu_per_call"]
    for process, most in shares.items():
        if used[process] > most * used["asterisk"]:
            share = used[process] / used["asterisk"]
            yield f"{process} took {share:.2f} times Asterisk's CPU time, at most {most} is right"


def known() -> list[str]:
    return sorted(file.parent.name for file in (TOP / "sim" / "trunk").glob("*/trunk.yaml"))


def checked(name: str) -> str:
    if name not in known():
        sys.exit(f"--load takes one of: {' '.join(known())}")
    return name
