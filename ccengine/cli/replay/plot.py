"""The day as a picture: service level and ASA of each queue by interval, as SVG 1.1 without script, link or font.
Of many draws the line is the median, in a band from the least to the most."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from ccengine.cli.day_figures import DayFigures
from ccengine.cli.replay.spread import Spread
from ccengine_sim.plot import Panel, Safe, tag

if TYPE_CHECKING:
    from ccengine.cli.replay.command import Replayed

WIDE, HIGH, LEFT, GAP = 640, 110, 70, 46  # of one panel, pixels
LINES = (("the day", "#222", ""), ("simulated", "#999", "4 3"), ("other rules", "#c2410c", ""))
STYLE = "text{font:12px sans-serif;fill:#222}.axis{stroke:#999;fill:none}.line{fill:none;stroke-width:1.6px}"

Point = tuple[float, Spread]


def drawing(found: "Replayed", zone: tzinfo | None) -> str:
    columns: list[Sequence[DayFigures]] = [[found.day]]
    if found.draws:
        columns += [[draw.model for draw in found.draws], [draw.other for draw in found.draws]]
    queues = sorted({str(row["queue"]) for days in columns for day in days for row in day.intervals})
    parts: list[Safe] = []
    top = GAP
    for queue in queues:
        for title, name in (("service level, %", "service_level"), ("ASA, s", "asa")):
            series = [_points(days, queue, name) for days in columns]
            parts += _panel(f"{queue}: {title}", series, top, zone, 100.0 if name == "service_level" else None)
            top += HIGH + GAP
    legend = (_legend(n, name, colour) for n, (name, colour, _) in enumerate(LINES[: len(columns)]))
    ground = tag("rect", width="100%", height="100%", fill="#fff")
    size = {"width": WIDE + LEFT + 20, "height": top}
    drawn = tag("svg", tag("style", STYLE), ground, *legend, *parts, xmlns="http://www.w3.org/2000/svg", **size)
    return drawn + "\n"


def _legend(n: int, name: str, colour: str) -> Safe:
    return tag("text", name, x=LEFT + 110 * n, y=18, style=f"fill:{colour}")


def _points(days: Sequence[DayFigures], queue: str, name: str) -> list[Point]:
    found: dict[float, list[float]] = defaultdict(list)
    for row in (row for day in days for row in day.intervals if row["queue"] == queue):
        value: Any = row[name]
        if name == "service_level":
            value = None if value["value"] is None else 100.0 * value["value"]
        if value is not None:
            found[row["since"]].append(float(value))
    return [(since, Spread.of(values)) for since, values in sorted(found.items())]


def _panel(
    title: str, series: Sequence[Sequence[Point]], top: float, zone: tzinfo | None, most: float | None
) -> Iterator[Safe]:
    every = [point for points in series for point in points]
    if not every:
        return
    first, last = min(x for x, _ in every), max(x for x, _ in every)
    high = most or max(1.0, *(spread.most for _, spread in every))
    panel = Panel(LEFT, top, WIDE, HIGH, first, max(last, first + 1.0), high)
    yield tag("text", title, x=LEFT, y=top - 6)
    yield tag("path", class_="axis", d=f"M{LEFT},{top} V{panel.bottom} H{panel.right}")
    yield from panel.levels([(0.0, "0"), (high, f"{high:.0f}")])
    yield from panel.moments((moment, f"{datetime.fromtimestamp(moment, zone):%H:%M}") for moment in (first, last))
    for points, (_, colour, dashes) in zip(series, LINES, strict=False):
        if any(spread.least < spread.most for _, spread in points):
            edges = [(x, spread.least, spread.most) for x, spread in points]
            yield panel.band(edges, fill=colour, fill_opacity=0.15)
        line = [(x, spread.median) for x, spread in points]
        yield panel.line(line, class_="line", stroke=colour, stroke_dasharray=dashes or "none")
