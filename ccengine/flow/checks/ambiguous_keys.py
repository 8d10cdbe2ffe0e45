"""ambiguous-keys: one key of a menu begins another, so the longer could never be pressed."""

from itertools import pairwise

from ccengine.flow.flow import Flow
from ccengine.flow.nodes.menu import Menu
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    for node in flow.nodes.values():
        if isinstance(node, Menu):
            for (short, first), (long, second) in pairwise(sorted(node.keys)):
                if long.startswith(short):
                    text = f"{node}: key {long} begins with key {short}, and could never be pressed"
                    report.add(second, text, "ambiguous-keys", "give it another key; the shorter one", first)
