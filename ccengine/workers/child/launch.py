"""How an AGI program is started: by which interpreter, with which limits."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ccengine.workers.child import guard

HIDDEN = ("COVERAGE_PROCESS_START", "COVERAGE_FILE", "PYTHONPATH")
"""Of this worker's environment: not the program's business."""


class CannotStart(Exception):
    """The text says why."""


def command(path: str, folder: str, arguments: Sequence[str]) -> list[str]:
    """A Python program runs with the engine's own interpreter, whatever its first line names: that is where its
    packages are.  Raises CannotStart for a file outside the folder, or one that cannot be run."""
    home = Path(folder).resolve()
    found = (home / path).resolve()
    if not found.is_relative_to(home):
        raise CannotStart(f"{path[:200]} lies outside the scripts' folder")
    if not found.is_file():
        raise CannotStart(f"{path[:200]} is not in the scripts' folder")
    if any("\0" in argument for argument in arguments):
        raise CannotStart("a NUL in an argument")
    if found.suffix == ".py" or _is_python(found):
        return [sys.executable, "-u", str(found), *arguments]
    if not os.access(found, os.X_OK):
        raise CannotStart(f"{path[:200]} is not executable: chmod +x")
    return [str(found), *arguments]


def _is_python(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.readline(200)
    return first.startswith(b"#!") and b"python" in first


def start(argv: Sequence[str], folder: str, bounds: guard.Bounds, seconds: float) -> "subprocess.Popen[bytes]":
    """With pipes for input, output and error.  Raises OSError."""
    keeper = os.getpid()

    def limit() -> None:
        guard.die_with(keeper)
        guard.bound(bounds)
        guard.bound_cpu(seconds)
        guard.default_signals()

    pipe = subprocess.PIPE
    env = {key: value for key, value in os.environ.items() if key not in HIDDEN}
    return subprocess.Popen(
        argv, stdin=pipe, stdout=pipe, stderr=pipe, cwd=folder, env=env, preexec_fn=limit, bufsize=0
    )
