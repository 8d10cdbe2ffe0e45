"""A folder of flows -> its schedules and rosters, wherever their bytes lie."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ccengine.flow.duty.reading import parse_duty
from ccengine.flow.duty.roster import FILE as DUTY
from ccengine.flow.schedules.calendar import FOLDER, Year, parse_year, year_of
from ccengine.flow.schedules.reading import parse_schedules
from ccengine.flow.schedules.schedule import FILE, Schedule
from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.files import read_file

Read = Callable[[str], bytes]
"""A file's path from the folder of flows -> its bytes.  May raise OSError."""


@dataclass(frozen=True, slots=True)
class Schedules:
    by_name: Mapping[str, Schedule] = field(default_factory=dict)  # rosters as `duty:NAME`
    files: tuple[str, ...] = ()  # that were read: schedules.yaml, duty.yaml and the calendars that they name


def read_schedules(flows: Path, shown: str = "") -> Schedules:
    """`shown`: the folder's name in messages.  Raises BadInput with all that is wrong."""
    return parse_all(files_in(flows), lambda name: read_file(flows / name), shown or str(flows))


def files_in(flows: Path) -> list[str]:
    """schedules.yaml, duty.yaml and all calendars, as far as they are there."""
    found = [flows / FILE, flows / DUTY, *sorted((flows / FOLDER).glob("*.yaml"))]
    return [str(file.relative_to(flows)) for file in found if file.exists()]


def parse_all(files: list[str], read: Read, shown: str) -> Schedules:
    """Of these files.  A folder with neither schedules.yaml nor duty.yaml has no schedules."""
    wrong: list[Diagnostic] = []
    used = [file for file in (FILE, DUTY) if file in files]

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

    by_name: dict[str, Schedule] = {}
    for file in [*used]:
        parse = parse_schedules if file == FILE else parse_duty
        try:
            by_name |= parse(_bytes(read, file, shown), years, f"{shown}/{file}")
        except BadInput as bad:
            wrong += [each for each in bad.found if each not in wrong]
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
