"""Arguments of a question: from users' code, hence hostile; from an AGI program all of them are text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ccengine.model.services import JsonValue

MOST = 1_000_000
BETWEEN = "|"
"""Parts a list that comes as one text, as from an AGI program."""


class Unfit(Exception):
    """The text says why."""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kind: Callable[[JsonValue], Any]  # raises Unfit
    needed: bool = True


def word(value: JsonValue) -> str:
    if not isinstance(value, str) or not value:
        raise Unfit("a text is needed")
    return value


def plain(value: JsonValue) -> str:
    """A text, or a number as text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unfit("a text or a number is needed")
    return str(value)


def words(value: JsonValue) -> list[str]:
    found = value.split(BETWEEN) if isinstance(value, str) else value
    if not isinstance(found, Sequence) or not all(isinstance(each, str) and each for each in found):
        raise Unfit("a list of texts is needed")
    return [str(each) for each in found]


def values(value: JsonValue) -> dict[str, JsonValue]:
    if not isinstance(value, Mapping) or not all(_single(each) for each in value.values()):
        raise Unfit("names with a text, a number, true, false or nothing each are needed")
    return dict(value)


def count(value: JsonValue) -> int:
    found = int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() else value
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= MOST:
        raise Unfit(f"a whole number is needed, {MOST} at most")
    return found


def _single(value: JsonValue) -> bool:
    return value is None or isinstance(value, bool | int | float | str)


def fitted(
    parameters: Sequence[Parameter], places: Sequence[JsonValue], names: Mapping[str, JsonValue]
) -> dict[str, Any]:
    """By name.  Raises Unfit."""
    takes = ", ".join(each.name for each in parameters) or "nothing"
    if len(places) > len(parameters):
        raise Unfit(f"it takes {takes}")
    given = dict(zip((each.name for each in parameters), places, strict=False))
    if unknown := sorted({*names} - {each.name for each in parameters} | ({*names} & {*given})):
        raise Unfit(f"{unknown[0][:60]!r} is not taken, or twice; it takes {takes}")
    given |= names
    found = {}
    for each in parameters:
        if each.needed and each.name not in given:
            raise Unfit(f"{each.name} is missing; it takes {takes}")
        if each.name in given:
            try:
                found[each.name] = each.kind(given[each.name])
            except Unfit as why:
                raise Unfit(f"{each.name}: {why}") from None
    return found
