"""missing-argument, unknown-argument: what a node gives to the flow it enters is not what that flow takes."""

from ccengine.flow.flow import Flow
from ccengine.flow.nodes.call import Call
from ccengine.flow.nodes.goto import Goto
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report, did_you_mean


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    for node in flow.nodes.values():
        if isinstance(node, Call | Goto) and (entered := around.flows.get(node.enters)):
            _tell(node, entered, report)


def _tell(node: Call | Goto, entered: Flow, report: Report) -> None:
    for name, at in entered.arguments.items():
        if name not in node.arguments and name not in entered.variables:
            text = f'{node}: flow "{entered.name}" needs the argument "{name}"'
            report.add(node.at, text, "missing-argument", f"write `arguments: {{{name}: ...}}`; it is asked for", at)
    for name, given in node.arguments.items():
        if name not in entered.arguments:
            text = f'{node}: flow "{entered.name}" takes no argument "{name}"'
            takes = ", ".join(entered.arguments) or "none"
            remedy = did_you_mean(name, entered.arguments) or f"it takes: {takes}"
            report.add(given.at, text, "unknown-argument", remedy, entered.at)
