"""What the switch has at one moment, as read from it or followed by its events."""

from dataclasses import dataclass, field

from ccengine.model.ids import AgentId, OfferId, is_offer

__all__ = ["ASKED", "CONFIRMED", "RINGING", "UP", "Channel", "Pair", "SwitchState", "is_helper", "is_offer"]

UP = "6"  # AST_STATE_UP in the header ChannelState
RINGING = "5"
ASKED = "asked"  # the context where who answers is asked for a key
CONFIRMED = "confirmed"  # the extension to which his key leads


@dataclass(slots=True)
class Channel:
    unique: str  # a CallId for a caller, an OfferId for an agent's leg
    name: str  # `PJSIP/agent8001-0000002a`
    up: bool = False
    ringing: bool = False
    bridge: str = ""  # id of the bridge it is in, "" for none
    asked: bool = False  # who answered is, or was, to press a key
    confirmed: bool = False  # and has
    left: bool = False  # its telephone has hung up
    connected: str = ""  # the number it is connected to, as shown


@dataclass(slots=True)
class SwitchState:
    channels: dict[str, Channel] = field(default_factory=dict)  # by unique id
    phones: dict[AgentId, bool] = field(default_factory=dict)  # reachable?
    boot: str = ""  # changes when Asterisk was started anew


@dataclass(frozen=True, slots=True)
class Pair:
    """A talk, as the switch has it: a caller and an agent's leg in one bridge."""

    caller: str
    leg: OfferId


def is_helper(name: str) -> bool:
    """Channels that Asterisk makes for itself while it moves others about."""
    return name.startswith(("Surrogate/", "Bridge/", "AsyncGoto/")) or name.endswith("<ZOMBIE>")
