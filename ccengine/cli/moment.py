"""A time that is typed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
EXAMPLE = "2026-11-22T08:30"


def moment(_ctx: click.Context, _option: click.Parameter, value: str | None) -> float | None:
    """A day or a time, as `numbers` takes it; of the terminal's zone unless it names one.  Seconds since the epoch."""
    try:
        return None if value is None else datetime.fromisoformat(value).timestamp()
    except (ValueError, OverflowError, OSError):
        raise click.BadParameter(f"{value!r} is no time, as in 2026-11-22 or {EXAMPLE}") from None


def span(what: str) -> Callable[[F], F]:
    """The options `since` and `until`, as every command that looks at a time calls them.  `what`: is chosen by them."""

    def both(command: F) -> F:
        first = f"{what} then or later; local time, as {EXAMPLE}."
        last = click.option("--to", "--until", "until", metavar="TIME", callback=moment, help=f"{what} before that.")
        return click.option("--from", "--since", "since", metavar="TIME", callback=moment, help=first)(last(command))

    return both
