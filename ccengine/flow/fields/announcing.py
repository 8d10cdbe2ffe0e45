"""What callers who wait in a queue are told, and when: the field `announce`."""

from collections.abc import Iterator
from typing import NamedTuple

from ccengine.flow.fields.plain import Prompt, prompt
from ccengine.flow.spoken import prompts_of
from ccengine.model.diagnostics import Position
from ccengine.model.ids import Seconds
from ccengine.model.reader import Reader, Report, list_of
from ccengine.model.shape import shape_of, shaped
from ccengine.model.values import boolean, duration
from ccengine.model.yamltree import Tree

POSITION, POSITION_END = "queue-position", "queue-position-end"
"""Before and after the number."""

WAIT, WAIT_SHORT, WAIT_LONG = "queue-wait", "queue-wait-short", "queue-wait-long"
"""Before the minutes; for less than one; for more than an hour."""

_first = duration(1, 3600)
_every = duration(10, 3600)
_comfort = list_of(prompt, most=20)


class Announcing(NamedTuple):
    """Times in seconds; the first counts from the call's entry into the queue."""

    first: Seconds
    every: Seconds
    position: bool
    wait: bool
    comfort: tuple[Prompt, ...]  # one after the other, one each time
    at: Position

    def prompts(self) -> Iterator[Prompt]:
        """All but the numbers."""
        yield from self.comfort
        if self.position:
            yield from (Prompt(name, self.at) for name in (POSITION, POSITION_END))
        if self.wait:
            yield from (Prompt(name, self.at) for name in (WAIT, WAIT_SHORT, WAIT_LONG))

    def prompts_in(self, language: str) -> Iterator[Prompt]:
        """All that may be played.  Raises NotSpeakable."""
        yield from self.prompts()
        kinds = (("number", self.position), ("duration", self.wait))
        names = {name for kind, told in kinds if told for name in prompts_of(kind, language)}
        yield from (Prompt(name, self.at) for name in sorted(names))


@shaped(
    "`{every: 45s, position: true, wait: true, ...}`",
    type="object",
    properties={
        "first": shape_of(_first).schema,
        "every": shape_of(_every).schema,
        "position": shape_of(boolean).schema,
        "wait": shape_of(boolean).schema,
        "comfort": shape_of(_comfort).schema,
    },
    additionalProperties=False,
)
def announcing(tree: Tree, report: Report) -> Announcing:
    reader = Reader(tree, "announce", report)
    found = Announcing(
        first=reader.take("first", _first, 15.0),
        every=reader.take("every", _every, 60.0),
        position=reader.take("position", boolean, False),
        wait=reader.take("wait", boolean, False),
        comfort=reader.take("comfort", _comfort, ()),
        at=tree.at,
    )
    reader.done()
    if not (found.position or found.wait or found.comfort):
        remedy = "write `position: true`, `wait: true` or `comfort: [...]`"
        raise report.wrong(tree.at, "announce says nothing", "nothing-announced", remedy)
    return found
