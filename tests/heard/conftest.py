"""A running hotline, as tests/whole has it."""

from tests.support.held import pytest_runtest_protocol
from tests.whole.conftest import _hotline, _shared_homes, homes, hotline, pytest_configure

__all__ = ["_hotline", "_shared_homes", "homes", "hotline", "pytest_configure", "pytest_runtest_protocol"]
