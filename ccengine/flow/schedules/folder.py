"""A folder of flows -> its schedules, wherever their bytes lie."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ccengine.flow.schedules.calendar import FOLDER, Year, parse_year, year_of
from ccengine.flow.schedules.reading import parse_schedules
from ccengine.flow.schedules.schedule import FILE, Schedule
from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.files import read_file

Read = Callable[[str], bytes]
"""A file's path from the folder of flows -> its bytes.  May raise OSError."""


@dataclass(frozen=True, slots=True)
class Schedules:
    by_name: Mapping[str, Schedule] = field(default_factory=dict)
    files: tuple[str, ...] = ()  # that were read: schedules.yaml and the calendars that it names


def read_schedules(flows: Path, shown: str = "") -> Schedules:
    """`shown`: the folder's name in messages.  Raises BadInput with all that is wrong."""
    return parse_all(files_in(flows), lambda name: read_file(flows / name), shown or str(flows))


def files_in(flows: Path) -> list[str]:
    """schedules.yaml and all calendars, as far as they are there."""
    found = [flows / FILE, *sorted((flows / FOLDER).glob("*.yaml"))]
    return [str(file.relative_to(flows)) for file in found if file.exists()]


def parse_all(files: list[str], read: Read, shown: str) -> Schedules:
    """Of these files.  A folder without schedules.yaml has no schedules."""
    if FILE not in files:
        return Schedules()
    wrong: list[Diagnostic] = []
    used = [FILE]

    def years(calendar: str) -> dict[int, Year]:
        found: dict[int, Year] = {}
        for file in files:
            folder, _, name = file.rpartition("/")
            if folder == FOLDER and (year := year_of(name, calendar)) is not None:
                found[year] = Year(year, {}, {})  # it is there; what is wrong with it is told once
                try:
                    found[year] = parse_year(_bytes(read, file, shown), f"{shown}/{file}", calendar, year)
                except BadInput as bad:
                    wrong.extend(bad.found)
                if file not in used:
                    used.append(file)
        return found

    try:
        by_name = parse_schedules(_bytes(read, FILE, shown), years, f"{shown}/{FILE}")
    except BadInput as bad:
        wrong += bad.found
    if wrong:
        raise BadInput(wrong)
    return Schedules(by_name, tuple(used))


def _bytes(read: Read, file: str, shown: str) -> bytes:
    try:
        return read(file)
    except OSError as error:
        text = f"it cannot be read: {error.strerror}"
        at = Position(f"{shown}/{file}", 1, 1)
        raise BadInput([Diagnostic(at, text, "unreadable", "is it a file, and readable?")]) from None
