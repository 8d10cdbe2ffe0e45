"""A data file that somebody names: more than a flow, and still bounded."""

import errno
from pathlib import Path

from ccengine.model.diagnostics import BadInput, Diagnostic, Position

MOST = 64 * 1024 * 1024  # bytes


def read_data(path: Path) -> bytes:
    """All of it: a file that was cut off would say something else.  Raises BadInput, also for what is no file."""
    at = Position(str(path), 1, 1)
    try:
        if not path.is_file():
            raise OSError(errno.EINVAL, "it is no file")
        with path.open("rb") as file:
            data = file.read(MOST + 1)
    except OSError as error:
        text = f"it cannot be read: {error.strerror}"
        raise BadInput([Diagnostic(at, text, "unreadable", "is it a file, and readable?")]) from None
    if len(data) > MOST:
        raise BadInput([Diagnostic(at, f"it has more than {MOST} bytes", "file-too-large", "split it")])
    return data
