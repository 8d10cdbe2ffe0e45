"""unused-variable (a warning): one that is set, and that nothing reads."""

from ccengine.flow.flow import Flow
from ccengine.flow.surroundings import Surroundings
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Report


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    set_at: dict[str, Position] = {**flow.variables_at, **flow.arguments}
    for node in flow.nodes.values():
        for name, at in node.assigns():
            set_at.setdefault(name, at)
    if not set_at:
        return
    read = set(flow.results)
    for node in flow.nodes.values():
        for _, template in node.templates():
            read.update(path[0] for path in template.names)
    for name, at in set_at.items():
        if name not in read:
            remedy = "delete it, or list it under `results`"
            report.warn(at, f'nothing reads the variable "{name}"', "unused-variable", remedy)
