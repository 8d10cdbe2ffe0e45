"""Is there anybody who could get a call, now or by a later step?  For queues that callers leave when there is not."""

from dataclasses import dataclass, field

from ccengine.acd.ordered import Ordered
from ccengine.acd.state import Place


@dataclass(slots=True, eq=False)
class Outlook:
    """Of the waiting calls of one queue that have the same steps before them."""

    staffed: int = 0  # pools of these steps with somebody logged in
    waiting: Ordered[Place] = field(default_factory=Ordered)
