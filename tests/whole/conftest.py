"""A running hotline for whole tests, and the rule that an ERROR in a log fails the test that caused it."""

import re
from collections.abc import Iterator

import pytest

from tests.support.held import pytest_runtest_protocol
from tests.support.hotline import Homes, Hotline, Logs


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "errors(*patterns): ERROR lines that this test causes on purpose, as regular expressions"
    )


@pytest.fixture(scope="session")
def _shared_homes() -> Iterator[Homes]:
    homes = Homes()
    yield homes
    homes.close()


@pytest.fixture(scope="session")
def _hotline(_shared_homes: Homes) -> Hotline:
    return _shared_homes.start()


@pytest.fixture
def hotline(_hotline: Hotline, request: pytest.FixtureRequest) -> Iterator[Hotline]:
    """The shipped example on the air, one for the whole session: a test leaves it as it found it."""
    logs = Logs(_hotline.home)
    yield _hotline
    fail_on_errors(logs, request)


@pytest.fixture
def homes(request: pytest.FixtureRequest) -> Iterator[Homes]:
    """Homes of this test's own, taken down at its end."""
    homes = Homes()
    yield homes
    homes.close()


def fail_on_errors(logs: Logs, request: pytest.FixtureRequest) -> None:
    allowed = [pattern for mark in request.node.iter_markers("errors") for pattern in mark.args]
    errors = [line for line in logs.errors() if not any(re.search(pattern, line) for pattern in allowed)]
    assert not errors, "this test caused errors in the logs:\n" + "\n".join(errors)


__all__ = ["pytest_runtest_protocol"]
