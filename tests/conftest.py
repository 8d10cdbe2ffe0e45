"""What coverage measures in the short run: the tests' own processes, and there what a few examples show as well."""

import os
from collections import Counter
from collections.abc import Generator

import greenlet
import pytest
from coverage import Coverage


def pytest_configure(config: pytest.Config) -> None:
    """To measure all that tests start doubles the cost of each start; the long run does (tests/run.py: FLOOR)."""
    starts_workers = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if "not long" in config.option.markexpr and not starts_workers:
        os.environ.pop("COVERAGE_PROCESS_START", None)
    if (measured := Coverage.current()) and "greenlet" not in str(measured.get_option("run:concurrency")):
        greenlet.settrace(_no_greenlets)


def _no_greenlets(event: str, arguments: object) -> None:
    raise AssertionError("coverage knows of no greenlets here: tests/processes.py, _GREENLETS, names who has some")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist ends without the farewell in which coverage writes what it measured."""
    if hasattr(session.config, "workerinput") and (measured := Coverage.current()):
        measured.stop()
        measured.save()


VARIANTS = 8
"""Of a parametrized test, so many are measured in each process."""

_variants: Counter[str] = Counter()


def _goes_the_same_ways(item: pytest.Item) -> bool:
    """`many` tests, hypothesis' examples and further values of a parametrized test go through the same lines for
    minutes: measured, they would take twice as long and show little more."""
    if item.get_closest_marker("many") or getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        return True
    test = item.nodeid.partition("[")[0]
    _variants[test] += 1
    return _variants[test] > VARIANTS


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    measured = Coverage.current()
    if measured is not None and not _goes_the_same_ways(item):
        measured = None
    if measured is None:
        return (yield)
    measured.stop()
    try:
        return (yield)
    finally:
        measured.start()
