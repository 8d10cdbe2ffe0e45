"""What `ccsim replay` shows: a table for each queue, and one of the agents."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from ccengine.cli.text import shown, table
from ccengine.cli.words import say
from ccengine_sim.replay import Differs

if TYPE_CHECKING:
    from ccengine.cli.replay import Replayed

Row = Mapping[str, Any]
Shown = Callable[[float], str]


def _count(value: float) -> str:
    return f"{value:.0f}"


def seconds(value: float) -> str:
    return f"{value:.1f} s"


def percent(value: float) -> str:
    return f"{100 * value:.1f} %"


QUEUE: tuple[tuple[str, str, Shown], ...] = (
    ("offered", "offered", _count),
    ("answered", "answered", _count),
    ("abandoned", "abandoned", _count),
    ("abandoned_short", "short", _count),
    ("flowed_out", "flowed out", _count),
    ("otherwise", "other", _count),
    ("waiting", "waiting", _count),
    ("level", "service level", percent),
    ("asa", "ASA", seconds),
    ("time_to_abandon", "to abandon", seconds),
    ("longest_wait", "longest wait", seconds),
    ("aht", "AHT", seconds),
)
STAFF: tuple[tuple[str, str, Shown], ...] = (
    ("occupancy", "occupancy", percent),
    ("utilisation", "utilisation", percent),
)


def told(found: "Replayed", zone: tzinfo | None) -> str:
    return "\n".join(_told(found, zone))


def _told(found: "Replayed", zone: tzinfo | None) -> Iterator[str]:
    yield say("From {begin} to {end}", begin=_clock(found.since, zone), end=_clock(found.until, zone))
    days = [day for day in (found.day, found.model, found.other) if day is not None]
    head = [say(word) for word in ("the day", "simulated", "other rules", "difference")][: len(days) + (len(days) == 3)]
    for queue in sorted({name for day in days for name in day.queues}):
        rows = [_level(day.queues.get(queue, {})) for day in days]
        level = next(row["service_level"] for day in days if (row := day.queues.get(queue)))
        formula = say("{value} in {threshold:g} s", value=level["formula"], threshold=level["threshold"])
        yield from ("", table([f"{queue} ({formula})", *head], [_row(rows, *each) for each in QUEUE]))
    yield from ("", table([say("agents"), *head], [_row([day.staff for day in days], *each) for each in STAFF]))
    yield ""
    if found.differs is None:
        yield say("The machine decides that day as it did: the same orders at every fact.")
    else:
        yield from _otherwise(found.differs, zone)


def _otherwise(differs: Differs, zone: tzinfo | None) -> Iterator[str]:
    at = _clock(differs.at, zone)
    yield say("From record {n} ({at}) on the machine decides otherwise than it did:", n=differs.n, at=at)
    yield say("the settings, or the program, were others.")
    yield say("  after {fact}", fact=shown(str(differs.fact)))
    yield say("  it ordered {then}", then=shown(", ".join(map(str, differs.ordered)) or say("nothing")))
    yield say("  and now {now}", now=shown(", ".join(map(str, differs.would)) or say("nothing")))


def _clock(at: float, zone: tzinfo | None) -> str:
    return f"{datetime.fromtimestamp(at, zone):%Y-%m-%d %H:%M:%S}"


def _level(row: Row) -> Row:
    """A queue that nobody entered has no row."""
    return {**row, "level": row["service_level"]["value"]} if row else {}


def _row(rows: list[Row], name: str, word: str, show: Shown) -> list[str]:
    values = [row.get(name) for row in rows]
    cells = [say(word), *("" if value is None else show(value) for value in values)]
    if len(values) == 3:
        model, other = values[1:]
        cells.append("" if model is None or other is None else _signed(other - model, show))
    return cells


def _signed(value: float, show: Shown) -> str:
    text = f"{100 * abs(value):.1f}" if show is percent else show(abs(value))  # of shares: percentage points
    return text if not text.strip("0. s") else ("+" if value > 0 else "-") + text
