"""A running hotline, as tests/whole has it."""

from tests.support.held import pytest_runtest_protocol
from tests.whole.conftest import homes, hotline, pytest_configure, pytest_runtest_makereport, shared_shipped

__all__ = [
    "homes",
    "hotline",
    "pytest_configure",
    "pytest_runtest_makereport",
    "pytest_runtest_protocol",
    "shared_shipped",
]
