"""The agent who served the caller last, as a queue node asks for him: the field `last_agent`."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ccengine.flow import fields
from ccengine.flow.expr import Template
from ccengine.flow.fields.keys import one_key
from ccengine.flow.fields.plain import Prompt
from ccengine.model.diagnostics import Position
from ccengine.model.ids import Seconds
from ccengine.model.reader import Reader, Report
from ccengine.model.shape import shape_of, shaped
from ccengine.model.values import duration
from ccengine.model.yamltree import Tree

LONGEST: Seconds = 90 * 86400.0
"""As long as the ACD remembers (acd.rules.Limits.served_for)."""

_within = duration(60, LONGEST)
_wait = duration(0, 14400)


class LastAgent(NamedTuple):
    """Times in seconds."""

    within: Seconds  # since the begin of their talk
    wait: Seconds  # for him alone
    customer: Template | None  # by what the caller is known again; None for his number
    ask: tuple[Prompt, ...]  # () for a caller who is not asked
    yes: str  # the key
    at: Position


@shaped(
    "`{within: 72h, wait: 30s, ...}`",
    type="object",
    properties={
        "within": shape_of(_within).schema,
        "wait": shape_of(_wait).schema,
        "customer": shape_of(fields.template).schema,
        "ask": shape_of(fields.prompts).schema,
        "yes": shape_of(one_key).schema,
    },
    required=["within"],
    additionalProperties=False,
)
def last_agent(tree: Tree, report: Report) -> LastAgent:
    reader = Reader(tree, "last_agent", report)
    found = LastAgent(
        within=reader.need("within", _within) or 0.0,
        wait=reader.take("wait", _wait, 30.0),
        customer=reader.take("customer", fields.template, None),
        ask=reader.take("ask", fields.prompts, ()),
        yes=reader.take("yes", one_key, "1"),
        at=tree.at,
    )
    reader.done()
    return found


def agree(asked: LastAgent | None, keys: Mapping[str, Any], report: Report) -> None:
    """The key of the question is none that leads out of the queue."""
    if asked is not None and asked.ask and asked.yes in keys:
        text = f"key {asked.yes} says yes to the last agent, and leads out of the queue"
        report.add(asked.at, text, "key-with-two-meanings", "write another `yes`", keys[asked.yes].at)
