"""A file that a command makes."""

from pathlib import Path

import click


def write(file: Path, text: str) -> None:
    """Raises click's FileError, which is told with the reason."""
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise click.FileError(str(file), error.strerror) from None
