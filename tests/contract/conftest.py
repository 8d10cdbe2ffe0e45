"""The suite runs every clause on every implementation."""

import pytest

from tests.contract.line import Line
from tests.contract.scripted_line import ScriptedLine


@pytest.fixture(params=["scripted"])
def line(request: pytest.FixtureRequest) -> Line:
    return ScriptedLine()
