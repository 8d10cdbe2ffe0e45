"""A program does not wait for what it does not use: each is started a hundred times a day, and in every test."""

import subprocess
import sys

import pytest

NEEDLESS = {
    "ccengine.cli.ccctl": {"ccengine.flow.nodes", "ccengine.flow.loading", "gevent", "asyncio", "sqlalchemy"},
    "ccengine.cli.ccengine": {
        "ccengine.flow.nodes",
        "ccengine.flow.loading",
        "gevent",
        "asyncio",
        "sqlalchemy",
        "httpx",
    },
    "ccengine.app.supervisor": {"ccengine.flow", "ccengine.switch", "gevent", "asyncio", "sqlalchemy", "httpx"},
}


@pytest.mark.parametrize("program", NEEDLESS)
def test_what_it_imports(program: str) -> None:
    code = f"import {program}, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert NEEDLESS[program] & set(done.stdout.split()) == set()


def test_the_door_of_flow_gives_what_it_names() -> None:
    from ccengine import flow

    assert [name for name in flow.__all__ if not hasattr(flow, name)] == []
    assert not hasattr(flow, "elsewhere")
