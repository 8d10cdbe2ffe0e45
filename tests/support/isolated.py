"""Commands in a machine of their own: with loopback only, or with a small disk.  As any user, by namespaces."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def offline(argv: Sequence[str | Path]) -> "subprocess.CompletedProcess[str]":
    """Run with a network that holds loopback and nothing else."""
    script = 'ip link set lo up; exec "$@"'
    return _run(["unshare", "-rn", "bash", "-c", script, "bash", *argv])


def on_small_disk(folder: Path, megabytes: int, argv: Sequence[str | Path]) -> "subprocess.CompletedProcess[str]":
    """Run with `folder` on a disk of that size, which nobody else sees."""
    script = f'mount -t tmpfs -o size={megabytes}m none "$0" && exec "$@"'
    return _run(["unshare", "-Urm", "bash", "-c", script, folder, *argv])


def python(code: str) -> list[str]:
    """The command that runs code with this Python and these packages."""
    return [sys.executable, "-P", "-c", code]


def _run(argv: Sequence[str | Path]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(list(argv), capture_output=True, text=True, check=False, timeout=300)
