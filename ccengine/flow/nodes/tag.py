"""tag: mark the call for the records.  Exit: `next`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow import fields
from ccengine.flow.fields.exits import NEXT
from ccengine.flow.fields.given import main
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.here import Here
from ccengine.model.call import Call
from ccengine.model.facts import Tagged


@dataclass(frozen=True, kw_only=True)
class Tag(Node):
    """Mark the call for the records: what it was about, where it came from.

    Exits: `next`, and `failed` when a value cannot be computed. A tag's value is text; a second value for the same tag
    takes the place of the first. Expressions see the tags as `tags.NAME`. They are on the call's record."""

    verb: ClassVar[str] = "tag"
    EXAMPLE: ClassVar[str] = """
flow: tagged
language: zh
start: mark
nodes:
  mark:
    tag:
      topic: repairs
      hour: "{{ now.hour }}"
    next: bye
  bye: {play: goodbye, next: hangup}
"""

    tags: Mapping[str, fields.Assigned] = main(fields.assigned, "each tag and its value, or an expression")


def run(node: Tag, call: Call, here: Here) -> str:
    for name, assigned in node.tags.items():
        value = fields.CONVERSIONS["text"](here.scope.value(assigned.value))
        here.scope.tag(name, value)
        here.desk.record(Tagged(call.info.id, name, value))
    return NEXT


VERB = Verb(Tag, run)
