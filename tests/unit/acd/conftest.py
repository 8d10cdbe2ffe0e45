import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Works when this folder is named: `pytest tests/unit/acd --rewrite`."""
    parser.addoption("--rewrite", action="store_true", help="write what was ordered into the scenario files")
