"""unknown-music: a class of music that there is not, and in whose place Asterisk would play `default`."""

from ccengine.flow.flow import Flow
from ccengine.flow.nodes.callback import Callback
from ccengine.flow.nodes.dial import Dial
from ccengine.flow.nodes.queue import Queue
from ccengine.flow.surroundings import Surroundings
from ccengine.model.music import remedy
from ccengine.model.reader import Report


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    if around.music is None:
        return
    for node in flow.nodes.values():
        if isinstance(node, Queue | Callback | Dial) and node.music and node.music not in around.music:
            text = f'{node}: there is no music class "{node.music}"'
            report.add(node.place("music"), text, "unknown-music", remedy(node.music, around.music))
