"""The day as a picture: service level and ASA of each queue by interval, as SVG 1.1 without script, link or font."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from html import escape
from typing import Any

from ccengine.cli.day_figures import DayFigures
from ccengine.cli.text import shown

WIDE, HIGH, LEFT, GAP = 640, 110, 70, 46  # of one panel, pixels
LINES = (("the day", "#222", ""), ("simulated", "#999", "4 3"), ("other rules", "#c2410c", ""))
STYLE = "text{font:12px sans-serif;fill:#222}.axis{stroke:#999;fill:none}.line{fill:none;stroke-width:1.6px}"

Point = tuple[float, float]


def draw(day: DayFigures, model: DayFigures | None, other: DayFigures | None, zone: tzinfo | None) -> str:
    days = [each for each in (day, model, other) if each is not None]
    queues = sorted({str(row["queue"]) for each in days for row in each.intervals})
    parts: list[str] = []
    top = GAP
    for queue in queues:
        for title, name in (("service level, %", "service_level"), ("ASA, s", "asa")):
            series = [list(_points(each, queue, name)) for each in days]
            parts += _panel(f"{queue}: {title}", series, top, zone, 100.0 if name == "service_level" else None)
            top += HIGH + GAP
    size = f'width="{WIDE + LEFT + 20}" height="{top}"'
    legend = (_legend(n, name, colour) for n, (name, colour, _) in enumerate(LINES[: len(days)]))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    return "\n".join([head, f"<style>{STYLE}</style>", '<rect width="100%" height="100%" fill="#fff"/>', *legend,
                      *parts, "</svg>"]) + "\n"  # fmt: skip


def _legend(n: int, name: str, colour: str) -> str:
    return f'<text x="{LEFT + 110 * n}" y="18" style="fill:{colour}">{name}</text>'


def _points(day: DayFigures, queue: str, name: str) -> Iterator[Point]:
    for row in day.intervals:
        value: Any = row[name]
        if name == "service_level":
            value = None if value["value"] is None else 100.0 * value["value"]
        if row["queue"] == queue and value is not None:
            yield row["since"], float(value)


def _panel(
    title: str, series: Sequence[Sequence[Point]], top: float, zone: tzinfo | None, most: float | None
) -> Iterator[str]:
    every = [point for points in series for point in points]
    if not every:
        return
    first, last = min(x for x, _ in every), max(x for x, _ in every)
    high = most or max(1.0, *(y for _, y in every))
    bottom = top + HIGH

    def at(point: Point) -> str:
        x = LEFT + WIDE * (point[0] - first) / max(1.0, last - first)
        return f"{x:.1f},{bottom - HIGH * point[1] / high:.1f}"

    yield f'<text x="{LEFT}" y="{top - 6}">{escape(shown(title))}</text>'
    yield f'<path class="axis" d="M{LEFT},{top} V{bottom} H{LEFT + WIDE}"/>'
    yield f'<text x="{LEFT - 6}" y="{top + 10}" text-anchor="end">{high:.0f}</text>'
    yield f'<text x="{LEFT - 6}" y="{bottom}" text-anchor="end">0</text>'
    for x, anchor, moment in ((LEFT, "start", first), (LEFT + WIDE, "end", last)):
        clock = f"{datetime.fromtimestamp(moment, zone):%H:%M}"
        yield f'<text x="{x}" y="{bottom + 15}" text-anchor="{anchor}">{clock}</text>'
    for points, (_, colour, dashes) in zip(series, LINES, strict=False):
        if points:
            path = " ".join(at(point) for point in points)
            yield f'<polyline class="line" points="{path}" stroke="{colour}" stroke-dasharray="{dashes or "none"}"/>'
