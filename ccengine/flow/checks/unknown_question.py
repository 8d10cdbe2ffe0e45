"""unknown-question: `survey.NAME` of a question that no survey asks."""

from collections.abc import Iterator

from ccengine.flow.analysis.places import place_of
from ccengine.flow.flow import Flow
from ccengine.flow.nodes.survey import Survey
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report, did_you_mean
from ccengine.model.yamltext import shown


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    """What may be missing (`default(survey.NAME, 0)`) is not looked at: another flow, that is not seen from here, may
    ask it before."""
    asked = sorted({name for each in (flow, *around.flows.values()) for name in _questions(each)})
    for node in flow.nodes.values():
        for _, template in node.templates():
            for root, *names in sorted(template.required):
                if root == "survey" and names and names[0] not in asked:
                    remedy = did_you_mean(names[0], asked) or "there is: " + (", ".join(asked[:10]) or "none")
                    text = f'{node}: no survey asks "{shown(names[0])}"'
                    report.add(place_of(template, root), text, "unknown-question", remedy)


def _questions(flow: Flow) -> Iterator[str]:
    for node in flow.nodes.values():
        if isinstance(node, Survey):
            yield from (question.name for question in node.questions)
            if node.comment:
                yield node.comment.name
