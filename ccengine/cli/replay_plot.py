"""The day as a picture: service level and ASA of each queue by interval, as SVG 1.1 without script, link or font.
Of many draws the line is the median, in a band from the least to the most."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from html import escape
from typing import TYPE_CHECKING, Any

from ccengine.cli.day_figures import DayFigures
from ccengine.cli.replay_spread import Spread
from ccengine.cli.text import shown

if TYPE_CHECKING:
    from ccengine.cli.replay import Replayed

WIDE, HIGH, LEFT, GAP = 640, 110, 70, 46  # of one panel, pixels
LINES = (("the day", "#222", ""), ("simulated", "#999", "4 3"), ("other rules", "#c2410c", ""))
STYLE = "text{font:12px sans-serif;fill:#222}.axis{stroke:#999;fill:none}.line{fill:none;stroke-width:1.6px}"

Point = tuple[float, Spread]


def drawing(found: "Replayed", zone: tzinfo | None) -> str:
    columns: list[Sequence[DayFigures]] = [[found.day]]
    if found.draws:
        columns += [[draw.model for draw in found.draws], [draw.other for draw in found.draws]]
    queues = sorted({str(row["queue"]) for days in columns for day in days for row in day.intervals})
    parts: list[str] = []
    top = GAP
    for queue in queues:
        for title, name in (("service level, %", "service_level"), ("ASA, s", "asa")):
            series = [_points(days, queue, name) for days in columns]
            parts += _panel(f"{queue}: {title}", series, top, zone, 100.0 if name == "service_level" else None)
            top += HIGH + GAP
    size = f'width="{WIDE + LEFT + 20}" height="{top}"'
    legend = (_legend(n, name, colour) for n, (name, colour, _) in enumerate(LINES[: len(columns)]))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    return "\n".join([head, f"<style>{STYLE}</style>", '<rect width="100%" height="100%" fill="#fff"/>', *legend,
                      *parts, "</svg>"]) + "\n"  # fmt: skip


def _legend(n: int, name: str, colour: str) -> str:
    return f'<text x="{LEFT + 110 * n}" y="18" style="fill:{colour}">{name}</text>'


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
) -> Iterator[str]:
    every = [point for points in series for point in points]
    if not every:
        return
    first, last = min(x for x, _ in every), max(x for x, _ in every)
    high = most or max(1.0, *(spread.most for _, spread in every))
    bottom = top + HIGH

    def at(moment: float, value: float) -> str:
        x = LEFT + WIDE * (moment - first) / max(1.0, last - first)
        return f"{x:.1f},{bottom - HIGH * value / high:.1f}"

    yield f'<text x="{LEFT}" y="{top - 6}">{escape(shown(title))}</text>'
    yield f'<path class="axis" d="M{LEFT},{top} V{bottom} H{LEFT + WIDE}"/>'
    yield f'<text x="{LEFT - 6}" y="{top + 10}" text-anchor="end">{high:.0f}</text>'
    yield f'<text x="{LEFT - 6}" y="{bottom}" text-anchor="end">0</text>'
    for x, anchor, moment in ((LEFT, "start", first), (LEFT + WIDE, "end", last)):
        clock = f"{datetime.fromtimestamp(moment, zone):%H:%M}"
        yield f'<text x="{x}" y="{bottom + 15}" text-anchor="{anchor}">{clock}</text>'
    for points, (_, colour, dashes) in zip(series, LINES, strict=False):
        if any(spread.least < spread.most for _, spread in points):
            edge = [at(x, spread.most) for x, spread in points] + [at(x, spread.least) for x, spread in points[::-1]]
            yield f'<polygon points="{" ".join(edge)}" fill="{colour}" fill-opacity="0.15"/>'
        if points:
            path = " ".join(at(x, spread.median) for x, spread in points)
            yield f'<polyline class="line" points="{path}" stroke="{colour}" stroke-dasharray="{dashes or "none"}"/>'
