"""Names.  All are text, so that they read the same in a journal, on a socket and in a table."""

from typing import NewType

CallId = NewType("CallId", str)
"""One caller's visit.  It is the switch's own unique id of the caller's channel, so that the switch's
channel events (CEL) and our records meet without a table between them.  (We give that id to one who is called back:
`c<run>-<n>`; until he answers it is the id of his leg.)  A callback in its queue has an id of this kind, too: `back:`
and the call that asked."""

AgentId = NewType("AgentId", str)
"""An agent, as people call him: `8001`."""

QueueName = NewType("QueueName", str)

OfferId = NewType("OfferId", str)
"""One party being rung for one call: an agent by the ACD (`o<run>-<n>`), or who was dialled (`d<run>-<n>`).  It is also
the unique id given to the party's leg on the switch."""

NodeId = NewType("NodeId", str)
"""A node of a flow: its key in the YAML file."""

VersionId = NewType("VersionId", str)
"""A version of a flow: the SHA-256 of what belongs to it, in hexadecimal."""

SHORT = 10  # characters of a version's name that people are shown

Seconds = float
"""A length of time, or a point in time as seconds since the epoch, by the engine's clock."""


def short(version: str) -> str:
    return version[:SHORT]


def is_offer(unique: str) -> bool:
    """Is this unique id one that we gave to a leg?"""
    head, dash, tail = unique.partition("-")
    return bool(dash) and head[:1] in ("o", "d") and _number(head[1:]) and _number(tail)


def is_dialled(offer: OfferId) -> bool:
    """The leg of a dialled party, not of an agent whom the ACD rings."""
    return offer.startswith("d")


def is_called_back(unique: str) -> bool:
    """Is it the leg of one who asked to be called back (`c<run>-<n>`), who is a caller as soon as he answers?"""
    head, dash, tail = unique.partition("-")
    return bool(dash) and head[:1] == "c" and _number(head[1:]) and _number(tail)


BACK = "back:"
"""How the id of a callback begins; behind it stands the call that asked."""


def callback_of(call: CallId) -> CallId:
    return CallId(f"{BACK}{call}")


def asked_by(callback: CallId) -> CallId:
    return CallId(callback.removeprefix(BACK))


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit()
