"""A list of callers as a CSV file -> entries, or all that is wrong with it.

number,reason,until,class,port       the first line names the columns, in any order; `number` is needed
13800138000,abuse,30d,,
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from ccengine.cli.data_file import read_data
from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.ids import Seconds
from ccengine.model.lists import REASON, Kind, NotListable, what
from ccengine.model.numbering import Numbering
from ccengine.model.reader import did_you_mean
from ccengine.model.until import WRITTEN, read_until
from ccengine.model.yamltext import shown

COLUMNS = {"number": "what", "reason": "reason", "until": "until", "class": "caller_class", "port": "port"}
"""And what the control API calls them."""

TOLD = 1000  # errors; more are counted

_FULL_WIDTH = "，；"


Seen = dict[tuple[str, str], Position]
"""Where what is named was named first, at a port."""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    at: Position


@dataclass(frozen=True, slots=True)
class Meant:
    """What entries mean here."""

    kind: Kind
    numbering: Numbering
    classes: frozenset[str]
    now: Seconds
    zone: tzinfo | None


def read_list(path: Path, meant: Meant) -> list[dict[str, str]]:
    """As the control API takes them.  Raises BadInput with all that is wrong."""
    report: list[Diagnostic] = []
    rows = cells(_text(path), str(path), report)
    columns = _columns(next(rows, []), str(path), meant.kind, report)
    seen: Seen = {}
    entries = []
    for row in rows:
        if len(row) == 1 and not row[0].text.strip():
            continue  # an empty line
        if len(row) > len(columns):
            cell = row[len(columns)]
            text = f"the first line names {len(columns)} columns, and this is one more"
            report.append(Diagnostic(cell.at, text, "too-many-columns", 'a reason with a comma stands in "quotes"'))
            continue
        given = {name: cell for name, cell in zip(columns, row, strict=False) if name}
        if (entry := _entry(given, row[0].at, meant, seen, report)) is not None:
            entries.append(entry)
    if report:
        raise BadInput(report)
    return entries


def _text(path: Path) -> str:
    data = read_data(path)
    try:
        return data.decode("utf-8-sig")  # as a spreadsheet writes it
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        remedy = "save it as CSV UTF-8, or: iconv -f GB18030 -t UTF-8 FILE"
        found = Diagnostic(Position(str(path), line, column), "it is not UTF-8 from here on", "not-utf8", remedy)
        raise BadInput([found]) from None


def cells(text: str, file: str, report: list[Diagnostic]) -> Iterator[list[Cell]]:
    """RFC 4180, with places.  A quotation mark that is not closed ends with its line."""
    for number, line in enumerate(text.splitlines(), 1):
        row, place = [], 0
        while place <= len(line):
            at = Position(file, number, place + 1)
            if line.startswith('"', place):
                closed, found = _quoted(line, place)
                if closed < 0:
                    report.append(
                        Diagnostic(at, "the quotation mark is not closed on its line", "open-quote", 'end: "')
                    )
                    closed = len(line)
                end = _comma(line, closed)
                if line[closed + 1 : end].strip():
                    behind, remedy = Position(file, number, closed + 2), 'a " inside is written twice'
                    report.append(Diagnostic(behind, "the quotation mark is followed by more", "after-quote", remedy))
            else:
                end = _comma(line, place)
                found = line[place:end]
            row.append(Cell(found.strip(), at))
            place = end + 1
        yield row


def _quoted(line: str, place: int) -> tuple[int, str]:
    """Where it is closed, -1 for nowhere; and what stands in it."""
    found, at = "", place + 1
    while True:
        end = line.find('"', at)
        if end < 0:
            return -1, line[place + 1 :]
        found += line[at:end]
        if not line.startswith('""', end):
            return end, found
        found, at = found + '"', end + 2


def _comma(line: str, place: int) -> int:
    """The next one, or the line's end."""
    found = line.find(",", place)
    return len(line) if found < 0 else found


def _columns(head: list[Cell], file: str, kind: Kind, report: list[Diagnostic]) -> list[str]:
    names = []
    for cell in head:
        name = cell.text.lower()
        if name and name not in COLUMNS:
            remedy = did_you_mean(name, COLUMNS) or "there are: " + ", ".join(COLUMNS)
            if any(sign in cell.text for sign in _FULL_WIDTH):
                remedy = "separate them by the ASCII comma"
            report.append(Diagnostic(cell.at, f'there is no column "{shown(cell.text)}"', "unknown-column", remedy))
        if name and name in names:
            report.append(Diagnostic(cell.at, f'the column "{name}" is here a second time', "column-twice"))
        names.append(name if name in COLUMNS else "")
    needed = ("number", "class") if kind is Kind.CLASS else ("number",)
    for name in needed:
        if name not in names:
            remedy = "the first line names the columns: number,reason,until,class,port"
            report.append(Diagnostic(Position(file, 1, 1), f'the column "{name}" is missing', "no-column", remedy))
    if report:
        raise BadInput(report)  # what follows would mean something else
    return names


def _entry(
    given: Mapping[str, Cell],
    at: Position,
    meant: Meant,
    seen: dict[tuple[str, str], Position],
    report: list[Diagnostic],
) -> dict[str, str] | None:
    def wrong(name: str, text: str, rule: str, remedy: str, other: Position | None = None) -> None:
        place = given[name].at if name in given else at
        report.append(Diagnostic(place, text, rule, remedy, other))

    texts = {name: cell.text for name, cell in given.items()}
    before = len(report)
    named = ""
    try:
        named = what(texts.get("number", ""), meant.numbering)
    except NotListable as why:
        mangled = "E+" in texts.get("number", "").upper()
        remedy = "a spreadsheet has rounded it: make the column a text, and type it anew" if mangled else why.remedy
        wrong("number", str(why), "bad-number", remedy)
    if named and (first := seen.setdefault((named, texts.get("port", "")), given["number"].at)) != given["number"].at:
        wrong("number", f"{named} is here a second time", "number-twice", "the first is", first)
    if len(texts.get("reason", "")) > REASON:
        wrong("reason", f"the reason has more than {REASON} characters", "too-long", "shorten it")
    if not texts.get("reason", "").isprintable():
        wrong("reason", "the reason has a character that cannot be printed", "bad-reason", "a tab, say: delete it")
    if (until := texts.get("until", "")) and read_until(until, meant.now, meant.zone) is None:
        wrong("until", f'"{shown(until)}" is no time to come', "bad-time", WRITTEN)
    known, caller_class = sorted(meant.classes), texts.get("class", "")
    if meant.kind is Kind.CLASS and caller_class not in known:
        remedy = did_you_mean(caller_class, known) or "of settings.yaml, `classes`: " + (", ".join(known) or "none")
        wrong("class", f'there is no class "{shown(caller_class)}"', "unknown-class", remedy)
    if meant.kind is not Kind.CLASS and caller_class:
        wrong("class", "this list has no classes", "no-class-here", "import it with: ccctl class import")
    return {COLUMNS[name]: text for name, text in texts.items()} if len(report) == before else None
