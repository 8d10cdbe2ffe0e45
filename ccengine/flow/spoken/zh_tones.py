"""Tones that change before a unit: yí wàn, yì yuán, wú diǎn, liáng bǎi.

Prompts are recorded one by one, so the changed tone needs a prompt of its own.  Only the joins that every sentence has
are made: the digit before its unit.  Digits in a row, months, days and 零一 keep their tone."""

from itertools import pairwise

_HIGH_OR_RISING = ("number-thousand", "unit-yuan", "unit-fen", "unit-minutes")  # qiān yuán fēn fēnzhōng
_LOW = ("number-hundred", "number-point", "time-hour", "unit-hours", "unit-seconds", "unit-jiao")  # bǎi diǎn xiǎo- ...
_FALLING = ("number-wan", "number-yi")
_COUNTING = ("number-hundred", "number-thousand", *_FALLING)

_ONE, _TEN, _ZERO = "number-1", "number-10", "number-0"

VARIANTS = {
    **{(_ONE, unit): "number-1-falling" for unit in (*_HIGH_OR_RISING, *_LOW)},
    **{(_ONE, unit): "number-1-rising" for unit in _FALLING},
    **{(low, unit): f"{low}-rising" for low in ("number-5", "number-9", "number-liang") for unit in _LOW},
}
"""(a digit, the unit behind it) -> the digit's prompt with its other tone."""


def with_tones(said: list[str]) -> list[str]:
    changed = list(said)
    for place, pair in enumerate(pairwise(said)):
        other = VARIANTS.get(pair)
        if other and (pair[0] != _ONE or _counts(said[place - 1] if place else "", pair[1])):
            changed[place] = other
    return changed


def _counts(before: str, unit: str) -> bool:
    """The 一 is a count and not the end of a larger number: 一万 and 零一百, but 十一万 and 一百零一元."""
    return before != _TEN and (before != _ZERO or unit in _COUNTING)
