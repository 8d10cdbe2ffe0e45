"""A time that is typed."""

from datetime import datetime

import click

EXAMPLE = "2026-11-22T08:30"


def moment(_ctx: click.Context, _option: click.Parameter, value: str | None) -> float | None:
    """A day or a time, as `numbers` takes it; of the terminal's zone unless it names one.  Seconds since the epoch."""
    try:
        return None if value is None else datetime.fromisoformat(value).timestamp()
    except (ValueError, OverflowError, OSError):
        raise click.BadParameter(f"{value!r} is no time, as in 2026-11-22 or {EXAMPLE}") from None
