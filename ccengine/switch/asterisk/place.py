"""Making the place for a file.  In a native thread with a limit, since a disk may hang."""

import os
from pathlib import Path

import gevent

DISK = 5.0  # seconds; a disk that takes longer is as good as none
ROOM = 4096  # bytes that must go into a file there


def prepare(path: Path) -> str:
    """Make the folder and see whether a file can be written there.  Why not; "" when it can."""
    work = gevent.get_hub().threadpool.spawn(_prepare, path)
    try:
        return str(work.get(timeout=DISK))
    except gevent.Timeout:
        return f"the disk does not answer: {path}"


def _prepare(path: Path) -> str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "wb", opener=_no_link) as file:
            file.write(bytes(ROOM))
        path.unlink()
    except OSError as error:
        return f"{error.strerror}: {path}"
    return ""


def _no_link(path: str, flags: int) -> int:
    """Others may write there, an external Asterisk's user for one: no link of theirs leads us to a file of ours, and no
    pipe holds us up."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
