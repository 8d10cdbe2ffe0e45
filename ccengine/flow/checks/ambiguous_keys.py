"""ambiguous-keys: one key of a menu begins another, so the longer could never be pressed."""

from itertools import pairwise

from ccengine.flow.flow import Flow
from ccengine.flow.nodes.menu import Menu
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    for node in flow.nodes.values():
        if isinstance(node, Menu):
            for short, long in pairwise(sorted(node.keys.values(), key=lambda choice: choice.key)):
                if long.key.startswith(short.key):
                    text = f"{node}: key {long.key} begins with key {short.key}, and could never be pressed"
                    report.add(long.at, text, "ambiguous-keys", "give it another key; the shorter one", short.at)
