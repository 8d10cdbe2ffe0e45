"""Round numbers for an axis."""

from math import floor, log10

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
CLOCK = (1.0, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
"""Seconds that are round on a clock."""


def ticks(high: float, most: int = 4) -> list[float]:
    """From 0 to the first round number that is not under `high`, in at most so many steps."""
    if high <= 0:
        return [0.0, 1.0]
    least = high / most
    ten = 10.0 ** floor(log10(least))
    step = next(step * ten for step in STEPS if step * ten >= least * (1 - 1e-9))
    count = next(n for n in range(1, most + 1) if n * step >= high * (1 - 1e-9))
    return [n * step for n in range(count + 1)]


def number(value: float) -> str:
    """Of an axis, or a count: as many digits as one reads: 0.35, 4.2, 5, 87, 1,240."""
    if value and abs(value) < 1:
        return f"{value:.2g}"
    return f"{value:.1f}".removesuffix(".0") if abs(value) < 10 else f"{value:,.0f}"


def measured(value: float) -> str:
    """Two digits that count, and no fewer: 0.035, 4.0, 87, 1,240."""
    if 0 < value < 0.95:
        return f"{value:.{2 - 1 - floor(log10(value))}f}"
    return f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"


def clock(seconds: float, most: int = 6) -> list[tuple[float, str]]:
    """Moments of a run so long, and how they are written: 0, 20 s, 40 s, 1:00."""
    step = next((step for step in CLOCK if seconds / step <= most), CLOCK[-1])
    return [(n * step, _clock(n * step, step)) for n in range(int(seconds // step) + 1)]


def _clock(at: float, step: float) -> str:
    if step < 60 and at < 60:
        return f"{at:g} s" if at else "0"
    minutes, seconds = divmod(int(at), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
