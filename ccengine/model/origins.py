"""Where numbers were given out, and to which carrier: a table in a file, made by ccengine/app/origins.py.

The file is mapped, not read: a look-up is a search in a sorted array, some microseconds, and touches a few pages.

    one line of JSON     {"country", "made_of", "order", "sections": [{"name", "keys", "texts"}, ...]}, filled up with
                         blanks to a multiple of 8 bytes
    of each section      first numbers of ranges (8 bytes each, 15 digits), which text (2 bytes each; 0: none), texts
                         (UTF-8, one a line), each filled up with zeros to a multiple of 8 bytes"""

import json
import mmap
import sys
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

AREA, CARRIER = "area", "carrier"
DIGITS = 15  # E.164
SHORTEST = 8  # digits of a number that has an origin


class BadTable(Exception):
    """What lies there is no table, or of another kind of machine."""


@dataclass(frozen=True, slots=True)
class Section:
    """The range that begins at `keys[i]` has the text `texts[which[i]]`."""

    keys: Any  # of whole numbers, growing; begins with 0
    which: Any
    texts: list[str]

    def find(self, number: int) -> str:
        which: int = self.which[bisect_right(self.keys, number) - 1]
        return self.texts[which]


class Origins:
    def __init__(self, sections: Mapping[str, Section]) -> None:
        self._sections = sections

    def area(self, form: str) -> str:
        """ "" for what is not known.  `form`: model/numbering.py."""
        return self._find(AREA, form)

    def carrier(self, form: str) -> str:
        """Of a mobile number, to whom it was given out: he may have taken it to another since."""
        return self._find(CARRIER, form)

    def _find(self, name: str, form: str) -> str:
        section, digits = self._sections.get(name), form[1:]
        if section is None or not form.startswith("+") or not SHORTEST <= len(digits) <= DIGITS:
            return ""
        return section.find(int(digits.ljust(DIGITS, "0")))


UNKNOWN = Origins({})


def open_origins(path: Path) -> Origins:
    """Raises OSError, BadTable."""
    with path.open("rb") as file:
        try:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except ValueError:
            raise BadTable(f"{path} is empty") from None
    try:
        return Origins(dict(_sections(data)))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise BadTable(f"{path} is no table of numbers: {error}") from None


def _sections(data: memoryview) -> Iterable[tuple[str, Section]]:
    head = bytes(data[:4096]).partition(b"\n")[0]
    told = json.loads(head)
    if told["order"] != sys.byteorder:
        raise ValueError("made on another kind of machine")
    at = padded(len(head) + 1)
    for each in told["sections"]:
        parts = []
        for length in (8 * each["keys"], 2 * each["keys"], each["texts"]):
            parts.append(data[at : at + length])
            at = padded(at + length)
        keys, which, texts = parts[0].cast("Q"), parts[1].cast("H"), bytes(parts[2]).decode().split("\n")
        if len(keys) != each["keys"] or len(which) != len(keys) or keys[0] != 0 or max(which) >= len(texts):
            raise ValueError("it is cut off")
        yield each["name"], Section(keys, which, texts)


def padded(length: int) -> int:
    return (length + 7) // 8 * 8
