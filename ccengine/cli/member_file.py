"""A CSV file of members -> what is to be put into the books, or all that is wrong with it."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.members import LONGEST_NUMBER, PHONES, weakness
from ccengine.model.numbering import Numbering
from ccengine.model.reader import did_you_mean
from ccengine.model.secret import Secret
from ccengine.model.yamltext import shown

COLUMNS = ("number", "name", "class", "phones", "pin")
LONGEST = 64  # characters of a name or a class
MOST = 1000  # errors that are told


@dataclass(frozen=True, slots=True)
class Row:
    given: Mapping[str, Any]  # as POST /v1/members takes it, without the PIN
    pin: Secret | None = None


def read_members(data: bytes, file: str, numbering: Numbering) -> list[Row]:
    """Raises BadInput with every error, none of which shows a PIN."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise BadInput([Diagnostic(Position(file, 1, 1), "neither UTF-8 nor GB18030", "bad-encoding")]) from None
    return _File(text, file, numbering).rows()


class _File:
    def __init__(self, text: str, file: str, numbering: Numbering) -> None:
        self._lines = csv.reader(text.splitlines(keepends=True))
        self._file, self._numbering = file, numbering
        self._wrong: list[Diagnostic] = []
        self._seen: dict[str, Position] = {}

    def rows(self) -> list[Row]:
        rows = []
        try:
            columns = self._head()
            rows = list(self._read(columns)) if columns else []
        except csv.Error as error:
            self._add(max(1, self._lines.line_num), 0, f"it is no CSV: {error}", "bad-csv", "is a quotation mark open?")
        if self._wrong:
            raise BadInput(self._wrong[:MOST])
        return rows

    def _head(self) -> list[str]:
        columns = [each.strip().lower() for each in next(self._lines, [])]
        for at, name in enumerate(columns):
            if name not in COLUMNS:
                remedy = did_you_mean(name, COLUMNS) or f"known are: {', '.join(COLUMNS)}"
                self._add(1, at, f'unknown column "{shown(name)}"', "unknown-column", remedy)
            elif name in columns[:at]:
                self._add(1, at, f'column "{name}" is here a second time', "duplicate-column", "delete it")
        if "number" not in columns:
            self._add(1, 0, 'the column "number" is missing', "missing-column", f"the first line names them: {COLUMNS}")
        return [] if self._wrong else columns

    def _read(self, columns: list[str]) -> Iterator[Row]:
        for values in self._lines:
            line = self._lines.line_num
            if not any(value.strip() for value in values):
                continue
            if len(values) != len(columns):
                text = f"{len(values)} values, but {len(columns)} columns"
                self._add(line, 0, text, "column-count", 'put a value that has a comma into "quotes"')
                continue
            before = len(self._wrong)
            row = self._row(dict(zip(columns, (value.strip() for value in values), strict=True)), columns, line)
            if len(self._wrong) == before:
                yield row

    def _row(self, values: dict[str, str], columns: list[str], line: int) -> Row:
        number = self._number(values["number"], columns, line)
        given: dict[str, Any] = {"number": number}
        for name in ("name", "class"):
            if name in values:
                given[name] = values[name]
                if len(values[name]) > LONGEST or not values[name].isprintable():
                    text = f"{name} has more than {LONGEST} characters, or one that cannot be printed"
                    self._add(line, columns.index(name), text, f"bad-{name}")
        if "phones" in values:
            given["phones"] = self._phones(values["phones"], columns, line)
        pin = values.get("pin", "")
        if pin and (why := weakness(pin, number)):
            self._add(line, columns.index("pin"), why, "weak-pin", "choose another")
        return Row(given, Secret(pin) if pin else None)

    def _number(self, number: str, columns: list[str], line: int) -> str:
        at = columns.index("number")
        if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
            text = f"a member's number has 1 to {LONGEST_NUMBER} digits"
            self._add(line, at, text, "bad-number")
        elif number in self._seen:
            text = f"member {number} is here a second time"
            self._add(line, at, text, "duplicate-member", "see", self._seen[number])
        self._seen.setdefault(number, Position(self._file, line, at + 1))
        return number

    def _phones(self, text: str, columns: list[str], line: int) -> list[str]:
        at = columns.index("phones")
        phones = [phone.strip() for phone in text.replace("；", ";").split(";") if phone.strip()]
        if len(phones) > PHONES:
            self._add(line, at, f"{len(phones)} phones; at most {PHONES}", "too-many-phones")
        for phone in phones:
            if not self._numbering.form(phone):
                self._add(line, at, f'"{shown(phone)}" is no telephone number', "bad-phone", "as in 13800138000")
        return phones

    def _add(
        self, line: int, column: int, text: str, rule: str, remedy: str = "", other: Position | None = None
    ) -> None:
        """`column`: of the table, from 0; told from 1."""
        self._wrong.append(Diagnostic(Position(self._file, line, column + 1), text, rule, remedy, other))
