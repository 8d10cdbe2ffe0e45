"""A time that is typed."""

from datetime import datetime
from typing import Any

import click

EXAMPLE = "2026-11-22T08:30"


class Moment(click.ParamType[float]):
    """A day or a time, as `numbers` takes it; of the terminal's zone unless it names one.  Seconds since the epoch."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        try:
            return datetime.fromisoformat(value).timestamp()
        except (ValueError, OverflowError, OSError):
            self.fail(f"{value!r} is no time, as in 2026-11-22 or {EXAMPLE}", param, ctx)
