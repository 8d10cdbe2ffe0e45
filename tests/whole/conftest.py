"""A running hotline for whole tests, and the rule that an ERROR in a log fails the test that caused it."""

from collections.abc import Generator, Iterator
from functools import partial
from typing import TYPE_CHECKING

import pytest

from ccengine.app.ports import free_port
from tests.support.held import pytest_runtest_protocol
from tests.support.hotline import Homes, Hotline
from tests.support.shared import ByHome, Shared, note_failure
from tests.support.site import start_tones

if TYPE_CHECKING:
    from tests.whole.test_nodes import Ports


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "errors(*patterns): ERROR lines that this test causes on purpose, as regular expressions"
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByHome:
    return ByHome(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    note_failure(item, report)
    return report


@pytest.fixture(scope="session", params=["home-shipped"])
def shared_shipped() -> Iterator[Shared]:
    with Shared(Homes.start) as shared:
        yield shared


@pytest.fixture
def hotline(shared_shipped: Shared, request: pytest.FixtureRequest) -> Iterator[Hotline]:
    """The shipped example on the air: a test leaves it as it found it."""
    with shared_shipped.lent(request) as hotline:
        yield hotline


@pytest.fixture(scope="session", params=["home-tones"])
def shared_tones() -> Iterator[Shared]:
    with Shared(start_tones) as shared:
        yield shared


@pytest.fixture
def tones(shared_tones: Shared, request: pytest.FixtureRequest) -> Iterator[Hotline]:
    """Two agents, and prompts that are tones: a test leaves flows, prompts and settings as it found them."""
    with shared_tones.lent(request) as hotline:
        yield hotline


@pytest.fixture(scope="session")
def node_ports() -> "Ports":
    """Where those whom `nodes` asks and dials are to listen."""
    from tests.whole.test_nodes import Ports

    return Ports(free_port("tcp"), free_port("udp"), free_port("tcp"))


@pytest.fixture(scope="session", params=["home-nodes"])
def shared_nodes(node_ports: "Ports") -> Iterator[Shared]:
    from tests.whole.test_nodes import start

    with Shared(partial(start, ports=node_ports)) as shared:
        yield shared


@pytest.fixture
def nodes(shared_nodes: Shared, request: pytest.FixtureRequest) -> Iterator[Hotline]:
    """Every verb of the language: test_nodes.py."""
    with shared_nodes.lent(request) as hotline:
        yield hotline


@pytest.fixture
def homes(request: pytest.FixtureRequest) -> Iterator[Homes]:
    """Homes of this test's own, taken down at its end."""
    homes = Homes()
    yield homes
    homes.close()


__all__ = ["pytest_runtest_protocol"]
