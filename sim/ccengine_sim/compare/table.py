"""All runs -> medians, spread, and where ours is worse."""

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ccengine_sim.compare.cells import CELLS, ENGINE
from ccengine_sim.compare.rows import ROWS, Part, Row


@dataclass(frozen=True, slots=True)
class Cell:
    """Of one row in one cell: median, least and most over its runs."""

    median: float
    least: float
    most: float
    runs: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row.  `worse`: the cells that are better than the engine in it, by their medians.  `met`: the aim; None where
    there is none, or where it cannot be told."""

    row: Row
    cells: Mapping[str, Cell]
    worse: tuple[str, ...]
    met: bool | None


@dataclass(slots=True)
class Results:
    """`figures[cell][row]`: one value for each run."""

    figures: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    def add(self, cell: str, found: Mapping[str, float]) -> None:
        rows = self.figures.setdefault(cell, {})
        for row, value in found.items():
            rows.setdefault(row, []).append(value)

    def runs(self, cell: str, part: Part) -> int:
        """So many of them were played."""
        rows = self.figures.get(cell, {})
        return max((len(rows.get(row.id, ())) for row in ROWS if row.part is part), default=0)

    @classmethod
    def of(cls, told: Any) -> "Results":
        """From `as_dict`.  Raises ValueError, KeyError, TypeError, AttributeError: it is none."""
        return cls(
            {
                str(cell): {str(row): [float(value) for value in values] for row, values in rows.items()}
                for cell, rows in told["figures"].items()
            }
        )

    def as_dict(self) -> dict[str, Any]:
        return {"figures": self.figures, "rows": [_told(line) for line in self.lines()]}

    def lines(self) -> Iterator[Line]:
        """Every row that any cell has figures of."""
        for row in ROWS:
            cells = {cell: _cell(values) for cell in CELLS if (values := self.figures.get(cell, {}).get(row.id))}
            if cells:
                medians = {name: cell.median for name, cell in cells.items()}
                yield Line(row, cells, worse(row, medians), _met(row, medians))


def _cell(values: list[float]) -> Cell:
    return Cell(statistics.median(values), min(values), max(values), len(values))


def worse(row: Row, medians: Mapping[str, float]) -> tuple[str, ...]:
    """No slack: a difference within the spread is told all the same."""
    if ENGINE not in medians:
        return ()
    sign = -1.0 if row.more_is_better else 1.0
    ours = sign * medians[ENGINE]
    return tuple(name for name, median in medians.items() if sign * median < ours)


def _met(row: Row, medians: Mapping[str, float]) -> bool | None:
    try:
        return row.aim.met(medians) if row.aim else None
    except KeyError:
        return None


def _told(line: Line) -> dict[str, Any]:
    return {
        "row": line.row.id,
        "title": line.row.title,
        "unit": line.row.unit,
        "aim": line.row.aim.text if line.row.aim else None,
        "met": line.met,
        "worse_than": list(line.worse),
        "cells": {
            name: {"median": cell.median, "least": cell.least, "most": cell.most, "runs": cell.runs}
            for name, cell in line.cells.items()
        },
    }


def shown(cell: Cell | None) -> str:
    """`0.65 (0.61-0.70)`; no figures: a dash."""
    if cell is None:
        return "-"
    median = figure(cell.median)
    return median if cell.runs == 1 else f"{median} ({figure(cell.least)}-{figure(cell.most)})"


def figure(value: float) -> str:
    """Three digits that count."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def markdown(results: Results) -> str:
    """Worse rows are marked with what is better."""
    head = f"| | unit | {' | '.join(CELLS)} | ours is worse than | aim |"
    lines = [head, "|" + "---|" * (len(CELLS) + 4)]
    for line in results.lines():
        cells = " | ".join(shown(line.cells.get(name)) for name in CELLS)
        marks = f"**{', '.join(line.worse)}**" if line.worse else ""
        lines.append(f"| {line.row.title} | {line.row.unit} | {cells} | {marks} | {verdict(line)} |")
    return "\n".join(lines) + "\n"


def verdict(line: Line) -> str:
    if line.row.aim is None:
        return ""
    word = {True: "met", False: "**missed**", None: "not told"}[line.met]
    return f"{line.row.aim.text}: {word}"
