"""One caller's call, as the trunk has seen it."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ccengine.model.ids import Seconds
from ccengine_sim.trunk.plan import Planned
from ccengine_sim.trunk.wrong import Side, Sort, Wrong


class End(StrEnum):
    """What became of a call."""

    SERVED = "served"  # talked, and did all that he had come for
    UNSERVED = "unserved"  # the hotline ended it before he had
    GAVE_UP = "gave up"  # his patience was at its end before an agent answered
    REFUSED = "refused"  # a SIP status of 300 or more: `detail`
    CUT = "cut"  # Asterisk was killed under it
    LOST = "lost"  # nothing came any more: `detail`


@dataclass(slots=True)
class Seen:
    """Times in seconds since the epoch, None: it never came so far."""

    planned: Planned
    invited: Seconds | None = None
    answered: Seconds | None = None
    rung: Seconds | None = None  # the phone of the agent who took it
    joined: Seconds | None = None  # his 200 OK
    agent_left: Seconds | None = None  # the end of his leg
    ended: Seconds | None = None
    agent: str = ""  # SIP user
    keys: str = ""  # that were pressed
    end: End = End.LOST
    detail: str = ""
    caller_heard: Seconds | None = None  # the agent's tone, after his answer; of a followed call only
    agent_heard: Seconds | None = None
    wrong: list[Wrong] = field(default_factory=list)  # with the sound of the talk
    pauses: list[str] = field(default_factory=list)  # of the partner's sound, short enough to be a busy machine's
    asked: Seconds | None = None  # he wants an agent from here on: all keys before are pressed
    released: list[Seconds] = field(default_factory=list)  # when the last key of each press was let go
    audio: Path | None = None  # WAV of what he heard, of a followed call only
    sounded: list[Seconds | None] = field(default_factory=list)  # what was heard next after each, if it was heard
    excuse: str = ""  # what explains that he was not served
    crossed: bool = False  # he gave up in the moment in which an agent answered: either may be on record
    late: Seconds = 0.0  # behind the plan, by the trunk's own fault

    @property
    def setup(self) -> Seconds | None:
        return None if self.answered is None or self.invited is None else self.answered - self.invited

    @property
    def heard_nobody(self) -> bool:
        """An agent had answered for him, and all that he knows of him is that."""
        return any((wrong.sort, wrong.who) == (Sort.NEVER, Side.CALLER) for wrong in self.wrong)
