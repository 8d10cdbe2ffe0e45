"""What is attacked: one hotline on this machine's loopback; and the names by which its attackers are known later."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from ipaddress import ip_address

TRUNK = "127.0.0.1"
"""The trunk's address: who sends from here is an anonymous caller of the public number."""
STRANGERS = tuple(f"127.0.0.{n}" for n in range(2, 10))
"""Addresses of this machine that are neither trunk nor phone."""

CALLER, STRANGER = "666", "667"
"""How the numbers of hostile callers (from the trunk) and of strangers begin: honest ones have others."""


@dataclass(frozen=True, slots=True)
class Target:
    """Ports of 0: there is none.  `rtp`: the range of the switch's audio ports.  `mark` stands in all that is sent."""

    host: str
    sip: int
    called: str
    agents: Sequence[str]  # SIP users
    rtp: tuple[int, int]
    agi: int = 0
    ami: int = 0
    http: int = 0
    mark: str = "cc-hostile"

    def __post_init__(self) -> None:
        """Raises ValueError for any place but this machine."""
        if not ip_address(self.host).is_loopback:
            raise ValueError(f"{self.host} is not this machine: nobody else is attacked")

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Target":
        got = json.loads(text)
        return cls(**got | {"rtp": tuple(got["rtp"])})
