"""Values that are written out: prompts, music, the names of variables, literals."""

import re
from dataclasses import dataclass

from ccengine.flow.expr import Value
from ccengine.flow.running.scope import RESERVED
from ccengine.model.compact import compact
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Report, list_of
from ccengine.model.shape import shape_of, shaped
from ccengine.model.values import file_name, matching, name, text
from ccengine.model.yamltree import Scalar, Tree


@compact
@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's name and where the flow names it."""

    name: str
    at: Position


@shaped("a prompt", **shape_of(file_name).schema)
def prompt(tree: Tree, report: Report) -> Prompt:
    return Prompt(file_name(tree, report), tree.at)


@shaped("a music class", **shape_of(file_name).schema)
def music(tree: Tree, report: Report) -> str:
    return file_name(tree, report)


@shaped("a schedule", **shape_of(name).schema)
def schedule(tree: Tree, report: Report) -> str:
    return name(tree, report)


_schedule_or_roster = matching(
    r"(duty:)?[\w][\w-]{0,63}", "a schedule", "bad-name", "a name of schedules.yaml, or duty:NAME of duty.yaml"
)


@shaped("a schedule, or `duty:ROSTER`", **shape_of(_schedule_or_roster).schema)
def schedule_or_roster(tree: Tree, report: Report) -> str:
    return _schedule_or_roster(tree, report)


prompts = list_of(prompt, least=1, most=20)
"""One prompt, or a list that is played without gaps."""


variable = matching(
    r"[A-Za-z_][A-Za-z0-9_]{0,63}", "a variable's name", "bad-variable", "letters a-z, digits and _, 64 at most"
)


@shaped("a variable's name", **shape_of(variable).schema)
def new_variable(tree: Tree, report: Report) -> str:
    """The name of one that a node sets."""
    found = variable(tree, report)
    if found in RESERVED:
        remedy = "these are taken: " + ", ".join(RESERVED)
        raise report.wrong(tree.at, f'no variable can be called "{found}"', "reserved-name", remedy)
    return found


@shaped("a value", type=["string", "number", "boolean"])
def literal(tree: Tree, report: Report) -> Value:
    """A value that is written out: a whole number, true, false, or text; in quotes always text."""
    found = text(tree, report) if not (isinstance(tree, Scalar) and tree.text == "") else ""
    if not isinstance(tree, Scalar) or not tree.plain:
        return found
    if re.fullmatch(r"-?(0|[1-9][0-9]{0,14})", found):
        return int(found)
    if re.fullmatch(r"-?[0-9]{1,12}\.[0-9]{1,6}", found):
        return float(found)
    return {"true": True, "false": False}.get(found, found)
