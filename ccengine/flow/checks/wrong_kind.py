"""wrong-kind: an expression whose value can be seen never to be what its field needs."""

from collections.abc import Iterator
from dataclasses import fields

from ccengine.flow.expr import Template
from ccengine.flow.expr.values import NAMES
from ccengine.flow.fields import Assigned, Computed
from ccengine.flow.flow import Flow
from ccengine.flow.node import Node
from ccengine.flow.nodes.say import Say
from ccengine.flow.nodes.tag import Tag
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report

TAKES = {
    "number": ("number",),
    "seconds": ("number",),
    "whole": ("number",),
    "text": ("text", "number"),
    "boolean": ("bool",),
}
"""What each of fields.CONVERSIONS takes."""


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    for node in flow.nodes.values():
        for template, wanted in _wanted(node):
            if template.kind not in ("any", *wanted):
                needs = " or ".join(NAMES[kind] for kind in wanted)
                text = f"{node}: {needs} is needed here, and the expression gives {NAMES[template.kind]}"
                report.add(template.at, text, "wrong-kind", _remedy(wanted))


def _wanted(node: Node) -> Iterator[tuple[Template, tuple[str, ...]]]:
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Computed):
            yield value.template, TAKES[value.kind]
    if isinstance(node, Tag):
        values: Iterator[Assigned] = iter(node.tags.values())
        yield from ((each.value, TAKES["text"]) for each in values if isinstance(each.value, Template))
    if isinstance(node, Say) and isinstance(node.what, Template):
        yield node.what, ("text", "number")


def _remedy(wanted: tuple[str, ...]) -> str:
    if "text" in wanted:
        return "write text(x), or `x if test else y`"
    return "write a comparison" if "bool" in wanted else "write number(x)"
