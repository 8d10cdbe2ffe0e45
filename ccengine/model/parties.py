"""Who can be rung for a call."""

from dataclasses import dataclass

from ccengine.model.ids import AgentId


@dataclass(frozen=True, slots=True)
class Outside:
    """Somebody outside, reached by the trunk.  The number is as the flow gave it: the gate of the switch decides
    whether it is one, and whether it may be dialled."""

    number: str


Party = AgentId | Outside
"""An agent's phone, or somebody outside."""
