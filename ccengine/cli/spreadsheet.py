"""CSV that a spreadsheet reads as it was meant."""

import csv
import io
from collections.abc import Iterable, Sequence

from ccengine.cli.text import shown

BEGINS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A text that begins so is computed by spreadsheets: a formula that a caller or a program gave would run.  The last
four are the full-width ones, which some take for the same."""


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Numbers stay numbers; a text that a spreadsheet would compute gets an apostrophe before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()


def cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str):
        return value
    harmless = shown(value)  # no ends of lines, no tabs: they are the other way in
    return f"'{harmless}" if harmless.lstrip().startswith(BEGINS) else harmless
