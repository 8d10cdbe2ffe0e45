"""Values and answers out of a YAML tree."""

from typing import Any

from ccengine.flow import fields
from ccengine.flow.scripted import Answer
from ccengine.model.reader import Reader, Report, list_of
from ccengine.model.services import JsonValue, Outcome
from ccengine.model.values import one_of, text, whole
from ccengine.model.yamltree import Mapping, Scalar, Sequence, Tree


def value(tree: Tree, report: Report) -> Any:
    """What JSON can say."""
    match tree:
        case Mapping(entries=entries):
            return {key.text: value(each, report) for key, each in entries}
        case Sequence(items=items):
            return [value(each, report) for each in items]
        case Scalar() if tree.null:
            return None
        case Scalar(text=""):
            return ""
    return fields.literal(tree, report)


def _texts(tree: Tree, report: Report) -> dict[str, str]:
    found: JsonValue = value(tree, report)
    if not isinstance(found, dict):
        raise report.wrong(tree.at, "`name: value` lines are needed", "not-a-mapping")
    return {str(name): str(each) for name, each in found.items()}


def _answer(tree: Tree, report: Report) -> Answer:
    reader = Reader(tree, "answer", report)
    status = reader.take("status", whole(100, 599), 200)
    outcome = reader.take("outcome", one_of(*Outcome), "")
    found = reader.take("json", value, None)
    result = reader.take("value", value, None)
    variables: dict[str, str] | None = reader.take("variables", _texts, None)
    body = reader.take("text", text, "")
    reader.done()
    if not outcome:
        outcome = Outcome.DONE if 200 <= status < 300 else Outcome.FAILED
    elif outcome != Outcome.DONE and not reader.has("status"):
        status = 0
    value_ = result if reader.has("value") else found
    return Answer(Outcome(outcome), value_, status, body, variables)


answers = list_of(_answer, least=1, most=100)
"""One answer, or several: the last one is given again and again."""
