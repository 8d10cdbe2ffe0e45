"""The keys that a caller pressed after his talk are the answers on record.

Which survey he was asked is told by the flow: in books that lost all its rows there was none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ccengine.flow import Bundle, Flow
from ccengine.flow.nodes.queue import Queue
from ccengine.flow.nodes.survey import Survey
from ccengine.model.ids import Seconds
from ccengine.model.why import QueueExit
from ccengine_sim.trunk.visit import Seen

AHEAD: Seconds = 0.3
"""A key that was let go so shortly after its question was put on record, or before, may have come before it was asked:
what is typed ahead answers nothing."""
GOING: Seconds = 2.0
"""Who hangs up himself so soon after a key may have gone before it was taken."""
Marks = Sequence[Mapping[str, Any]]
"""As the API gives them, in the order of the questions."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The survey that follows a talk at once."""

    keys: tuple[str, ...]  # that answer each question
    wait: Seconds  # for an answer


def surveys(bundle: Bundle) -> dict[str, Asked]:
    """By queue.  Left out are those after whose talks something else comes, or now this and now that; and a survey with
    a condition or a comment: who is asked what is not told by the flow alone."""
    found: dict[str, set[Asked | None]] = {}
    for flow in bundle.flows.values():
        for node in flow.nodes.values():
            if isinstance(node, Queue):
                found.setdefault(node.queue, set()).add(_after(node, flow))
    each = ((queue, next(iter(after))) for queue, after in found.items() if len(after) == 1)
    return {queue: asked for queue, asked in each if asked is not None}


def _after(queue: Queue, flow: Flow) -> Asked | None:
    exit = queue.leads(QueueExit.ANSWERED)
    node = flow.nodes.get(exit.node) if exit else None
    if not isinstance(node, Survey) or node.comment or any(each.template for each in node.questions):
        return None
    return Asked(tuple(each.answers(node.keys, node.grades) for each in node.questions), node.wait)


def answers_wrong(call: Seen, marks: Marks, asked: Asked | None) -> str:
    """Nothing: all is as it should be.  Of a caller who was served.  `asked`: None when the flow does not tell."""
    presses = [*_presses(call)]
    pressed, given = "".join(keys for keys, _ in presses), "".join(mark["key"] for mark in marks)
    if asked is None:
        right = not marks or given == pressed or (given != "" and pressed.startswith(given))
    elif _in_time(call, presses, marks, asked):
        right = given == pressed[: len(asked.keys)]
    else:
        rest = iter(pressed)
        right = all(key in rest for key in given)
    return "" if right else f"pressed {pressed or 'nothing'} after the talk, {given or 'nothing'} on record"


def _presses(call: Seen) -> Iterator[tuple[str, Seconds]]:
    """After the last talk, each with the time when its last key was let go."""
    does = call.planned.kind.does
    last = max((n for n, step in enumerate(does) if step.talk), default=len(does))
    keys = [step.keys for step in does[last + 1 :] if step.keys]
    if keys:
        yield from zip(keys, call.released[-len(keys) :], strict=False)


def _in_time(call: Seen, presses: Sequence[tuple[str, Seconds]], marks: Marks, asked: Asked) -> bool:
    """Each press was one key, that answers, came after its question and before it was given up, and was waited for."""
    before = call.agent_left
    for n, (keys, let_go) in enumerate(presses[: len(asked.keys)]):
        typed_ahead = n < len(marks) and let_go < marks[n]["at"] + AHEAD
        answers = len(keys) == 1 and keys in asked.keys[n]
        if before is None or typed_ahead or let_go - before > asked.wait or not answers:
            return False
        before = let_go
    hangs_up = any(step.hangup for step in call.planned.kind.does)
    return not (hangs_up and presses and call.ended is not None and call.ended - presses[-1][1] < GOING)
