"""unknown-script: a file that does not lie under flows/scripts."""

from ccengine.flow.flow import Flow
from ccengine.flow.nodes.script import Script
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report, did_you_mean


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    for node in flow.nodes.values():
        if isinstance(node, Script) and node.file not in around.scripts:
            text = f"{node}: there is no flows/scripts/{node.file}"
            remedy = did_you_mean(node.file, sorted(around.scripts)) or "put it there"
            report.add(node.place("what"), text, "unknown-script", remedy)
