"""Keys that a caller may press, and where each leads."""

from dataclasses import dataclass

from ccengine.flow.fields.exits import Exit, target
from ccengine.model.compact import compact
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Report
from ccengine.model.shape import shape_of, shaped
from ccengine.model.values import matching
from ccengine.model.yamltree import Scalar, Tree

_THERE_ARE = 'the keys are 0-9, A-D, "*" and "#" (these two in quotes)'

key = matching("[0-9*#A-D]{1,8}", "a key", "bad-key", _THERE_ARE)
"""Of several digits, as long as none begins another."""

one_key = matching("[0-9*#A-D]", "a key", "bad-key", _THERE_ARE)


@compact
@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    at: Position  # of the key
    exit: Exit


@shaped("a node", **shape_of(target).schema)
def choice(name: Scalar, tree: Tree, report: Report) -> Choice:
    return Choice(name.text, name.at, target(tree, report))
