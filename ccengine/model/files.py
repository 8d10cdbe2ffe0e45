"""Files that somebody names, read so that nothing hangs: a pipe without a writer never begins, a device never ends."""

import errno
from pathlib import Path

from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.yamltree import YamlLimits

MOST = YamlLimits().size + 1
"""Bytes: the reader of a YAML file still sees that it is too large."""


def read_file(path: Path) -> bytes:
    """What is in it; of a larger file `MOST` bytes.  Raises OSError, also for what is no file."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, "it is a pipe or a device, not a file", str(path))
    with path.open("rb") as file:
        return file.read(MOST)


def read_input(path: Path) -> bytes:
    """As `read_file`, but raises BadInput."""
    try:
        return read_file(path)
    except OSError as error:
        text = f"it cannot be read: {error.strerror}"
        raise BadInput(
            [Diagnostic(Position(str(path), 1, 1), text, "unreadable", "is it a file, and readable?")]
        ) from None
