"""A small vocabulary and what the journal's tests share."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ccengine.journal import Writer, read
from ccengine.wire.journal import Damaged, Record, Vocabulary


@dataclass(frozen=True, slots=True)
class Said:
    text: str


WORDS = Vocabulary([Said])


def at_once(job: Callable[[], None]) -> None:
    job()


class Later:
    """A syncing thread that has not come round to it yet."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], None]] = []

    def __call__(self, job: Callable[[], None]) -> None:
        self.jobs.append(job)

    def run(self) -> None:
        jobs, self.jobs = self.jobs, []
        for job in jobs:
            job()


def writer(folder: Path, **limits: int) -> Writer:
    return Writer(folder, WORDS, at_once, **limits)


def write(folder: Path, *texts: str) -> None:
    one = writer(folder)
    for text in texts:
        one.append(1.0, Said(text))
    one.close()


def texts(folder: Path, after: int = 0) -> list[str]:
    """What is read, damage as `!why`."""
    return [shown(found) for found in read(folder, WORDS, after)]


def shown(found: Record | Damaged) -> str:
    if isinstance(found, Damaged):
        return f"!{found.why}"
    return found.body.text if isinstance(found.body, Said) else repr(found.body)
