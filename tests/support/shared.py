"""One hotline for many tests, since its start is what costs: four or five seconds of CPU time.

What a test leaves behind fails that test, not the next: it is seen to that no call and no channel is left, every agent
is ready again, and the logs hold no ERROR that the test did not announce.  A home in which a test failed is lent to
nobody else."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from ccengine.cli.api import Api, Away, Refused
from tests.support.console import channels
from tests.support.hotline import Homes, Hotline, Logs

HOME = "home-"
"""Begins the id of the one parameter of a fixture that gives a `Shared`: so the names of tests tell which they use."""
LIMIT = 60.0  # seconds; far more than anything takes that works
FAILED = pytest.StashKey[bool]()


class Shared:
    """`start` makes the hotline when it is first asked for, and anew after a failure."""

    def __init__(self, start: Callable[[Homes], Hotline]) -> None:
        self._start = start
        self._homes = Homes()
        self._hotline: Hotline | None = None

    def __enter__(self) -> "Shared":
        return self

    def __exit__(self, *_: object) -> None:
        self._homes.close()

    @contextmanager
    def lent(self, request: pytest.FixtureRequest) -> Iterator[Hotline]:
        """For one test."""
        item = request.node
        item.stash[FAILED] = False
        if self._hotline is None:
            self._hotline = self._start(self._homes)
        hotline, self._hotline = self._hotline, None
        logs = Logs(hotline.home)
        yield hotline
        if item.stash[FAILED]:
            self._homes.close()
            return
        nothing_is_left(hotline)
        fail_on_errors(logs, request)
        self._hotline = hotline


def note_failure(item: pytest.Item, report: pytest.TestReport) -> None:
    """To be told of each report by the conftest of such tests."""
    if report.failed:
        item.stash[FAILED] = True


class ByHome(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Gives tests that share a hotline to one worker of pytest-xdist, the largest group first; others one by one."""

    def _split_scope(self, nodeid: str) -> str:
        found = re.search(rf"[\[-]({HOME}\w+)", nodeid)
        return found[1] if found else nodeid


def fail_on_errors(logs: Logs, request: pytest.FixtureRequest) -> None:
    allowed = [pattern for mark in request.node.iter_markers("errors") for pattern in mark.args]
    errors = [line for line in logs.errors() if not any(re.search(pattern, line) for pattern in allowed)]
    assert not errors, "this test caused errors in the logs:\n" + "\n".join(errors)


def nothing_is_left(hotline: Hotline) -> None:
    """No call, no channel; then every agent is made ready."""
    with closing(Api(hotline.home.root)) as api:
        _until(lambda: _asked(api, "calls")["calls"] == [], lambda: _asked(api, "calls"))
        _until(lambda: not channels(hotline.home), lambda: channels(hotline.home))
        _until(lambda: all(_free(row) for row in _asked(api, "agents")["agents"]), lambda: _asked(api, "agents"))
        for row in _asked(api, "agents")["agents"]:
            if row["state"] == "not_ready":
                api.post(f"agents/{row['agent']}/ready")


def _free(row: dict[str, Any]) -> bool:
    return row["state"] in ("ready", "not_ready", "logged_out")


def _asked(api: Api, path: str) -> Any:
    """Also while the office or the engine comes back."""
    end = time.monotonic() + LIMIT
    while True:
        try:
            return api.get(path)
        except (Away, Refused):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _until(true: Callable[[], bool], instead: Callable[[], object]) -> None:
    end = time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < end, f"left behind by this test: {instead()}"
        time.sleep(0.1)
