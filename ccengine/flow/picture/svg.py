"""The picture as SVG 1.1: no script, no link, no font but the reader's own."""

from collections.abc import Iterator
from html import escape

from ccengine.flow.flow import Flow
from ccengine.flow.picture.chart import Arrow, Box, Chart, Counts, chart
from ccengine.flow.picture.levels import Levels, Spot, levels
from ccengine.flow.picture.order import order
from ccengine.flow.picture.place import BOX, Placed, box_width, label, place, width
from ccengine.model.yamltext import shown

STYLE = """\
text{font:13px sans-serif;text-anchor:middle;fill:#222}
.verb{font-size:11px;fill:#666}
.exit{font-size:12px;fill:#333;paint-order:stroke;stroke:#fff;stroke-width:5px}
.box{fill:#eef4fb;stroke:#4a78a8}
.end{fill:#fff;stroke:#888}
.arrow{fill:none;stroke:#666;stroke-width:1.3px;marker-end:url(#tip)}
.never{stroke-dasharray:4 3;stroke:#aaa}"""

MOST = 120  # characters of one text


def draw(flow: Flow, counts: Counts | None = None) -> str:
    """With `counts`, arrows that no call took are dashed."""
    return draw_chart(chart(flow, counts))


def draw_chart(found: Chart) -> str:
    layers = levels(found)
    order(layers)
    placed = place(found, layers)
    wide, high = (f"{size:.0f}" for size in placed.size)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">',
        f"<title>{_text(found.title)}</title>",
        f"<style>{STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z" fill="#666"/></marker></defs>',
        f'<rect width="{wide}" height="{high}" fill="#fff"/>',
        *_arrows(found, layers, placed),
        *(_box(box, placed) for box in found.boxes),
    ]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _text(text: str) -> str:
    return escape(shown(text, MOST))


def _box(box: Box, placed: Placed) -> str:
    x, y, wide = placed.x[box.key], placed.y[box.key], box_width(box)
    round_ = BOX / 2 if box.kind == "end" else 6
    kind = "end" if box.kind == "end" else "box"
    parts = [
        f'<g id="{escape(box.key)}"><rect class="{kind}" x="{x - wide / 2:.1f}" y="{y - BOX / 2:.1f}"'
        f' width="{wide:.1f}" height="{BOX:g}" rx="{round_:g}"/>'
    ]
    lines = [(box.title, "")] if not box.text else [(box.title, ""), (box.text, ' class="verb"')]
    for number, (text, style) in enumerate(lines):
        at = y + 4.5 if len(lines) == 1 else y - 3 + 16 * number
        parts.append(f'<text{style} x="{x:.1f}" y="{at:.1f}">{_text(text)}</text>')
    return "".join([*parts, "</g>"])


def _arrows(found: Chart, layers: Levels, placed: Placed) -> Iterator[str]:
    for number, arrow in enumerate(found.arrows):
        if number in layers.loops:
            yield _loop(arrow, placed, found)
            continue
        yield _arrow(arrow, _path(layers.ways[number], placed, found))
    for number, spot in layers.labels.items():  # over all lines
        if text := label(found.arrows[number]):
            yield _label(found.arrows[number], text, placed.x[spot], placed.y[spot])


def _arrow(arrow: Arrow, path: str) -> str:
    never = " never" if arrow.count == 0 else ""
    told = f"{arrow.source.lstrip(':')} {arrow.label}: {arrow.target.lstrip(':')}"
    return f'<path class="arrow{never}" d="{path}"><title>{_text(told)}</title></path>'


def _label(arrow: Arrow, text: str, x: float, y: float) -> str:
    data = "" if arrow.count is None else f' data-count="{arrow.count}"'
    return f'<text class="exit"{data} x="{x:.1f}" y="{y + 4:.1f}">{_text(text)}</text>'


def _path(way: list[Spot], placed: Placed, found: Chart) -> str:
    boxes = {box.key: box for box in found.boxes}
    down = placed.y[way[0]] < placed.y[way[-1]]
    points = [(placed.x[spot], placed.y[spot]) for spot in way]
    points[0] = _edge(boxes[str(way[0])], points[0], points[1][0], down)
    points[-1] = _edge(boxes[str(way[-1])], points[-1], points[-2][0], not down)
    return _curve(points)


def _curve(points: list[tuple[float, float]]) -> str:
    """Through all points; straight down at both ends, between them towards the next but one (Catmull and Rom)."""
    slopes = [0.0] * len(points)
    for i in range(1, len(points) - 1):
        slopes[i] = (points[i + 1][0] - points[i - 1][0]) / (points[i + 1][1] - points[i - 1][1])
    parts = [f"M{points[0][0]:.1f},{points[0][1]:.1f}"]
    for (x0, y0), (x1, y1), one, other in zip(points, points[1:], slopes, slopes[1:], strict=False):
        third = (y1 - y0) / 3
        bends = f"{x0 + one * third:.1f},{y0 + third:.1f} {x1 - other * third:.1f},{y1 - third:.1f}"
        parts.append(f"C{bends} {x1:.1f},{y1:.1f}")
    return " ".join(parts)


def _edge(box: Box, middle: tuple[float, float], towards: float, below: bool) -> tuple[float, float]:
    """Where an arrow touches the box: on its edge, as near as can be to where the arrow comes from."""
    room = box_width(box) / 2 - 12
    x = middle[0] + max(-room, min(room, towards - middle[0]))
    return x, middle[1] + (BOX / 2 if below else -BOX / 2)


def _loop(arrow: Arrow, placed: Placed, found: Chart) -> str:
    box = next(box for box in found.boxes if box.key == arrow.source)
    x, y = placed.x[box.key] + box_width(box) / 2, placed.y[box.key]
    path = f"M{x:.1f},{y - 9:.1f} C{x + 30:.1f},{y - 22:.1f} {x + 30:.1f},{y + 22:.1f} {x:.1f},{y + 9:.1f}"
    text = label(arrow)
    return _arrow(arrow, path) + (_label(arrow, text, x + 28 + width(text) / 2, y) if text else "")
