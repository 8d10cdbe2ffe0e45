"""unknown-duty: a node `dial` names a roster or a person that duty.yaml does not have."""

from ccengine.flow.duty.roster import FILE, is_on_duty
from ccengine.flow.flow import Flow
from ccengine.flow.nodes.dial import Dial
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report, did_you_mean


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    if around.schedules is None:
        return
    for node in flow.nodes.values():
        for target in node.targets if isinstance(node, Dial) else ():
            if isinstance(target, str) and is_on_duty(target) and target not in around.schedules:
                there = sorted(filter(is_on_duty, around.schedules))
                remedy = did_you_mean(target, there) or f"add it to flows/{FILE}"
                report.add(node.place("targets"), f'{node}: there is no "{target}"', "unknown-duty", remedy)
