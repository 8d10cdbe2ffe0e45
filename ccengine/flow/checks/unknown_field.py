"""unknown-field: `caller.x`, `port.x`, `call.x`, `member.x` or `now.x` that there is not."""

from datetime import datetime

from ccengine.flow.analysis.places import place_of
from ccengine.flow.expr.tree import Path
from ccengine.flow.flow import Flow
from ccengine.flow.running.scope import moment
from ccengine.flow.surroundings import Surroundings
from ccengine.model.members import NOBODY
from ccengine.model.reader import Report, did_you_mean
from ccengine.model.yamltext import shown

FIELDS = {
    "caller": ("number", "form", "name", "withheld", "class", "area", "carrier"),
    "port": ("number",),
    "call": ("id",),
    "member": tuple(NOBODY.as_value()),
    "now": tuple(moment(datetime(2026, 1, 1))),
}
"""What Scope gives; the port's own besides."""


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    for node in flow.nodes.values():
        for _, template in node.templates():
            for path in sorted(template.required):
                if told := _wrong(path, around):
                    report.add(place_of(template, path[0]), f"{node}: {told[0]}", "unknown-field", told[1])


def _wrong(path: Path, around: Surroundings) -> tuple[str, str] | None:
    """What, and what to do."""
    root, *fields = path
    if root not in FIELDS or not fields or (root == "port" and around.port is None):
        return None
    known = (*FIELDS[root], *sorted(around.port or ())) if root == "port" else FIELDS[root]
    if fields[0] not in known:
        text = f'"{root}" has no "{shown(fields[0])}"'
        return text, did_you_mean(fields[0], known) or "it has: " + ", ".join(known)
    if fields[1:]:
        return f'"{root}.{fields[0]}" is one value and has no "{shown(fields[1])}"', "delete what stands behind it"
    return None
