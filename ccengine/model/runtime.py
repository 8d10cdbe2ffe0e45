"""What was chosen for this home at its first start and is secret: ports on loopback, passwords (runtime.json, 0600)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from ccengine.model.ids import AgentId
from ccengine.model.secret import Secret


def phone_user(agent: AgentId) -> str:
    """The SIP user, endpoint and auth name of an agent's phone.

    Never a bare number: PJSIP tells who is calling by the From user before it looks at the address, so a trunk caller
    whose number happens to be 8001 would otherwise be taken for the agent's phone and be asked for a password."""
    return f"agent{agent}"


OUTGOING = "ccengine-outgoing"
"""The endpoint by which `dial` goes out."""

PATH_HEADER = "X-CCengine-Path"
"""In it a leg that goes out names the hotlines that its call came through (switch/asterisk/path.py)."""


NO_KEY = Secret("")


@dataclass(frozen=True, slots=True)
class Runtime:
    agi_port: int  # engine's FastAGI server, 127.0.0.1
    ami_port: int  # Asterisk's manager interface, 127.0.0.1
    ami_user: str
    ami_secret: Secret
    http_token: Secret
    phones: Mapping[AgentId, Secret]  # passwords
    agi_key: Secret = NO_KEY  # said by the dialplan; a home of before has none until its next start

    def to_json(self) -> str:
        return json.dumps(
            {
                "agi_port": self.agi_port,
                "ami_port": self.ami_port,
                "agi_key": self.agi_key.reveal(),
                "ami_user": self.ami_user,
                "ami_secret": self.ami_secret.reveal(),
                "http_token": self.http_token.reveal(),
                "phones": {agent: password.reveal() for agent, password in self.phones.items()},
            },
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> "Runtime":
        got = json.loads(text)
        return cls(
            agi_port=int(got["agi_port"]),
            ami_port=int(got["ami_port"]),
            ami_user=str(got["ami_user"]),
            ami_secret=Secret(got["ami_secret"]),
            http_token=Secret(got["http_token"]),
            phones={AgentId(agent): Secret(password) for agent, password in got["phones"].items()},
            agi_key=Secret(got.get("agi_key", "")),
        )
