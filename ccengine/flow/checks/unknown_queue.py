"""unknown-queue: a queue that the settings do not have."""

from ccengine.flow.flow import Flow
from ccengine.flow.nodes.callback import Callback
from ccengine.flow.nodes.queue import Queue
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report, did_you_mean


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    for node in flow.nodes.values():
        if isinstance(node, Queue | Callback) and node.queue not in around.queues:
            text = f'{node}: there is no queue "{node.queue}"'
            remedy = did_you_mean(node.queue, around.queues) or "add it under `queues:` in settings.yaml"
            report.add(node.place("queue"), text, "unknown-queue", remedy)
