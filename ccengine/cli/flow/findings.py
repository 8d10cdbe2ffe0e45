"""Diagnostics as people, programs and code hosts read them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ccengine.cli.text import json_shown, lines_shown, number, shown
from ccengine.model.diagnostics import Diagnostic, Position


@dataclass(frozen=True)
class Outcome:
    found: Sequence[Diagnostic]
    flows: int  # that were looked at
    strict: bool = False  # warnings are errors

    @property
    def told(self) -> list[Diagnostic]:
        return [replace(each, warning=each.warning and not self.strict) for each in self.found]

    @property
    def errors(self) -> int:
        return sum(not each.warning for each in self.told)


def as_text(outcome: Outcome) -> Iterator[str]:
    for each in outcome.told:
        yield lines_shown(str(each))
    warnings = len(outcome.found) - outcome.errors
    yield ", ".join((number(outcome.flows, "flow"), number(outcome.errors, "error"), number(warnings, "warning")))


def as_json(outcome: Outcome) -> Iterator[str]:
    found = [
        {
            "severity": "warning" if each.warning else "error",
            "rule": each.rule,
            **_place(each.at),
            "text": each.text,
            "remedy": each.remedy,
            "other": _place(each.other) if each.other else None,
        }
        for each in outcome.told
    ]
    yield json_shown({"flows": outcome.flows, "errors": outcome.errors, "found": found})


def _place(at: Position) -> dict[str, str | int]:
    return {"file": at.file, "line": at.line, "column": at.column}


def as_github(outcome: Outcome) -> Iterator[str]:
    """Workflow commands, which become annotations of a commit: GitHub's "Workflow commands for GitHub Actions", escaped
    as its toolkit does (`escapeData`, `escapeProperty` of @actions/core)."""
    for each in outcome.told:
        kind = "warning" if each.warning else "error"
        at = f"file={_property(each.at.file)},line={each.at.line},col={each.at.column},title={_property(each.rule)}"
        remedy = str(each).split("\n    ", 1)[1].rsplit("  [", 1)[0] if each.remedy else ""
        yield shown(f"::{kind} {at}::{_data(each.text)}" + (f"%0A{_data(remedy)}" if remedy else ""))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: dict[str, Callable[[Outcome], Iterator[str]]] = {"text": as_text, "json": as_json, "github": as_github}
