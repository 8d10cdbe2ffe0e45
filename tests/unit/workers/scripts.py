"""Calling users' scripts in a real worker."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ccengine.model.services import ScriptAnswer, ScriptRequest
from ccengine.workers.services import Workers

Run = Callable[..., ScriptAnswer]


def call(workers: Workers, folder: Path, name: str, timeout: float = 20.0, **arguments: Any) -> ScriptAnswer:
    return workers.script(ScriptRequest(name, "k", str(folder), arguments, timeout))


def still_works(workers: Workers, folder: Path) -> bool:
    (folder / "fine.py").write_text("def f(): return 'fine'\n")
    return call(workers, folder, "fine.py:f").value == "fine"
