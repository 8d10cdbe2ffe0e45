"""Names.  All are text, so that they read the same in a journal, on a socket and in a table."""

from typing import NewType

CallId = NewType("CallId", str)
"""One caller's visit.  It is the switch's own unique id of the caller's channel, so that the switch's
channel events (CEL) and our records meet without a table between them."""

AgentId = NewType("AgentId", str)
"""An agent, as people call him: `8001`."""

QueueName = NewType("QueueName", str)

OfferId = NewType("OfferId", str)
"""One agent being rung for one call.  It is also the unique id given to the agent's leg on the switch."""

NodeId = NewType("NodeId", str)
"""A node of a flow: its key in the YAML file."""

Seconds = float
"""A length of time, or a point in time as seconds since the epoch, by the engine's clock."""
