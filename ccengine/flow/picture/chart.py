"""A flow -> boxes and arrows.  Exits that lead to the same place share an arrow."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ccengine.flow.fields.exits import HANGUP, NEXT
from ccengine.flow.flow import Flow
from ccengine.flow.node import Node
from ccengine.model.ids import NodeId

START, END = "start", "end"
"""Boxes beside the nodes.  Their keys, and those of exits and other flows, have a colon: no node's name has."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of real calls: how many came in, entered each node, and left it by each exit."""

    calls: int = 0
    entered: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Box:
    key: str
    title: str
    text: str = ""  # the second line
    kind: str = "node"  # or "end"


@dataclass(frozen=True, slots=True)
class Arrow:
    source: str
    target: str
    label: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    boxes: list[Box]
    arrows: list[Arrow]


def chart(flow: Flow, counts: Counts | None = None) -> Chart:
    ends: dict[str, Box] = {}
    arrows = [Arrow(f":{START}", flow.start, "", counts.calls if counts else None)]
    for node in flow.nodes.values():
        by_target: dict[str, list[str]] = {}
        for exit, leads in node.ways.items():
            by_target.setdefault(_target(flow, leads.node, ends), []).append(exit)
        if not node.exits:
            by_target = {_leaves(node, ends): [""]}
        for target, exits in by_target.items():
            arrows.append(Arrow(node.id, target, ", ".join(exits), _count(node, exits, counts)))
    boxes = [Box(f":{START}", flow.name, "", "end"), *(_box(node, counts) for node in flow.nodes.values())]
    return Chart(flow.name, [*boxes, *ends.values()], arrows)


def _box(node: Node, counts: Counts | None) -> Box:
    verb = f"{node.verb} {node.enters}" if node.enters else node.verb
    if counts is None:
        return Box(node.id, node.id, verb)
    entered = counts.entered.get(node.id, 0)
    stayed = entered - sum(count for (id, _), count in counts.left.items() if id == node.id)
    ended = f", {stayed} ended here" if stayed > 0 and not (node.enters and not node.exits) else ""
    return Box(node.id, node.id, f"{verb}: {entered}{ended}")


def _target(flow: Flow, node: NodeId, ends: dict[str, Box]) -> str:
    if node in flow.nodes:
        return node
    key = f":{node}"
    ends.setdefault(key, Box(key, "hang up" if node == HANGUP else f"exit {node}", "", "end"))
    return key


def _leaves(node: Node, ends: dict[str, Box]) -> str:
    """Of a node without exits: the end of the call, or another flow for good."""
    key = f":flow/{node.enters}" if node.enters else f":{HANGUP}"
    ends.setdefault(key, Box(key, f"flow {node.enters}" if node.enters else "hang up", "", "end"))
    return key


def _count(node: Node, exits: list[str], counts: Counts | None) -> int | None:
    if counts is None:
        return None
    if exits == [""]:  # another flow took its place; or the call ended there, by whatever exit
        left = sum(count for (id, _), count in counts.left.items() if id == node.id)
        return counts.entered.get(node.id, 0) if node.enters else left
    return sum(
        count
        for (id, exit), count in counts.left.items()
        if id == node.id and (exit in exits or (exit not in node.exits and NEXT in exits))
    )
