"""The hotline that every cell is: so many agents, of whom some take a break; and what is left of Asterisk's files."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccengine.model.ids import AgentId
from ccengine.model.runtime import phone_user

NUMBER = "4008001234"
FIRST, HEARD = 10001, ("9001", "9002", "9003", "9004")
"""Agents' numbers.  Those of the queue `heard` have telephones that register and speak: see heard.py."""
SERVICE_KEY, HEARD_KEY = "1", "2"


@dataclass(frozen=True, slots=True)
class Site:
    agents: int
    paused: int = 0

    @property
    def ids(self) -> list[AgentId]:
        """The first ones work."""
        return [AgentId(str(FIRST + n)) for n in range(self.agents)]

    @property
    def breaks(self) -> list[AgentId]:
        """Who takes a break."""
        return self.ids[self.agents - self.paused :]

    @property
    def working(self) -> list[AgentId]:
        return self.ids[: self.agents - self.paused]

    def settings(self, agent_port: int, sip_port: int) -> str:
        """settings.yaml.  Every agent's telephone is at `agent_port`."""
        each = [f'  {agent}: {{contact: "sip:{agent}@127.0.0.1:{agent_port}"}}' for agent in self.ids]
        return "\n".join(
            [
                f"sip: 127.0.0.1:{sip_port}",
                "agents:",
                *each,
                *(f"  {agent}: {{logged_in: true}}" for agent in HEARD),
                "queues:",
                f"  service: {{agents: [{self.ids[0]}-{self.ids[-1]}], wrap_up: 0s, record: false}}",
                f"  heard: {{agents: [{', '.join(HEARD)}], wrap_up: 0s, record: false}}",
                "",
            ]
        )

    def members(self) -> str:
        """Of app_queue's queue `service`.  The last field: paused."""
        breaks = set(self.breaks)
        return "\n".join(
            f"member => PJSIP/{phone_user(agent)},0,,,,,{'yes' if agent in breaks else 'no'}" for agent in self.ids
        )

    def queues(self) -> Mapping[str, list[str]]:
        """The bare loop's, by their keys: SIP users."""
        return {
            SERVICE_KEY: [phone_user(agent) for agent in self.working],
            HEARD_KEY: [phone_user(AgentId(agent)) for agent in HEARD],
        }


def heard_members() -> str:
    return "\n".join(f"member => PJSIP/{phone_user(AgentId(agent))}" for agent in HEARD)
