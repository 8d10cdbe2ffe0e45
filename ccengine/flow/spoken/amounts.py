"""Values in parts, as every language needs them; what cannot be said is refused here."""

import datetime
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ccengine.flow.spoken.errors import NotSpeakable

WHOLE = 16
"""Digits before the point at most: four groups of four in Chinese, up to quadrillions in English."""

PLACES = 10
"""Digits after the point at most: a float that was computed (0.1 + 0.2) has more, and nobody wants to hear them."""

HOURS = 9999
"""Of a length of time at most: more than a year."""

DIGITS = 64
"""Of a string of digits at most."""

_SEPARATORS = str.maketrans("", "", " -.,/()+")
_TOO_LARGE = f"a number of more than {WHOLE} digits is not said; send it as digits"


@dataclass(frozen=True, slots=True)
class Number:
    negative: bool
    whole: int
    places: str  # the digits after the point, without zeros at the end


@dataclass(frozen=True, slots=True)
class Span:
    hours: int
    minutes: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Money:
    negative: bool
    yuan: int
    jiao: int  # a tenth of a yuan
    fen: int  # a tenth of a jiao


def digits(value: object) -> str:
    """0-9, * and # in their order; separators are dropped.  A number that is not negative is taken as written."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        value = str(value) if value < 10**DIGITS else "0" * (DIGITS + 1)
    if not isinstance(value, str):
        raise NotSpeakable(f"digits are a text of 0-9, * and #, not {_type(value)}")
    kept = value.translate(_SEPARATORS)
    if not kept or not set(kept) <= set("0123456789*#"):
        raise NotSpeakable("digits are a text of 0-9, * and #, with blanks, - . , / ( ) or + between them")
    if len(kept) > DIGITS:
        raise NotSpeakable(f"more than {DIGITS} digits are not said")
    return kept


def number(value: object) -> Number:
    if type(value) is int and abs(value) < 10**WHOLE:
        return Number(value < 0, abs(value), "")
    exact = _exact(value, "a number")
    exponent = exact.as_tuple().exponent
    if exact and isinstance(exponent, int) and exponent < -DIGITS:
        raise _too_fine()
    whole, _, places = f"{exact.copy_abs() if exact else 0:f}".partition(".")
    places = places.rstrip("0")
    if len(places) > PLACES:
        raise _too_fine()
    return Number(exact < 0, int(whole), places)


def money(value: object) -> Money:
    """Rounded half up to the fen, away from zero: -0.005 is minus one fen, and -0.004 is zero."""
    exact = _exact(value, "an amount of money")
    fen = int(exact.copy_abs().quantize(Decimal("0.01"), ROUND_HALF_UP) * 100)
    if fen >= 100 * 10**WHOLE:
        raise NotSpeakable(_TOO_LARGE)
    return Money(exact < 0 < fen, fen // 100, fen // 10 % 10, fen % 10)


def duration(value: object) -> Span:
    """Rounded half up to the second."""
    exact = _exact(value, "a length of time in seconds")
    if exact < 0:
        raise NotSpeakable("a length of time is not negative")
    whole = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    if whole // 3600 > HOURS:
        raise NotSpeakable(f"a length of time of more than {HOURS} hours is not said")
    return Span(whole // 3600, whole // 60 % 60, whole % 60)


def date(value: object) -> datetime.date:
    """The date of a datetime as it stands: no time zone is applied."""
    if not isinstance(value, datetime.date):
        raise NotSpeakable(f"a date is needed, not {_type(value)}")
    return value


def time(value: object) -> datetime.time:
    """The time of a datetime as it stands.  What is finer than a second is not said: no clock runs ahead."""
    if isinstance(value, datetime.datetime):
        value = value.time()
    if not isinstance(value, datetime.time):
        raise NotSpeakable(f"a time of day is needed, not {_type(value)}")
    return value


def _exact(value: object, what: str) -> Decimal:
    """A float counts as the shortest decimal that means it, as it is printed: 1.005 is 1.005, though the float lies
    below."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise NotSpeakable(f"{what} is needed, not {_type(value)}")
    if isinstance(value, int) and abs(value) >= 10**WHOLE:
        raise NotSpeakable(_TOO_LARGE)
    exact = Decimal(float.__repr__(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise NotSpeakable(f"{what} is needed, not {exact}")
    if exact and exact.adjusted() >= WHOLE:
        raise NotSpeakable(_TOO_LARGE)
    return exact


def _too_fine() -> NotSpeakable:
    return NotSpeakable(f"a number with more than {PLACES} digits after the point is not said; round it")


def _type(value: object) -> str:
    names = {str: "a text", bool: "true or false", int: "a number", float: "a number", Decimal: "a number"}
    names |= {datetime.date: "a date", datetime.datetime: "a date", datetime.time: "a time of day"}
    return names.get(type(value), "such a value")
