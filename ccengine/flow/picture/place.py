"""Where everything stands, in pixels: levels from the top, and on each level as near to its neighbours as there is
room."""

import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from ccengine.flow.picture.chart import Arrow, Box, Chart
from ccengine.flow.picture.levels import Levels, Spot

LETTER, WIDE = 7.2, 13.0  # of 13 px text, as most fonts have it
PADDING, GAP, MARGIN = 14.0, 22.0, 20.0
BOX, LABEL = 44.0, 30.0  # heights of the levels
BETWEEN = 12.0
ROUNDS = 24


def width(text: str) -> float:
    return sum(WIDE if unicodedata.east_asian_width(char) in "WF" else LETTER for char in text)


def label(arrow: Arrow) -> str:
    if arrow.count is None:
        return arrow.label
    return f"{arrow.label}: {arrow.count}" if arrow.label else str(arrow.count)


@dataclass(slots=True)
class Placed:
    widths: dict[Spot, float]
    x: dict[Spot, float]  # of the middle
    y: dict[Spot, float]
    size: tuple[float, float]


def place(chart: Chart, levels: Levels) -> Placed:
    widths = _widths(chart, levels)
    x = _beside(levels, widths)
    y: dict[Spot, float] = {}
    top = MARGIN
    for number, level in enumerate(levels.spots):
        height = LABEL if number % 2 else BOX
        y |= dict.fromkeys(level, top + height / 2)
        top += height + BETWEEN
    left = min(x[spot] - widths[spot] / 2 for spot in x) - MARGIN
    x = {spot: at - left for spot, at in x.items()}
    right = max(x[spot] + widths[spot] / 2 for spot in x) + MARGIN
    return Placed(widths, x, y, (right, top - BETWEEN + MARGIN))


def _widths(chart: Chart, levels: Levels) -> dict[Spot, float]:
    widths: dict[Spot, float] = {spot: 8.0 for level in levels.spots for spot in level}
    for box in chart.boxes:
        widths[box.key] = box_width(box)
    for number in levels.loops:  # beside the box, on both sides so that it stays in its middle
        arrow = chart.arrows[number]
        widths[arrow.source] += 2 * (width(label(arrow)) + 40)
    for number, spot in levels.labels.items():
        widths[spot] = width(label(chart.arrows[number])) + 12
    return widths


def box_width(box: Box) -> float:
    return max(width(box.title), width(box.text)) + 2 * PADDING


def _beside(levels: Levels, widths: dict[Spot, float]) -> dict[Spot, float]:
    neighbours = levels.neighbours()
    x: dict[Spot, float] = {}
    for level in levels.spots:
        at = 0.0
        for spot in level:
            x[spot] = at + widths[spot] / 2
            at += widths[spot] + GAP
    for number in range(ROUNDS):
        for level in levels.spots if number % 2 == 0 else reversed(levels.spots):
            wished = [_mean([x[each] for each in neighbours[spot]], x[spot]) for spot in level]
            x |= dict(zip(level, _apart(wished, [widths[spot] for spot in level]), strict=True))
    return x


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _apart(wished: list[float], widths: list[float]) -> list[float]:
    """The nearest places (least squares) that keep the order and overlap nowhere: pool adjacent violators."""
    before = [0.0]
    for one, other in pairwise(widths):
        before.append(before[-1] + (one + other) / 2 + GAP)
    pools: list[tuple[float, int]] = []  # mean, how many
    for want, offset in zip(wished, before, strict=False):
        mean, many = want - offset, 1
        while pools and pools[-1][0] > mean:
            other, more = pools.pop()
            mean, many = (mean * many + other * more) / (many + more), many + more
        pools.append((mean, many))
    flat = [mean for mean, many in pools for _ in range(many)]
    return [mean + offset for mean, offset in zip(flat, before, strict=False)]
