"""What the past of a queue teaches about waits to come: how long its calls take, who comes, who gives up; and how far
off the expected waits were (docs/manual/acd.md, rules 26 and 31).

Part of the machine's state: learnt from recorded facts and orders alone, kept in snapshots."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from math import exp
from typing import Any

from ccengine.model.ids import QueueName, Seconds

HANDLING: Seconds = 180.0  # of a call, before any was seen
HANDLING_COUNTS = 5  # as so many calls
WAIT: Seconds = 60.0  # that nobody gave up, before any was seen
WAITS_COUNT = 5  # as so many waits
LATEST = 200  # values that a mean goes by
LATEST_ERRORS = 1000
MEMORY: Seconds = 1800.0  # time constant of a rate of arrivals
CLASS: Seconds = 10.0  # head starts that differ by less are taken together
GREATEST: Seconds = 3600.0


@dataclass(slots=True)
class Mean:
    """Of the latest values, the later the more."""

    value: float = 0.0
    count: int = 0

    def add(self, value: float, latest: int = LATEST) -> None:
        if self.count < latest:
            self.count += 1
        self.value += (value - self.value) / self.count


@dataclass(slots=True)
class Rate:
    """Arrivals per second."""

    value: float = 0.0
    at: Seconds = 0.0

    def now(self, now: Seconds) -> float:
        return self.value * exp((self.at - now) / MEMORY)

    def add(self, now: Seconds) -> None:
        self.value, self.at = self.now(now) + 1.0 / MEMORY, now


@dataclass(slots=True)
class Error:
    """Of expected waits, told at entry: expected minus came, in seconds."""

    count: int = 0
    size: Mean = field(default_factory=Mean)  # without the sign: the mean absolute error
    bias: Mean = field(default_factory=Mean)

    def add(self, error: Seconds) -> None:
        self.count += 1
        self.size.add(abs(error), LATEST_ERRORS)
        self.bias.add(error, LATEST_ERRORS)


@dataclass(slots=True)
class Added:
    """To waits, by callbacks, in seconds."""

    count: int = 0  # callers on the line who were answered
    mean: Mean = field(default_factory=Mean)

    def add(self, seconds: Seconds) -> None:
        self.count += 1
        self.mean.add(seconds, LATEST_ERRORS)


@dataclass(slots=True)
class Lesson:
    """Of one queue.  Times in seconds."""

    handling: Mean = field(default_factory=lambda: Mean(HANDLING, HANDLING_COUNTS))
    answering: Mean = field(default_factory=Mean)  # from the ring until the talk
    # 1 for a wait without an agent, 0 for one that an agent ended
    gave_up: Mean = field(default_factory=lambda: Mean(0.0, WAITS_COUNT))
    waited: Mean = field(default_factory=lambda: Mean(WAIT, WAITS_COUNT))
    arrivals: dict[int, Rate] = field(default_factory=dict)  # by head start, in CLASSes
    error: Error = field(default_factory=Error)
    added: Added = field(default_factory=Added)

    def came(self, head_start: Seconds, now: Seconds) -> None:
        number = int(min(head_start, GREATEST) // CLASS) if head_start > 0 else 0
        rate = self.arrivals.get(number)
        if rate is None:
            rate = self.arrivals[number] = Rate(0.0, now)
        rate.add(now)

    def coming(self, now: Seconds, over: Seconds) -> Iterator[tuple[Seconds, float]]:
        """(head start, arrivals per second) of each class with a greater head start than this."""
        return ((number * CLASS, rate.now(now)) for number, rate in self.arrivals.items() if number * CLASS > over)

    def wait_ended(self, waited: Seconds, gave_up: bool) -> None:
        if waited > 0:
            self.waited.add(waited)
            self.gave_up.add(float(gave_up))

    @property
    def giving_up(self) -> float:
        """Callers who do, per caller and second of waiting."""
        return self.gave_up.value / self.waited.value


def save(lessons: dict[QueueName, Lesson]) -> dict[str, Any]:
    """Those from which something was learnt: that one was looked at makes no other state."""
    learnt = {name: lesson for name, lesson in lessons.items() if lesson != Lesson()}
    return {name: asdict(lesson) | {"arrivals": _arrivals(lesson)} for name, lesson in learnt.items()}


def _arrivals(lesson: Lesson) -> dict[str, Any]:
    return {str(number): asdict(rate) for number, rate in lesson.arrivals.items()}


def load(plain: dict[str, Any]) -> dict[QueueName, Lesson]:
    return {QueueName(name): _lesson(item) for name, item in plain.items()}


def _lesson(item: dict[str, Any]) -> Lesson:
    error, added = item["error"], item.get("added", asdict(Added()))
    return Lesson(
        Mean(**item["handling"]),
        Mean(**item["answering"]),
        Mean(**item["gave_up"]),
        Mean(**item["waited"]),
        arrivals={int(number): Rate(**rate) for number, rate in item["arrivals"].items()},
        error=Error(error["count"], Mean(**error["size"]), Mean(**error["bias"])),
        added=Added(added["count"], Mean(**added["mean"])),
    )
