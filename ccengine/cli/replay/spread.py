"""Draws of a day, one for each seed -> median, least and most of every figure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from ccengine.cli.day_figures import DayFigures, Row

Key = tuple[str, str]
"""Queue and figure; without a queue: of all agents."""
STAFF = ""
SPAN = ("since", "until")


@dataclass(frozen=True, slots=True)
class Draw:
    """The day simulated, with the draws of one seed."""

    seed: int
    model: DayFigures  # under the day's rules
    other: DayFigures  # under those that were asked for


@dataclass(frozen=True, slots=True)
class Spread:
    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(median(values), min(values), max(values))


Spreads = Mapping[Key, Spread]


@dataclass(frozen=True, slots=True)
class Compared:
    """`difference`: of each seed's two days, for they share their luck; its median need not be that of the medians."""

    model: Spreads
    other: Spreads
    difference: Spreads

    def as_data(self) -> dict[str, Any]:
        return {name: _nested(getattr(self, name)) for name in ("model", "other", "difference")}


def compared(draws: Sequence[Draw]) -> Compared:
    pairs = [(values(draw.model), values(draw.other)) for draw in draws]
    differences = ({key: there[key] - here[key] for key in here.keys() & there.keys()} for here, there in pairs)
    return Compared(spreads(here for here, _ in pairs), spreads(there for _, there in pairs), spreads(differences))


def values(day: DayFigures) -> dict[Key, float]:
    """A figure of nobody (an ASA when none was answered) is not there."""
    found = {(queue, name): value for queue, row in day.queues.items() for name, value in _numbers(row)}
    return found | {(STAFF, name): value for name, value in _numbers(day.staff)}


def spreads(draws: Iterable[Mapping[Key, float]]) -> Spreads:
    """Of those draws in which there is such a figure."""
    every: dict[Key, list[float]] = defaultdict(list)
    for draw in draws:
        for key, value in draw.items():
            every[key].append(value)
    return {key: Spread.of(found) for key, found in every.items()}


def _numbers(row: Row) -> Iterator[tuple[str, float]]:
    for name, found in row.items():
        value = found["value"] if name == "service_level" else found
        if isinstance(value, int | float) and name not in SPAN:
            yield name, value


def _nested(found: Spreads) -> dict[str, Any]:
    queues: dict[str, dict[str, Any]] = defaultdict(dict)
    staff: dict[str, Any] = {}
    for (queue, name), spread in sorted(found.items()):
        (queues[queue] if queue else staff)[name] = asdict(spread)
    return {"queues": dict(queues), "staff": staff}
