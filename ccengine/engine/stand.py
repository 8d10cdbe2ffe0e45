"""Where a call stands in its flows, kept from the journal's records.  Pure."""

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from ccengine.flow import Frame, Standing
from ccengine.flow.running.marks import Marks
from ccengine.model import facts
from ccengine.model.ids import NodeId
from ccengine.model.members import Member

if TYPE_CHECKING:
    from ccengine.engine.book import Known


_STANDING = tuple(each.name for each in fields(Standing))
_FRAME = tuple(each.name for each in fields(Frame))
_MARKS = tuple(each.name for each in fields(Marks))


def at_start(flow: str) -> Standing:
    return Standing([Frame(flow, NodeId(""))])


def apply(known: "Known", body: object) -> None:  # one case a kind
    standing = known.standing
    frame = standing.frames[-1]
    match body:
        case facts.NodeEntered(node=node, visit=visit):
            frame.node, standing.visit, standing.begun = node, visit, False
            standing.resumed = 0
            standing.marks.enter()
        case facts.NodeLeft(changed=changed):
            if changed:
                frame.variables.update(json.loads(changed))
        case facts.FlowEntered(flow=flow, node=node, variables=variables, forever=forever):
            if forever:
                standing.frames.pop()
            standing.frames.append(Frame(flow, node, json.loads(variables)))
        case facts.FlowLeft():
            if len(standing.frames) > 1:
                standing.frames.pop()
        case facts.Tagged(name=name, value=value):
            standing.tags[name] = value
        case facts.Questioned(question=question):
            standing.marks.ask(question)
        case facts.Marked(question=question, key=key):
            standing.marks.answer(question, key)
        case facts.CallResumed():
            standing.resumed += 1
        case facts.Commented(question=question, estimated=False):  # else it is asked for again
            standing.marks.answer(question, "")
        case facts.LanguageChosen(language=language):
            known.language = language
        case facts.MemberKnown(member=number, name=name, kind=kind):
            standing.member = Member(number, name, kind).as_value()
        case facts.EffectBegan():
            standing.begun = True  # until the next node is entered: before that a resumed call runs this one again
        case _:
            pass


def shallow(standing: Standing) -> dict[str, Any]:
    """As `restore` takes it, to be encoded before anything changes."""
    frames = [{name: getattr(frame, name) for name in _FRAME} for frame in standing.frames]
    return {
        **{name: getattr(standing, name) for name in _STANDING},
        "frames": frames,
        "marks": {name: getattr(standing.marks, name) for name in _MARKS},
    }


def restore(state: dict[str, Any]) -> Standing:
    marks = Marks(**state.get("marks", {}))  # a snapshot of before has none
    return Standing(**{**state, "frames": [Frame(**frame) for frame in state["frames"]], "marks": marks})


def read(text: str) -> Standing:
    """From JSON of what `shallow` gave."""
    return restore(json.loads(text))
