"""What one evaluation has used, and what it may use.

Steps: each node of the expression is one, evaluated or not (there are no loops, so none is evaluated twice); every 64
characters that an operation looks at are one more, every item one to four, as long as they take.
Bytes: what operations make, all together, whether it is still held or not; an upper bound taken before it is made."""

from collections.abc import Mapping

from ccengine.flow.expr.fault import ExpressionFault
from ccengine.flow.expr.limits import ExprLimits
from ccengine.flow.expr.values import Value

OBJECT = 64
"""Bytes of a text or list besides its characters or items."""


class Meter:
    __slots__ = ("bytes", "limits", "scope", "steps")

    def __init__(self, scope: Mapping[str, Value], limits: ExprLimits, steps: int) -> None:
        self.scope, self.limits = scope, limits
        self.steps = self.bytes = 0
        if steps > limits.steps:
            self.items(steps)
        self.steps = steps

    def items(self, count: int) -> None:
        """`count` items are looked at."""
        steps = self.steps + count
        if steps > self.limits.steps:
            raise ExpressionFault(f"the expression takes more than {self.limits.steps} steps (expr.steps)")
        self.steps = steps

    def characters(self, count: int) -> None:
        """`count` characters are looked at."""
        if count >= 64:
            self.items(count >> 6)

    def make(self, size: int) -> None:
        """A text or list of `size` bytes is about to be made."""
        size += self.bytes + OBJECT
        if size > self.limits.bytes:
            raise ExpressionFault(f"the expression makes more than {self.limits.bytes} bytes (expr.bytes)")
        self.bytes = size
