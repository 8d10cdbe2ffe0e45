"""What the three programs have in common: output that cannot be written, and an option at the wrong place."""

import errno
import os
import sys
from contextlib import suppress
from typing import Any

import click

UNWRITTEN = 1
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class Program(click.Group):
    """A closed pipe ends the program without a word (click does that), a full disk with one sentence."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            if error.errno not in _FULL or error.filename is not None:
                raise
            with suppress(OSError):
                click.echo(f"{self.name_typed(kwargs)}: the output cannot be written: {error.strerror}", err=True)
            _forget_output()
            sys.exit(UNWRITTEN)

    def name_typed(self, given: dict[str, Any]) -> str:
        return str(given.get("prog_name") or os.path.basename(sys.argv[0]))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.option_name == "--home":
                raise click.UsageError(f"--home stands after the command: {ctx.info_name} COMMAND --home DIR") from None
            raise

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.NoSuchOption as error:
            if error.option_name == "--home" and any(option.name == "home" for option in self.params):
                raise click.UsageError(f"--home stands before the command: {ctx.info_name} --home DIR ...") from None
            raise


def _forget_output() -> None:
    """What is still in the buffer would fail once more at the interpreter's end."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
