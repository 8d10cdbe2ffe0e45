"""Errors for people: where, what is wrong, what to do, which rule."""

from collections.abc import Iterable
from dataclasses import dataclass

from ccengine.model.compact import compact


@compact
@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text file.  Line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    at: Position
    text: str  # what is wrong
    rule: str  # kebab-case, stable: scripts match on it
    remedy: str = ""  # what to do
    other: Position | None = None  # the other place, when there is one
    warning: bool = False  # it refuses nothing: `ccctl flow check` shows it, `--strict` makes it an error

    def __str__(self) -> str:
        lines = [f"{self.at}: {'warning: ' if self.warning else ''}{self.text}"]
        if self.remedy:
            where = f" ({self.other})" if self.other else ""
            question = "?" if self.remedy.endswith("?") else ""
            lines.append(f"    {self.remedy.removesuffix('?')}{where}{question}")
        lines[-1] += f"  [{self.rule}]"
        return "\n".join(lines)


def in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Each once, by place."""
    return sorted(set(found), key=lambda d: (d.at, d.rule, d.text))


class BadInput(Exception):
    """Carries every diagnostic of one reading, in stable order."""

    def __init__(self, found: Iterable[Diagnostic]) -> None:
        self.found = in_order(found)
        super().__init__("\n".join(str(d) for d in self.found))
