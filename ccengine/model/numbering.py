"""One form of a caller's number, whatever way it is written: two numbers are one caller when their forms are equal.

The form of a subscriber's number is E.164's (`+8613800138000`); of a service's, which has none, its digits (`10086`);
of what is no number, "" (nobody's: it is never compared)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ccengine.model.numbers import normal

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

LONGEST_TEXT = 256
"""Characters of a number with its parameters; what is longer is none."""

LONGEST_LOCAL = 8  # digits without the area

_SCHEME = re.compile(r"(?:tel|sips?):", re.IGNORECASE)
_CONTEXT = re.compile(r";phone-context=(\+[0-9]{1,7})(?:;|$)", re.IGNORECASE)
_TAIL = re.compile(r"[;@#].*", re.DOTALL)  # parameters, host, extension: whose line it is stands before them
_ONCE_MORE = 4  # a form is a fixed point: what is made of it is itself


@dataclass(frozen=True, slots=True)
class Numbering:
    """Where the hotline stands: what numbers without country, or without area, mean."""

    country: str = "CN"  # ISO 3166, two letters
    area: str = ""  # without the 0 before it, as in 755; "" when none is said: local numbers stay as they are

    def form(self, text: str) -> str:
        return _form(text[: LONGEST_TEXT + 1], self.country, self.area)

    def spellings(self, text: str) -> tuple[str, ...]:
        """Its form, and every other way in which this number is commonly written; none for what is no number."""
        form = self.form(text)
        found = dict.fromkeys(_spellings(form, self.country, self.area)) if form else {}
        return tuple(each for each in found if self.form(each) == form)

    def at_home(self, form: str) -> str:
        """The form as it is dialled within the country, from everywhere in it: without its code.  One from abroad keeps
        its +."""
        return form.removeprefix(_codes(self.country)[0])

    def home_prefix(self, begin: str) -> str:
        """The same of the begin of numbers, however it is written (`+86138`, `0138`, `138`); "" when only the code, or
        the 0 before an area, is left of it."""
        country, trunk = _codes(self.country)
        if begin.startswith("00"):
            begin = "+" + begin[2:]
        return begin.removeprefix(country) if begin.startswith("+") else begin.removeprefix(trunk)


@lru_cache(maxsize=8)
def _codes(country: str) -> tuple[str, str]:
    """`+86`, and what stands before an area (`0`, or nothing)."""
    import phonenumbers as lib

    return f"+{lib.country_code_for_region(country)}", lib.ndd_prefix_for_region(country, True) or ""


@lru_cache(maxsize=4096)
def _form(text: str, country: str, area: str) -> str:
    if len(text) > LONGEST_TEXT:
        return ""
    got = _bare(text)
    for _ in range(_ONCE_MORE):
        before, got = got, _step(got, country, area)
        if got == before:
            break
    return got


def _bare(text: str) -> str:
    """The digits, with a + in front when it is international; "" for what is no number."""
    context = _CONTEXT.search(text)
    digits = normal(_TAIL.sub("", _SCHEME.sub("", text.strip(), count=1))) or ""
    if context and digits and not digits.startswith("+"):
        return normal(context[1] + digits) or ""
    return digits


def _step(digits: str, country: str, area: str) -> str:
    if not digits.lstrip("0+"):
        return ""  # 0, 000: what some switches send for none
    number = _parsed(digits, country)
    if number is None:
        return digits
    import phonenumbers as lib

    at_home = number.country_code == lib.country_code_for_region(country)
    national = lib.national_significant_number(number)
    if at_home and (service := _service(digits, national, country, area)):
        return service
    if lib.is_valid_number(number):
        return _e164(number)
    if at_home and area and not digits.startswith(("+", "0")) and _is_valid(local := _parsed(area + digits, country)):
        return _e164(local)
    if lib.is_possible_number_with_reason(number) == lib.ValidationResult.IS_POSSIBLE and len(national) > LONGEST_LOCAL:
        return _e164(number)  # a range that the library does not know yet
    return digits


def _service(digits: str, national: str, country: str, area: str) -> str:
    """A service's number: some carriers put the country, or the caller's own area, before it."""
    from phonenumbers import shortnumberinfo as short

    found = [digits.lstrip("+"), national]
    if area and digits.startswith(("0", "+")) and national.startswith(area):
        found.append(national.removeprefix(area))
    for each in found:
        number = _parsed(each, country) if len(each) <= LONGEST_LOCAL else None
        if number and short.is_valid_short_number_for_region(number, country):
            return each
    return ""


def _spellings(form: str, country: str, area: str) -> Iterator[str]:
    import phonenumbers as lib

    yield form
    if not form.startswith("+"):
        return
    yield form[1:]
    yield "00" + form[1:]
    number = _parsed(form, country)
    if number is None or number.country_code != lib.country_code_for_region(country):
        return
    national = lib.national_significant_number(number)
    yield national
    yield "0" + national
    if area and national.startswith(area):
        yield national.removeprefix(area)


def _parsed(digits: str, country: str) -> "PhoneNumber | None":
    import phonenumbers as lib

    try:
        return lib.parse(digits, country)
    except lib.NumberParseException:
        return None


def _is_valid(number: "PhoneNumber | None") -> bool:
    import phonenumbers as lib

    return number is not None and lib.is_valid_number(number)


def _e164(number: "PhoneNumber | None") -> str:
    import phonenumbers as lib

    assert number is not None
    return lib.format_number(number, lib.PhoneNumberFormat.E164)
