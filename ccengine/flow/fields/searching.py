"""Who is asked for by a queue node: its fields, and the steps made of them."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import inf
from typing import Any, NamedTuple

from ccengine.flow import fields
from ccengine.flow.expr import Template
from ccengine.flow.fields import requests
from ccengine.flow.running.scope import Scope
from ccengine.model.diagnostics import Position
from ccengine.model.ids import AgentId, Seconds
from ccengine.model.reader import Read, Reader, Report, list_of, mapping_of
from ccengine.model.routing import Step
from ccengine.model.shape import shape_of, shaped
from ccengine.model.values import duration, matching, name, text, whole
from ccengine.model.yamltree import Scalar, Tree

LEVEL = fields.computed(whole(1, 100), "whole", 1, 100)
ALWAYS: Seconds = -1.0
"""`agent_for` of a call that waits for this agent alone."""

_extension = matching(r"[A-Za-z0-9_.-]{1,64}", "an agent", "bad-agent", "the agent's extension, as in 8001")
_wait = duration(0, 14400)


@shaped(shape_of(LEVEL).words, **shape_of(LEVEL).schema)
def _level(_key: Scalar, tree: Tree, report: Report) -> Any:
    return LEVEL(tree, report)


_lines: Read[Mapping[str, Any]] = mapping_of(name, _level)
MOST = 8
RELAXED = 10
LONGEST_NAME = 64
"""Of an agent.  With these limits every search fits into a record of the journal."""


@shaped(shape_of(_lines).words, **shape_of(_lines).schema, maxProperties=MOST)
def skills(tree: Tree, report: Report) -> Mapping[str, Any]:
    """`skill: least level` lines."""
    found = _lines(tree, report)
    if len(found) > MOST:
        text = f"{len(found)} skills are asked for"
        raise report.wrong(tree.at, text, "too-many-skills", f"{MOST} at most are asked for at one time")
    return found


class Relaxed(NamedTuple):
    after: Seconds
    skills: Mapping[str, Any]
    at: Position


@shaped(
    "`{after: 30s, skills: {...}}`",
    type="object",
    properties={"after": shape_of(_wait).schema, "skills": shape_of(skills).schema},
    required=["after"],
    additionalProperties=False,
)
def _relaxed(tree: Tree, report: Report) -> Relaxed:
    reader = Reader(tree, "a step of relax", report)
    found = Relaxed(reader.need("after", _wait) or 0.0, reader.take("skills", skills, {}), tree.at)
    reader.done()
    return found


relax = list_of(_relaxed, least=1, most=RELAXED)


@shaped("an agent, or an expression", anyOf=[shape_of(_extension).schema, fields.EXPRESSION])
def agent(tree: Tree, report: Report) -> str | Template:
    """As it is written: leading zeros stay."""
    computes = isinstance(tree, Scalar) and "{{" in tree.text
    return fields.template(tree, report) if computes else _extension(tree, report)


@shaped(f"{shape_of(_wait).words}, or `always`", seconds=True, anyOf=[shape_of(_wait).schema, {"const": "always"}])
def agent_for(tree: Tree, report: Report) -> Seconds:
    return ALWAYS if text(tree, report) == "always" else _wait(tree, report)


def steps(
    scope: Scope, agent: str | Template, agent_for: Seconds, skills: Mapping[str, Any], relax: tuple[Relaxed, ...]
) -> tuple[Step, ...]:
    """() for anybody.  Raises ExpressionFault."""
    only = AgentId(requests.written(scope.value(agent))[:LONGEST_NAME])
    if only and agent_for == ALWAYS:
        return (Step(agent=only),)
    found = _widening(scope, agent_for if only else 0.0, skills, relax)
    if only:
        return (Step(agent=only), *found)
    return tuple(found) if skills else ()


def _widening(scope: Scope, begin: Seconds, first: Mapping[str, Any], then: tuple[Relaxed, ...]) -> Iterator[Step]:
    """What is asked for from `begin` on; not what is relaxed by then."""
    begins = [0.0, *(each.after for each in then)]
    ends = [*begins[1:], inf]
    for after, until, asked in zip(begins, ends, [first, *(each.skills for each in then)], strict=True):
        if until > begin:
            yield Step(max(begin, after), _levels(scope, asked))


def _levels(scope: Scope, skills: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    return tuple((name, scope.value(level)) for name, level in skills.items())


def agree(relax: tuple[Relaxed, ...], skills: Mapping[str, Any], place: Position, report: Report) -> None:
    if relax and not skills:
        report.add(place, "relax has no skills to ask less of", "nothing-to-relax", "write `skills: {...}` too")
    for before, each in pairwise(relax):
        if each.after <= before.after:
            remedy = "each step's `after` is longer than the one before"
            report.add(each.at, "a step of relax comes too early", "not-in-order", remedy, before.at)
