"""Numbers that may be dialled: one spelling, and what is allowed."""

import re
from collections.abc import Iterable

LONGEST = 24  # digits: E.164's fifteen, a carrier's code and an extension

_NUMBER = re.compile(rf"\+?[0-9]{{1,{LONGEST}}}")
_BETWEEN = str.maketrans("", "", " -.()")
_APART = ("+", "00", "179")  # abroad, and the codes by which China's carriers are chosen: abroad may stand behind them


def normal(text: str) -> str | None:
    """`0755-2345 6789` as digits, with a `+` only in front; None for what is no number.  Digits are ASCII's ten, as in
    a SIP address; nothing else ever gets into one."""
    bare = text[: 4 * LONGEST].translate(_BETWEEN)
    return bare if len(text) <= 4 * LONGEST and _NUMBER.fullmatch(bare) else None


def is_allowed(number: str, prefixes: Iterable[str]) -> bool:
    """A normal number that begins with one of these.  One that leads abroad (+, 00), or may (179), is allowed only by a
    prefix that says so itself: `0` allows no `00`."""
    lead = next((each for each in _APART if number.startswith(each)), "")
    return any(number.startswith(each) and each.startswith(lead) for each in prefixes if each)


def with_plus(number: str) -> str:
    """A normal number, or the begin of one, that leads abroad by `00` as it is written with a `+`."""
    return f"+{number[2:]}" if number.startswith("00") else number


def masked(text: str) -> str:
    """For logs: enough to see why a number was refused and which one it was, as in `138****8000`.  Also of what is no
    number: a caller may have typed anything there."""
    return f"{text[:3]}****{text[-4:]}" if len(text) > 10 else f"{text[:3]}****"
