"""Real telephones, as in tests/whole, though nothing between them."""

from tests.support.held import pytest_runtest_protocol

__all__ = ["pytest_runtest_protocol"]
