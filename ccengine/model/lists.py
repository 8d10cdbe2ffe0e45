"""Whom a list of callers names: a number, all that begin so, a pattern, or who withholds his number.

Each is kept in one spelling, so that what is added as `0138*` is found as `+86138*` and removed as `138*`: numbers in
their form (model/numbering.py), prefixes and patterns as the number is dialled at home, or with a + when it is
abroad."""

import re
from dataclasses import dataclass
from enum import StrEnum

from ccengine.model.ids import Seconds
from ccengine.model.numbering import Numbering

WITHHELD = "withheld"
EVERYBODY = "*"
LONGEST = 40  # characters of a pattern
REASON = 200  # characters

MOST = 200_000  # entries of all lists (limits: lists.entries)
PATTERNS = 200  # of them with X, Z, N or a * before the end (limits: lists.patterns): each is tried on each call

_CLASSES = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", "*": "[0-9]*", "+": r"\+"}
"""As in a dialplan; and * for any digits, also none."""
_BETWEEN = str.maketrans("xzn", "XZN", " -.()")
_SHAPE = re.compile(r"\+?[0-9XZN]*\*?[0-9XZN]*")


class Kind(StrEnum):
    ALLOW = "allow"
    BLACKLIST = "blacklist"
    CLASS = "class"


class NotListable(Exception):
    """What cannot stand in a list; `remedy` says what can."""

    def __init__(self, text: str, remedy: str) -> None:
        super().__init__(text)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` names it: there is one of a kind for what it names, at a port."""

    kind: Kind
    what: str  # as `what` made it
    port: str = ""  # its key in ports.yaml; "" for all
    caller_class: str = ""  # of Kind.CLASS
    reason: str = ""
    until: Seconds = 0.0  # then it counts no more; 0.0: it stays
    by: str = ""  # who put it there
    since: Seconds = 0.0

    @property
    def id(self) -> str:
        return entry_id(self.kind, self.what, self.port)

    def holds(self, at: Seconds) -> bool:
        return not self.until or at < self.until


def entry_id(kind: str, what: str, port: str) -> str:
    return f"{kind} {what} {port}".rstrip()


def what(text: str, numbering: Numbering) -> str:
    """In its one spelling.  Raises NotListable."""
    bare = text.strip()
    if bare.lower() == WITHHELD:
        return WITHHELD
    if not bare or len(bare) > 4 * LONGEST:
        raise NotListable("nothing is named" if not bare else "this is too long", f"{LONGEST} characters at most")
    if form := numbering.form(bare):
        return form
    shape = bare.translate(_BETWEEN)
    if len(shape) > LONGEST or not _SHAPE.fullmatch(shape) or not set(shape) & set("*XZN"):
        raise NotListable(
            f"{bare[:LONGEST]!r} is no number, no prefix and no pattern",
            "a number; 138* for all that begin so; a pattern of digits, X (0-9), Z (1-9), N (2-9) and one *; withheld",
        )
    home = numbering.home_prefix(shape)
    if home in ("", EVERYBODY) and shape != EVERYBODY:
        raise NotListable(
            f"{bare!r} names every number, at home",
            "* for everybody; +* for all from abroad; 0 and the country's code are no part of the numbers at home",
        )
    return home


def is_pattern(what: str) -> bool:
    """It must be tried; numbers and prefixes are looked up."""
    return what != WITHHELD and bool(set(what.removesuffix("*")) & set("*XZN"))


def is_prefix(what: str) -> bool:
    return what.endswith("*") and not is_pattern(what)


def compiled(pattern: str) -> re.Pattern[str]:
    """With one * at most there is one way to match: it takes no longer than the number is long."""
    return re.compile("".join(_CLASSES.get(each, each) for each in pattern))


def fixed(pattern: str) -> int:
    """Characters that it says itself: of two that match the one that says more counts."""
    return sum(each not in "XZN*" for each in pattern)
