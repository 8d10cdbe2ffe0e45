"""One plot in an SVG: where a moment and a value lie, and what can be drawn there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ccengine_sim.plot.markup import Safe, joined, tag

Point = tuple[float, float]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Panel:
    """`first` to `last` from left to right, 0 to `high` upwards.  The place of the plot itself, without what is
    written beside its axes, in pixels."""

    left: float
    top: float
    width: float
    height: float
    first: float
    last: float
    high: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def right(self) -> float:
        return self.left + self.width

    def x(self, moment: float) -> float:
        return self.left + self.width * (moment - self.first) / ((self.last - self.first) or 1.0)

    def y(self, value: float) -> float:
        return self.bottom - self.height * min(max(value, 0.0), self.high) / (self.high or 1.0)

    def line(self, points: Sequence[Point | None], **attributes: str | float | None) -> Safe:
        """None: it is broken there.  A point that has no neighbour is a dot."""
        return joined(*(self._stretch(stretch, attributes) for stretch in _stretches(points)))

    def _stretch(self, points: Sequence[Point], attributes: dict[str, str | float | None]) -> Safe:
        if len(points) == 1:
            return tag("circle", cx=_r(self.x(points[0][0])), cy=_r(self.y(points[0][1])), r=1.5, **attributes)
        return tag("polyline", points=self._path(points), **attributes)

    def band(self, edges: Sequence[tuple[float, float, float] | None], **attributes: str | float | None) -> Safe:
        """Between two values at each moment."""
        return joined(
            *(
                tag("polygon", points=self._path(_around(stretch)), **attributes)
                for stretch in _stretches(edges)
                if len(stretch) > 1
            )
        )

    def across(self, value: float, **attributes: str | float | None) -> Safe:
        return tag(
            "line", x1=_r(self.left), x2=_r(self.right), y1=_r(self.y(value)), y2=_r(self.y(value)), **attributes
        )

    def down(self, moment: float, above: float = 0.0, **attributes: str | float | None) -> Safe:
        """`above` the plot it begins so many pixels earlier."""
        x = _r(self.x(moment))
        return tag("line", x1=x, x2=x, y1=_r(self.top - above), y2=_r(self.bottom), **attributes)

    def between(self, begin: float, end: float, **attributes: str | float | None) -> Safe:
        """A stretch of time, in the whole height."""
        width = max(1.0, self.x(end) - self.x(begin))
        return tag("rect", x=_r(self.x(begin)), y=_r(self.top), width=_r(width), height=_r(self.height), **attributes)

    def levels(self, values: Iterable[tuple[float, str]], **attributes: str | float | None) -> Iterator[Safe]:
        """What the values of the axis are called, left of it."""
        for value, told in values:
            x, y = _r(self.left - 8), _r(self.y(value) + 4)
            yield tag("text", told, x=x, y=y, text_anchor="end", **attributes)

    def moments(self, values: Iterable[tuple[float, str]], **attributes: str | float | None) -> Iterator[Safe]:
        """What the moments are called, under the plot; the first and the last within its sides."""
        for moment, told in values:
            x = self.x(moment)
            anchor = "start" if x < self.left + 8 else "end" if x > self.right - 8 else "middle"
            yield tag("text", told, x=_r(x), y=_r(self.bottom + 16), text_anchor=anchor, **attributes)

    def _path(self, points: Iterable[Point]) -> str:
        return " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)


def _around(edges: Sequence[tuple[float, float, float]]) -> list[Point]:
    return [(x, high) for x, _, high in edges] + [(x, low) for x, low, _ in reversed(edges)]


def _stretches(points: Iterable[T | None]) -> Iterator[list[T]]:
    stretch: list[T] = []
    for point in points:
        if point is not None:
            stretch.append(point)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _r(value: float) -> float:
    return round(value, 1)
