"""A worker writes no bytecode of users' code (docs/decisions/0173)."""

import os
from pathlib import Path

import pytest

from ccengine.model.services import ScriptRequest
from ccengine.workers.services import Workers
from ccengine.workers.settings import WorkerSettings


def test_a_module_mended_within_the_second_at_the_same_length_is_the_mended_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    for figure in "12":
        (folder / "tariff.py").write_text(f"def f(): return {figure}\n")
        os.utime(folder / "tariff.py", (1_000_000_000, 1_000_000_000))
        workers = Workers(WorkerSettings())
        try:
            assert workers.script(ScriptRequest("tariff:f", "k", str(folder), {}, 20.0)).value == int(figure)
        finally:
            workers.close()
    assert [path.name for path in folder.iterdir()] == ["tariff.py"]
