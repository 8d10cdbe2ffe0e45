"""Which level each box stands on.  Arrows go down, those of a circle but one; arrows over several levels are cut into
pieces, one a level, and each has a level of its own for its label."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from ccengine.flow.picture.chart import Arrow, Chart

Spot = str | tuple[int, int]
"""A box's key, or (number of the arrow, level): where an arrow passes."""


@dataclass(slots=True)
class Levels:
    spots: list[list[Spot]]  # by level, from the top; each from left to right
    ways: dict[int, list[Spot]]  # arrow -> what it passes, from its source to its target
    labels: dict[int, Spot]  # arrow -> where its label stands
    loops: list[int] = field(default_factory=list)  # arrows that lead back to their own box

    def neighbours(self) -> dict[Spot, list[Spot]]:
        found: dict[Spot, list[Spot]] = {spot: [] for level in self.spots for spot in level}
        for way in self.ways.values():
            for one, other in pairwise(way):
                found[one].append(other)
                found[other].append(one)
        return found


def levels(chart: Chart) -> Levels:
    down, upward = _down(chart)
    level = _longest([box.key for box in chart.boxes], down.values())
    spots: list[list[Spot]] = [[] for _ in range(2 * max(level.values()) + 1)]
    for box in chart.boxes:
        spots[2 * level[box.key]].append(box.key)
    found = Levels(spots, {}, {})
    for number, arrow in enumerate(chart.arrows):
        if arrow.source == arrow.target:
            found.loops.append(number)
            continue
        above, below = down[number]
        between = range(2 * level[above] + 1, 2 * level[below])
        passes: list[Spot] = [(number, each) for each in between]
        for each in between:
            spots[each].append((number, each))
        way = [above, *passes, below]
        found.ways[number] = way[::-1] if number in upward else way
        found.labels[number] = passes[-1] if number in upward else passes[0]
    return found


def _down(chart: Chart) -> tuple[dict[int, tuple[str, str]], set[int]]:
    """Each arrow as (above, below), and those that lead up: from the start, whatever leads back into the path to it."""
    leaving: dict[str, list[tuple[int, Arrow]]] = {box.key: [] for box in chart.boxes}
    for number, arrow in enumerate(chart.arrows):
        leaving[arrow.source].append((number, arrow))
    upward: set[int] = set()
    done: set[str] = set()
    for box in chart.boxes:
        _walk(box.key, leaving, done, upward)
    down = {
        number: (arrow.target, arrow.source) if number in upward else (arrow.source, arrow.target)
        for number, arrow in enumerate(chart.arrows)
        if arrow.source != arrow.target
    }
    return down, upward


def _walk(start: str, leaving: dict[str, list[tuple[int, Arrow]]], done: set[str], upward: set[int]) -> None:
    """Depth first, without recursion: a flow may be a long chain."""
    if start in done:
        return
    done.add(start)
    path, inside = [(start, iter(leaving[start]))], {start}
    while path:
        key, arrows = path[-1]
        for number, arrow in arrows:
            if arrow.target in inside:
                if arrow.target != key:
                    upward.add(number)
            elif arrow.target not in done:
                done.add(arrow.target)
                inside.add(arrow.target)
                path.append((arrow.target, iter(leaving[arrow.target])))
                break
        else:
            inside.discard(key)
            path.pop()


def _longest(keys: list[str], pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The longest way from the top; there are no circles any more."""
    below: dict[str, list[str]] = {key: [] for key in keys}
    waits = dict.fromkeys(keys, 0)
    for one, other in pairs:
        below[one].append(other)
        waits[other] += 1
    level = dict.fromkeys(keys, 0)
    ready = [key for key in keys if not waits[key]]
    for key in ready:
        for other in below[key]:
            level[other] = max(level[other], level[key] + 1)
            waits[other] -= 1
            if not waits[other]:
                ready.append(other)
    return level
