"""Real workers for each test that asks; none of them, and nothing they started, is left over."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gevent
import pytest

from ccengine.model.services import Effect, ScriptAnswer, ScriptRequest
from ccengine.workers.services import Workers
from ccengine.workers.settings import WorkerSettings
from tests.unit.workers.scripts import Run


def gone(pid: int) -> bool:
    """Ended; a zombie that nobody has reaped yet has ended, too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def until_gone(pid: int, limit: float = 20.0) -> None:
    with gevent.Timeout(limit, AssertionError(f"process {pid} lives")):
        while not gone(pid):
            gevent.sleep(0.01)


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(WorkerSettings(http=2, script=2, program=2, tasks=20, grace=15.0))
    yield made
    pids = made.pids()
    made.close()
    for pid in pids:
        until_gone(pid)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of the flow's version: its scripts."""
    made = tmp_path / "scripts"
    made.mkdir()
    return made


@pytest.fixture
def run(workers: Workers, folder: Path) -> Run:
    """Write a script and call its `f`."""

    def do(text: str, timeout: float = 20.0, effect: Effect = Effect.PURE, **arguments: Any) -> ScriptAnswer:
        (folder / "script.py").write_text(text, "utf-8")
        return workers.script(ScriptRequest("script.py:f", "k", str(folder), arguments, timeout, effect))

    return do
