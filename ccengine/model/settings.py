"""settings.yaml -> Settings, or all its errors at once.  (Parser to come; the shapes are final.)"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ccengine.model.ids import AgentId, QueueName, Seconds


@dataclass(frozen=True, slots=True)
class QueueSettings:
    name: QueueName
    agents: tuple[AgentId, ...]
    ring: Seconds = 20.0  # an agent's phone rings so long
    wrap_up: Seconds = 10.0
    music: str = "default"
    longest_wait: Seconds = 1800.0  # then the call leaves by `waited_too_long`
    record: bool = True


@dataclass(frozen=True, slots=True)
class AgentSettings:
    id: AgentId
    contact: str = ""  # a fixed SIP URI; "" for a phone that registers
    logged_in: bool = True  # at the first start of a home; afterwards the journal knows


@dataclass(frozen=True, slots=True)
class PortSettings:
    """A called number and the flow it enters."""

    number: str
    flow: str  # flows/<flow>.yaml
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Settings:
    sip: tuple[str, int] = ("127.0.0.1", 5060)
    trunk: tuple[str, ...] = ("127.0.0.1",)  # addresses or networks that may call in
    switch: str = "managed"  # or "external"
    ports: Mapping[str, PortSettings] = field(default_factory=dict)
    queues: Mapping[QueueName, QueueSettings] = field(default_factory=dict)
    agents: Mapping[AgentId, AgentSettings] = field(default_factory=dict)
    database: str = ""  # SQLAlchemy URL; "" for SQLite in the home
    http: tuple[str, int] | None = None  # loopback port of the control API, beside the unix socket; needs the token
    rtp: tuple[int, int] = (10000, 20000)
    log_level: str = "info"
