"""What `ccsim replay` shows: a table for each queue, and one of the agents."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple

from ccengine.cli.replay.spread import STAFF, Compared, Key, Spread, compared, values
from ccengine.cli.text import shown, table
from ccengine.cli.words import say
from ccengine_sim.replay import Differs, Tie

if TYPE_CHECKING:
    from ccengine.cli.replay.command import Replayed


class Unit(NamedTuple):
    format: str
    times: float = 1.0
    sign: str = ""
    of_differences: str = ""

    def number(self, value: float) -> str:
        return self.format.format(self.times * value)

    def signed(self, value: float) -> str:
        text = self.number(abs(value))
        return text if not text.strip("0.") else ("+" if value > 0 else "-") + text


COUNT = Unit("{:.0f}")
SECONDS = Unit("{:.1f}", 1.0, " s", " s")
PERCENT = Unit("{:.1f}", 100.0, " %")  # differences of shares: percentage points


def seconds(value: float) -> str:
    return SECONDS.number(value) + SECONDS.sign


def percent(value: float) -> str:
    return PERCENT.number(value) + PERCENT.sign


QUEUE: tuple[tuple[str, str, Unit], ...] = (
    ("offered", "offered", COUNT),
    ("answered", "answered", COUNT),
    ("abandoned", "abandoned", COUNT),
    ("abandoned_short", "short", COUNT),
    ("flowed_out", "flowed out", COUNT),
    ("otherwise", "other", COUNT),
    ("waiting", "waiting", COUNT),
    ("service_level", "service level", PERCENT),
    ("asa", "ASA", SECONDS),
    ("time_to_abandon", "to abandon", SECONDS),
    ("longest_wait", "longest wait", SECONDS),
    ("aht", "AHT", SECONDS),
)
AGENTS: tuple[tuple[str, str, Unit], ...] = (
    ("occupancy", "occupancy", PERCENT),
    ("utilisation", "utilisation", PERCENT),
)


def told(found: "Replayed", zone: tzinfo | None) -> str:
    return "\n".join(_told(found, zone))


def _told(found: "Replayed", zone: tzinfo | None) -> Iterator[str]:
    yield say("From {begin} to {end}", begin=clock(found.since, zone), end=clock(found.until, zone))
    day, drawn = values(found.day), compared(found.draws) if found.draws else None
    head = [say("the day"), *(map(say, ("simulated", "other rules", "difference")) if drawn else ())]
    for queue, level in sorted(_levels(found).items()):
        formula = say("{value} in {threshold:g} s", value=level["formula"], threshold=level["threshold"])
        rows = [_row(day, drawn, queue, *each) for each in QUEUE]
        yield from ("", table([f"{queue} ({formula})", *head], rows))
    yield from ("", table([say("agents"), *head], [_row(day, drawn, STAFF, *each) for each in AGENTS]))
    if drawn:
        yield from ("", *_of_luck(len(found.draws)))
    yield ""
    if found.differs is None:
        yield say("The machine decides that day as it did: the same orders at every fact.")
    else:
        yield from _otherwise(found.differs, zone)
    yield from (_tie(tie) for tie in found.ties)


def _levels(found: "Replayed") -> dict[str, Mapping[str, Any]]:
    """A queue that nobody entered has no row."""
    days = [found.day, *(day for draw in found.draws for day in (draw.model, draw.other))]
    return {name: row["service_level"] for day in reversed(days) for name, row in day.queues.items()}


def _row(day: Mapping[Key, float], drawn: Compared | None, queue: str, name: str, word: str, unit: Unit) -> list[str]:
    key = (queue, name)
    cells = [say(word), unit.number(day[key]) + unit.sign if key in day else ""]
    if drawn is None:
        return cells
    simulated = [_cell(spread.get(key), unit.number, unit.sign) for spread in (drawn.model, drawn.other)]
    return [*cells, *simulated, _cell(drawn.difference.get(key), unit.signed, unit.of_differences)]


def _cell(spread: Spread | None, number: Callable[[float], str], sign: str) -> str:
    """The median, and from where to where it goes."""
    if spread is None:
        return ""
    middle, least, most = (number(value) for value in (spread.median, spread.least, spread.most))
    return middle + sign + (f" ({least}..{most})" if least != most else "")


def _of_luck(runs: int) -> Iterator[str]:
    if runs == 1:
        yield say("One draw: --runs 20 tells how much of it is luck.")
    else:
        yield say("{runs} draws: the median of each figure (and the least..most).", runs=runs)


def _tie(tie: Tie) -> str:
    return say(
        "Talks of {queue} depended on the wait (rank correlation {value:+.2f} over {talks} talks): under other rules\n"
        "waits are others, but talks are drawn as if they were not; AHT and occupancy are wrong by that.",
        queue=shown(tie.queue), value=tie.correlation, talks=tie.talks,
    )  # fmt: skip


def _otherwise(differs: Differs, zone: tzinfo | None) -> Iterator[str]:
    at = clock(differs.at, zone)
    yield say("From record {n} ({at}) on the machine decides otherwise than it did:", n=differs.n, at=at)
    yield say("the settings, or the program, were others.")
    yield say("  after {fact}", fact=shown(str(differs.fact)))
    yield say("  it ordered {then}", then=shown(", ".join(map(str, differs.ordered)) or say("nothing")))
    yield say("  and now {now}", now=shown(", ".join(map(str, differs.would)) or say("nothing")))


def clock(at: float, zone: tzinfo | None) -> str:
    return f"{datetime.fromtimestamp(at, zone):%Y-%m-%d %H:%M:%S}"
