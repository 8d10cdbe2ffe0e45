"""English as it is said in the United States: no "and" within a number, month before day, twelve hours."""

import datetime

from ccengine.flow.spoken.amounts import Money, Number, Span
from ccengine.flow.spoken.rules import Rules

_TENS = {10 * ten: f"number-{10 * ten}" for ten in range(2, 10)}
_BELOW_20 = {number: f"number-{number}" for number in range(20)}
_DIGITS = {str(digit): _BELOW_20[digit] for digit in range(10)} | {"*": "digit-star", "#": "digit-hash"}
_HUNDRED, _THOUSAND, _POINT, _MINUS = "number-hundred", "number-thousand", "number-point", "number-minus"
_OH, _AND = "number-oh", "number-and"
_GROUPS = (
    (10**15, "number-quadrillion"),
    (10**12, "number-trillion"),
    (10**9, "number-billion"),
    (10**6, "number-million"),
    (10**3, _THOUSAND),
)
_MONTHS = tuple(f"month-{month}" for month in range(1, 13))
_ORDINALS = {day: f"ordinal-{day}" for day in (*range(1, 21), 30)}
_NOON, _MIDNIGHT, _OCLOCK, _AM, _PM = "time-noon", "time-midnight", "time-oclock", "time-am", "time-pm"
_HOUR, _MINUTE, _SECOND = ("unit-hour", "unit-hours"), ("unit-minute", "unit-minutes"), ("unit-second", "unit-seconds")
_YUAN, _FEN = "unit-yuan", "unit-fen"


def cardinal(number: int) -> list[str]:
    """0 to 10^18 - 1."""
    for size, name in _GROUPS:
        if number >= size:
            rest = number % size
            return [*cardinal(number // size), name, *(cardinal(rest) if rest else ())]
    if number >= 100:
        return [_BELOW_20[number // 100], _HUNDRED, *(cardinal(number % 100) if number % 100 else ())]
    if number >= 20:
        return [_TENS[number // 10 * 10], *([_BELOW_20[number % 10]] if number % 10 else ())]
    return [_BELOW_20[number]]


def digits(text: str) -> list[str]:
    return [_DIGITS[digit] for digit in text]


def number(value: Number) -> list[str]:
    said = [_MINUS] if value.negative else []
    said += cardinal(value.whole)
    if value.places:
        said += [_POINT, *digits(value.places)]
    return said


def date(day: datetime.date) -> list[str]:
    """October first, twenty twenty-six."""
    ordinal = [_ORDINALS[day.day]] if day.day in _ORDINALS else [_TENS[day.day // 10 * 10], _ORDINALS[day.day % 10]]
    return [_MONTHS[day.month - 1], *ordinal, *year(day.year)]


def year(number: int) -> list[str]:
    """In two pairs, but for the first ten years of a millennium and those before 1010."""
    if number < 1010 or number % 1000 < 10:
        return cardinal(number)
    high, low = divmod(number, 100)
    return [*cardinal(high), *([_OH, *cardinal(low)] if 0 < low < 10 else cardinal(low) if low else [_HUNDRED])]


def time(clock: datetime.time) -> list[str]:
    """Noon and midnight by their names: 12 p.m. is read either way."""
    if clock.minute == 0 and clock.hour in (0, 12):
        said = [*cardinal(12), _NOON if clock.hour else _MIDNIGHT]
    else:
        minute = cardinal(clock.minute) if clock.minute > 9 else [_OH, *cardinal(clock.minute)]
        half = _PM if clock.hour >= 12 else _AM
        said = [*cardinal(clock.hour % 12 or 12), *(minute if clock.minute else [_OCLOCK]), half]
    return [*said, _AND, *_counted(clock.second, _SECOND)] if clock.second else said


def duration(span: Span) -> list[str]:
    counts = ((span.hours, _HOUR), (span.minutes, _MINUTE), (span.seconds, _SECOND))
    parts = [_counted(count, unit) for count, unit in counts if count] or [_counted(0, _SECOND)]
    if len(parts) > 1:
        parts.insert(-1, [_AND])
    return [word for part in parts for word in part]


def money(amount: Money) -> list[str]:
    """Neither yuan nor fen has a plural; there is no word for jiao."""
    fen = 10 * amount.jiao + amount.fen
    said = [_MINUS] if amount.negative else []
    if amount.yuan or not fen:
        said += [*cardinal(amount.yuan), _YUAN]
    if amount.yuan and fen:
        said.append(_AND)
    return [*said, *cardinal(fen), _FEN] if fen else said


def _counted(count: int, unit: tuple[str, str]) -> list[str]:
    return [*cardinal(count), unit[count != 1]]


_BELOW_100 = frozenset({*_BELOW_20.values(), *_TENS.values()})
_CARDINAL = _BELOW_100 | {_HUNDRED, *(name for _, name in _GROUPS)}
_YEAR = _BELOW_100 | {_HUNDRED, _THOUSAND, _OH}
_CLOCK = frozenset({_OH, _AND, _OCLOCK, _AM, _PM, _NOON, _MIDNIGHT, *_SECOND})

RULES = Rules(
    digits,
    number,
    date,
    time,
    duration,
    money,
    prompts={
        "digits": frozenset(_DIGITS.values()),
        "number": _CARDINAL | {_MINUS, _POINT},
        "date": _YEAR - {"number-0"} | {*_MONTHS, *_ORDINALS.values()},
        "time": frozenset({*_BELOW_20.values(), *(_TENS[ten] for ten in (20, 30, 40, 50))} | _CLOCK) - {"number-0"},
        "duration": _BELOW_100 | {_HUNDRED, _THOUSAND, _AND, *_HOUR, *_MINUTE, *_SECOND},
        "money": _CARDINAL | {_MINUS, _AND, _YUAN, _FEN},
    },
)
