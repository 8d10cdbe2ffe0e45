"""Values that come as text: out of expressions, look-ups and callers' keys."""

import datetime
import re
from decimal import Decimal

from ccengine.flow.spoken import amounts
from ccengine.flow.spoken.errors import NotSpeakable
from ccengine.flow.spoken.rules import KINDS
from ccengine.model.values import seconds
from ccengine.model.yamltext import shown

LONGEST = 200
"""Characters of a text that is looked at."""

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_DATE = r"(?P<year>[0-9]{4})(?P<sep>[-/.年])(?P<month>[0-9]{1,2})(?:(?P=sep)|(?<=[0-9])月)(?P<day>[0-9]{1,2})日?"
_TIME = r"(?P<hour>[0-9]{1,2})[:：](?P<minute>[0-9]{2})(?:[:：](?P<second>[0-9]{2})(?:\.[0-9]{1,9})?)?"
_ZONE = r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_ONLY_DATE = re.compile(rf"{_DATE}(?:[T ]{_TIME}{_ZONE})?")
_ONLY_TIME = re.compile(rf"(?:{_DATE}[T ])?{_TIME}{_ZONE}")


def parse_value(kind: str, text: str) -> Decimal | str | datetime.date | datetime.time:
    """The value of a text, for `spoken`.  Raises NotSpeakable with what to write.

    digits       as it stands: 138-0013-8000, 10#
    number       123, -4.5, 1e3; no thousands separators
    date         2026-10-01, 2026/10/1, 2026年10月1日, also with a time behind it
    time         12:30, 12:30:05, also behind a date; a time zone is read and not applied
    duration     with units (1m30s, 2h), or a number of seconds
    money        123.45, also as ¥123.45 or 123.45元"""
    if kind not in KINDS:
        raise NotSpeakable(f'"{shown(kind, 20)}" is not a kind of value; there are {", ".join(KINDS)}')
    if len(text) > LONGEST:
        raise NotSpeakable(f"a text of more than {LONGEST} characters is not said")
    text = text.strip()
    match kind:
        case "digits":
            return amounts.digits(text)
        case "date":
            return _date(text)
        case "time":
            return _time(text)
        case "duration":
            return _duration(text)
        case "money":
            bare = text.removesuffix("元").replace("¥", "").replace("￥", "")
            return _number(bare, text, "an amount of money; write 123.45")
        case _:
            return _number(text, text, "a number; write it like 1234.5")


def _number(bare: str, text: str, what: str) -> Decimal:
    if not _NUMBER.fullmatch(bare):
        raise _wrong(text, what)
    return Decimal(bare)


def _duration(text: str) -> Decimal:
    length = seconds(text)
    return _number(text if length is None else repr(length), text, "a length of time; write 1m30s, or seconds")


def _date(text: str) -> datetime.date:
    wrong = _wrong(text, "a date; write it like 2026-10-01")
    match = _ONLY_DATE.fullmatch(text)
    if not match:
        raise wrong
    try:
        return datetime.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        raise wrong from None


def _time(text: str) -> datetime.time:
    wrong = _wrong(text, "a time of day; write it like 12:30, up to 23:59:59")
    match = _ONLY_TIME.fullmatch(text)
    if not match:
        raise wrong
    try:
        return datetime.time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        raise wrong from None


def _wrong(text: str, what: str) -> NotSpeakable:
    return NotSpeakable(f'"{shown(text)}" is not {what}')
