"""Tests with real telephones live by the clock, and a host that is shared holds a core for half a second now and then,
or takes half of both for a minute: then Asterisk sends nothing, and what was measured says nothing of the code.

A watcher on every core notes when it was held, and the kernel counts what was taken.  A test that failed meanwhile is
run again when the host is calm, at most twice, and named; one that failed on a host that ran is a failure at once."""

import atexit
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from _pytest.runner import runtestprotocol

from tests.support.stolen import Processors, wait_for_calm

HELD = 0.15  # seconds: seven packets of audio
STOLEN = 0.1  # of the processors' time during a test
PATIENCE = 60.0  # seconds that a test waits for a calm host before it is run again
TRIES = 3
_WATCH = """
import os, sys, time
os.sched_setaffinity(0, {int(sys.argv[1])})
out = open(sys.argv[2], "a", buffering=1)
parent, last = os.getppid(), time.monotonic()
while os.getppid() == parent:
    time.sleep(0.02)
    now = time.monotonic()
    if now - last > float(sys.argv[3]):
        print(last, now, file=out)
    last = now
if os.path.exists(sys.argv[2]):  # the parent was killed
    os.unlink(sys.argv[2])
"""


class Watchers:
    """One process a core: they end with the one that started them."""

    def __init__(self) -> None:
        with NamedTemporaryFile(prefix="cc-held-", delete=False) as file:
            self._told = Path(file.name)
        self._processes = [
            subprocess.Popen([sys.executable, "-c", _WATCH, str(core), str(self._told), str(HELD)])
            for core in sorted(os.sched_getaffinity(0))
        ]
        atexit.register(self.close)

    def close(self) -> None:
        for process in self._processes:
            process.terminate()
            process.wait()
        self._told.unlink(missing_ok=True)

    def longest(self, begin: float) -> float:
        """Seconds that a core was held at a time, of what ended since `begin`; 0 when none was for longer than HELD."""
        spans = (line.split() for line in self._told.read_text("ascii").splitlines())
        return max((float(end) - float(start) for start, end in spans if float(end) >= begin), default=0.0)


_watchers: list[Watchers] = []


@dataclass(frozen=True, slots=True)
class Host:
    """Since a moment."""

    begin: float
    processors: Processors

    @classmethod
    def now(cls) -> "Host":
        return cls(time.monotonic(), Processors.now())

    def trouble(self) -> str:
        """What it took from us, in words; "" when it let us run."""
        stolen = self.processors.share()
        if held := _watchers[0].longest(self.begin) if _watchers else 0.0:
            return f"a core was held for {held:.2f} s"
        return f"the host took {stolen:.0%} of the processors" if stolen > STOLEN else ""


AHEAD = pytest.StashKey[str]()
"""Of a test that was run ahead of its turn: the trouble meanwhile."""


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """To be imported by the conftest of such tests."""
    if not _watchers:
        _watchers.append(Watchers())
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    tries = 1 if item.get_closest_marker("long") else TRIES  # who runs a long one looks at it
    for attempt in range(1, tries + 1):
        host = Host.now()
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        if attempt == tries or not any(report.failed for report in reports):
            break
        if not (trouble := item.stash[AHEAD] if AHEAD in item.stash else host.trouble()):
            break
        print(f"\nagain: {item.nodeid} failed while {trouble}", file=sys.__stderr__)
        wait_for_calm(PATIENCE)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
