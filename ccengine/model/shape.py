"""What a read takes, for those who write: JSON Schema (2020-12) for editors, words for the manual's tables.

    @shaped("a day", type="string", pattern=...)
    def day(tree, report): ...

A schema never refuses what the read takes; the read may refuse more."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

R = TypeVar("R", bound=Callable[..., Any])
Schema = Mapping[str, Any]

WORD = (
    r"A-Za-z0-9_\u00aa-\u1fff\u2070-\u2fff\u3003-\u3007\u3021-\ufeff"
    r"\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc"
)
"""Python's `\\w` for JavaScript, whose own is ASCII: all that Python takes, without the punctuation of Chinese."""


@dataclass(frozen=True, slots=True)
class Shape:
    words: str
    schema: Schema
    seconds: bool = False  # a value is a length of time


def shaped(words: str, *, seconds: bool = False, **schema: Any) -> Callable[[R], R]:
    def keep(read: R) -> R:
        read.__dict__["shape"] = Shape(words, schema, seconds)
        return read

    return keep


def shape_of(read: Callable[..., Any]) -> Shape:
    """Raises TypeError for a read that was not told what it takes."""
    found = getattr(read, "shape", None)
    if not isinstance(found, Shape):
        raise TypeError(f"{read} has no shape: see ccengine/model/shape.py")
    return found


def pattern(compiled: re.Pattern[str]) -> dict[str, Any]:
    r"""As JavaScript reads it, from end to end.  A number that stands there without quotes has no pattern; `\w` is
    every letter of every script, as in Python."""
    ecma = compiled.pattern.replace(r"\w", WORD)
    kinds = {"integer": ("1", "12345"), "number": ("1.5",), "boolean": ("true",)}
    also = [kind for kind, samples in kinds.items() if any(map(compiled.fullmatch, samples))]
    return {"type": ["string", *also] if also else "string", "pattern": f"^(?:{ecma})$"}


def length(seconds: float) -> str:
    """As a flow has it: 90 -> 1m30s."""
    if seconds and seconds < 1:
        return f"{seconds * 1000:g}ms"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    parts = (f"{hours}h" if hours else "", f"{minutes}m" if minutes else "", f"{rest:g}s" if rest else "")
    return "".join(parts) or "0s"
