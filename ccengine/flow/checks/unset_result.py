"""unset-result: the flow gives a result that none of its nodes sets."""

from ccengine.flow.flow import Flow
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report, did_you_mean


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    if not flow.results:
        return
    known = {*flow.variables, *flow.arguments}
    known.update(name for node in flow.nodes.values() for name, _ in node.assigns())
    for name, at in flow.results.items():
        if name not in known:
            remedy = did_you_mean(name, sorted(known)) or "set it, or delete it"
            report.add(at, f'the result "{name}" is a variable that no node sets', "unset-result", remedy)
