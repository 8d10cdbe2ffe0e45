"""Values as prompts, by each language's own rules.

    spoken       a value -> the names of the prompts that say it             here
    parse        the text of an expression -> a value                        parse.py
    amounts      a value -> its parts, or why it cannot be said              amounts.py
    rules        what a language has to know                                 rules.py
    languages    one file each, and the tones of Chinese                     en.py, zh.py, zh_tones.py
    errors       a value that cannot be said                                 errors.py

What is said for what, and why, stands in docs/manual/spoken-values.md.  Nothing here knows a clock or the time zone."""

import datetime
from decimal import Decimal

from ccengine.flow.spoken import amounts, en, zh
from ccengine.flow.spoken.errors import NotSpeakable
from ccengine.flow.spoken.parse import parse_value
from ccengine.flow.spoken.rules import KINDS, Rules
from ccengine.model.yamltext import shown

__all__ = ["KINDS", "LANGUAGES", "NotSpeakable", "Value", "parse_value", "prompts_of", "spoken"]

Value = int | float | Decimal | str | datetime.date | datetime.time
"""A datetime is a date; as kind `time` its time is said."""

_RULES: dict[str, Rules] = {"zh": zh.RULES, "en": en.RULES}

LANGUAGES = tuple(_RULES)
"""Whose rules are known.  A region adds nothing: `zh-CN` and `en-GB` are said as `zh` and `en`."""


def spoken(kind: str, value: Value, language: str) -> tuple[str, ...]:
    """The prompts that say `value`, to be played without gaps.  Raises NotSpeakable with a text for people.

    A text is read as `parse_value` reads it.  Money is in yuan, a duration in seconds."""
    rules = _rules(language)
    if isinstance(value, str):
        value = parse_value(kind, value)
    match kind:
        case "digits":
            said = rules.digits(amounts.digits(value))
        case "number":
            said = rules.number(amounts.number(value))
        case "date":
            said = rules.date(amounts.date(value))
        case "time":
            said = rules.time(amounts.time(value))
        case "duration":
            said = rules.duration(amounts.duration(value))
        case "money":
            said = rules.money(amounts.money(value))
        case _:
            raise _unknown(kind)
    return tuple(said)


def prompts_of(kind: str, language: str) -> frozenset[str]:
    """Every prompt that the kind can need in the language.  Raises NotSpeakable."""
    if kind not in KINDS:
        raise _unknown(kind)
    return _rules(language).prompts[kind]


def _rules(language: str) -> Rules:
    known = _RULES.get(language) or _RULES.get(language.replace("_", "-").split("-")[0].lower())
    if known is None:
        raise NotSpeakable(f'values cannot be said in "{shown(language, 20)}"; there are {", ".join(LANGUAGES)}')
    return known


def _unknown(kind: str) -> NotSpeakable:
    return NotSpeakable(f'"{shown(kind, 20)}" is not a kind of value; there are {", ".join(KINDS)}')
