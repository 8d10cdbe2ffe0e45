"""Flows as pictures: every node and exit is there, nothing lies on anything, counts are those that were given."""

import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ccengine.app.shipped import shipped
from ccengine.cli.flow.trials import read_sources
from ccengine.flow import load
from ccengine.flow.picture.chart import Arrow, Box, Chart, Counts, chart
from ccengine.flow.picture.levels import levels
from ccengine.flow.picture.order import order
from ccengine.flow.picture.place import place
from ccengine.flow.picture.svg import draw, draw_chart
from tests.unit.flow.around import AROUND

TOP = Path(__file__).parents[4]
HOTLINE = read_sources(shipped("flows") / "hotline.yaml", None).bundle.main
SVG = "{http://www.w3.org/2000/svg}"

LOOPS = """\
flow: loops
language: zh
start: 主菜单
nodes:
  主菜单: {menu: welcome, keys: {1: 客服, 2: again, "*": 主菜单}, otherwise: hangup}
  客服: {queue: 客服, exits: {answered: 主菜单}, next: again}
  again: {play: welcome, next: 主菜单}
"""


def texts(picture: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(picture).iter(f"{SVG}text")]


def test_the_manual_shows_the_hotline_as_it_is() -> None:
    """`ccctl flow graph flows/hotline.yaml -o docs/manual/hotline.svg` draws it anew."""
    assert (TOP / "docs" / "manual" / "hotline.svg").read_text("utf-8") == draw(HOTLINE)


def test_every_node_and_exit_is_there() -> None:
    shown = texts(draw(HOTLINE))
    assert {*HOTLINE.nodes, "hotline", "hang up"} <= {*shown}
    assert "waited_too_long, failed" in shown
    assert "1, otherwise" in shown


def test_circles_and_chinese_names() -> None:
    flow = load(LOOPS, "loops.yaml", AROUND)
    picture = draw(flow)
    assert {"主菜单", "客服", "again", "*"} <= {*texts(picture)}
    assert len([*ET.fromstring(picture).iter(f"{SVG}path")]) == len(chart(flow).arrows) + 1  # and the arrows' tip


def test_counts_stand_on_the_arrows() -> None:
    left = {("welcome", "next"): 9, ("main", "1"): 5, ("main", "otherwise"): 2, ("service", "answered"): 4}
    entered = {"welcome": 10, "main": 9, "service": 7, "survey": 4}
    picture = draw(HOTLINE, Counts(10, entered, left))
    shown = texts(picture)
    assert {"10", "next: 9", "1, otherwise: 7", "2: 0", "answered: 4", "waited_too_long, failed: 0"} <= {*shown}
    assert {"play: 10, 1 ended here", "menu: 9, 2 ended here", "queue: 7, 3 ended here"} <= {*shown}
    told = [text.get("data-count") for text in ET.fromstring(picture).iter(f"{SVG}text")]
    counts = [int(count) for count in told if count]
    assert sum(counts) == 10 + sum(left.values())


def test_what_is_written_in_a_flow_stays_text() -> None:
    evil = Chart("<b>&", [Box("a", "<script>\x1b"), Box("b", '"&')], [Arrow("a", "b", "</text>")])
    picture = draw_chart(evil)
    assert texts(picture) == ["</text>", "<script>\\x1b", '"&']
    assert "<script" not in picture


KEYS = [f"n{number}" for number in range(9)]
CHARTS = st.builds(
    lambda pairs: Chart("any", [Box(key, key) for key in KEYS], [Arrow(one, other, "x") for one, other in pairs]),
    st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=25, unique=True),
)


@given(CHARTS)
def test_nothing_lies_on_anything(any_chart: Chart) -> None:
    found = levels(any_chart)
    order(found)
    placed = place(any_chart, found)
    for level in found.spots:
        for one, other in pairwise(level):
            assert placed.x[one] + placed.widths[one] / 2 < placed.x[other] - placed.widths[other] / 2
    assert sorted([*found.ways, *found.loops]) == [*range(len(any_chart.arrows))]
    for number, way in found.ways.items():
        heights = [placed.y[spot] for spot in way]
        assert heights in (sorted(heights), sorted(heights, reverse=True))
        assert (way[0], way[-1]) == (any_chart.arrows[number].source, any_chart.arrows[number].target)
