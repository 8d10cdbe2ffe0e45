"""What a caller hears, as text; and what the packages would have him hear.

ICU (icu4py) spells numbers by the Unicode consortium's rules, in both languages; cn2an is a second opinion on
Chinese."""

import datetime
import warnings
from collections.abc import Callable
from decimal import Decimal

import cn2an
from icu4py.messageformat import MessageFormat

from ccengine.app.shipped import shipped
from ccengine.flow.prompt_index import parse_index
from ccengine.flow.spoken import Value, spoken

INDEX = parse_index((shipped("prompts") / "index.yaml").read_bytes(), "prompts/index.yaml")
_WORDS = {
    language: {name: texts[language] for name, texts in INDEX.texts.items() if language in texts}
    for language in ("zh", "en")
}
_GAP = {"zh": "", "en": " "}


def said(kind: str, value: Value, language: str) -> str:
    words = _WORDS[language]
    return _GAP[language].join([words[name] for name in spoken(kind, value, language)])


def _icu(language: str, pattern: str) -> Callable[[int | datetime.date], str]:
    message = MessageFormat(f"{{it,{pattern}}}", language)

    def form(value: int | datetime.date) -> str:
        return message.format({"it": value}).replace("-", " ")

    return form


english = _icu("en", "spellout,%spellout-cardinal")
english_year = _icu("en", "spellout,%spellout-numbering-year")
english_ordinal = _icu("en", "spellout,%spellout-ordinal")
_month = _icu("en", "date,MMMM")
ENGLISH_MONTHS = [_month(datetime.datetime(2026, month, 1)) for month in range(1, 13)]
english_clock = _icu("en", "time,h mm a")
chinese = _icu("zh", "spellout,%spellout-cardinal-alternate2")
"""With 两, as a count."""
chinese_plain = _icu("zh", "spellout,%spellout-cardinal")
"""With 二 throughout."""
chinese_year = _icu("zh", "spellout,%spellout-numbering-year")


def second_opinion(number: int | Decimal) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text: str = cn2an.an2cn(f"{number:f}" if isinstance(number, Decimal) else number)
    return text


def cheque(amount: Decimal) -> str:
    text: str = cn2an.an2cn(f"{amount:f}", "rmb")
    return text


def counted(unit: str) -> Callable[[int], str]:
    """One hour, two hours."""
    form = _icu("en", f"plural,one{{{unit}}}other{{{unit}s}}")
    return lambda count: f"{english(count)} {form(count)}"
