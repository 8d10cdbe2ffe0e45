"""Mandarin as it is said on the mainland: groups of four digits, 两 before a measure, 24 hours, yuan, jiao and fen."""

import datetime

from ccengine.flow.spoken.amounts import Money, Number, Span
from ccengine.flow.spoken.rules import Rules
from ccengine.flow.spoken.zh_tones import VARIANTS, with_tones

_DIGITS = tuple(f"number-{digit}" for digit in range(10))
_ZERO, _TWO, _LIANG, _YAO = "number-0", "number-2", "number-liang", "number-yao"
_TEN, _HUNDRED, _THOUSAND, _WAN, _YI = "number-10", "number-hundred", "number-thousand", "number-wan", "number-yi"
_POINT, _MINUS = "number-point", "number-minus"
_KEYS = {str(digit): name for digit, name in enumerate(_DIGITS)} | {"1": _YAO, "*": "digit-star", "#": "digit-hash"}
_YEAR, _MONTH, _DAY = "date-year", "date-month", "date-day"
_HOUR, _MINUTE, _SHARP = "time-hour", "time-minute", "time-sharp"
_HOURS, _MINUTES, _SECONDS = "unit-hours", "unit-minutes", "unit-seconds"
_YUAN, _JIAO, _FEN = "unit-yuan", "unit-jiao", "unit-fen"


def cardinal(number: int, first: bool = True) -> list[str]:
    """0 to 10^16 - 1.  `first`: nothing of the same number was said before, so that ten is 十 and not 一十."""
    for size, unit in ((10**8, _YI), (10**4, _WAN)):
        if number >= size:
            high, low = divmod(number, size)
            words = [*measured(high, first), unit]
            if low:
                words += [_ZERO] if low < size // 10 else []  # the group begins with zeros: one 零, however many
                words += cardinal(low, first=False)
            return words
    return _group(number, first) if number else [_ZERO]


def _group(number: int, first: bool) -> list[str]:
    """1 to 9999.  Zeros within it are one 零, zeros at its end are not said."""
    words: list[str] = []
    skipped = False
    for size, unit in ((1000, _THOUSAND), (100, _HUNDRED), (10, _TEN), (1, "")):
        digit = number // size % 10
        if digit:
            words += [_ZERO] if skipped else []
            words += [_LIANG if digit == 2 and size >= 100 else _DIGITS[digit]]
            words += [unit] if unit else []
        skipped = digit == 0 and bool(words)
    return words[1:] if first and 10 <= number < 20 else words


def measured(number: int, first: bool = True) -> list[str]:
    """Before a measure word, 万 or 亿: two is 两, but 12 and 102 end in 二."""
    return [_LIANG] if number == 2 else cardinal(number, first)


def digits(text: str) -> list[str]:
    return [_KEYS[digit] for digit in text]


def number(value: Number) -> list[str]:
    said = [_MINUS] if value.negative else []
    said += cardinal(value.whole)
    if value.places:
        said += [_POINT, *_one_by_one(value.places)]
    return with_tones(said)


def date(day: datetime.date) -> list[str]:
    """Months and days are names and not counts: 二月二日, and 一 keeps its tone."""
    return [*_one_by_one(str(day.year)), _YEAR, *cardinal(day.month), _MONTH, *cardinal(day.day), _DAY]


def time(clock: datetime.time) -> list[str]:
    said = [*measured(clock.hour), _HOUR]
    if not (clock.minute or clock.second):
        return with_tones([*said, _SHARP])
    said += [*_two_places(clock.minute), _MINUTE]
    if clock.second:
        said += [*_two_places(clock.second), _SECONDS]
    return with_tones(said)


def duration(span: Span) -> list[str]:
    said = [*measured(span.hours), _HOURS] if span.hours else []
    if span.minutes:
        said += [*measured(span.minutes), _MINUTES]
    if span.seconds or not said:
        said += [_ZERO] if span.hours and not span.minutes else []
        said += [*measured(span.seconds), _SECONDS]
    return with_tones(said)


def money(amount: Money) -> list[str]:
    """两 only in the place that is said first: 两角, but 两元二角."""
    said: list[str] = []
    if amount.yuan or not (amount.jiao or amount.fen):
        said += [*measured(amount.yuan), _YUAN]
    if amount.jiao:
        said += [*(cardinal if said else measured)(amount.jiao), _JIAO]
    if amount.fen:
        said += [_ZERO] if amount.yuan and not amount.jiao else []
        said += [*(cardinal if said else measured)(amount.fen), _FEN]
    return with_tones([_MINUS, *said] if amount.negative else said)


def _one_by_one(text: str) -> list[str]:
    return [_DIGITS[int(digit)] for digit in text]


def _two_places(number: int) -> list[str]:
    """Of a clock: 零五, 三十, and 零 alone for none."""
    return [_ZERO, _DIGITS[number]] if 0 < number < 10 else cardinal(number)


_UNITS = frozenset({_ZERO, _LIANG, _TEN, _HUNDRED, _THOUSAND, _WAN, _YI})
_CARDINAL = _UNITS | frozenset(_DIGITS)


def _with_variants(names: frozenset[str]) -> frozenset[str]:
    return names | {changed for (word, unit), changed in VARIANTS.items() if word in names and unit in names}


RULES = Rules(
    digits,
    number,
    date,
    time,
    duration,
    money,
    prompts={
        "digits": frozenset(_KEYS.values()),
        "number": _with_variants(_CARDINAL | {_MINUS, _POINT}),
        "date": frozenset({*_DIGITS, _TEN, _YEAR, _MONTH, _DAY}),
        "time": _with_variants(frozenset({*_DIGITS, _LIANG, _TEN, _HOUR, _MINUTE, _SHARP, _SECONDS})) - {_LIANG},
        "duration": _with_variants(_CARDINAL - {_WAN, _YI} | {_HOURS, _MINUTES, _SECONDS}),
        "money": _with_variants(_CARDINAL | {_MINUS, _YUAN, _JIAO, _FEN}),
    },
)
