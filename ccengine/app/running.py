"""A hotline on the air, as `up` shows it."""

from dataclasses import dataclass
from pathlib import Path

from ccengine.model.home import Home
from ccengine.model.ids import AgentId
from ccengine.model.runtime import Runtime, phone_user
from ccengine.model.secret import Secret
from ccengine.model.settings import Settings

DEMO = "a call through the hotline, as a timeline"


@dataclass(frozen=True, slots=True)
class Running:
    home: Home
    sip: str  # host:port
    trunk: tuple[str, ...]
    hotlines: tuple[str, ...]
    phones: tuple[tuple[AgentId, str, Secret], ...]  # agent, SIP user, password
    pid: int  # of the supervisor
    already: bool = False  # it ran before this `up`

    @classmethod
    def of(
        cls, home: Home, settings: Settings, runtime: Runtime, pid: int, hotlines: tuple[str, ...], already: bool
    ) -> "Running":
        host, port = settings.sip
        return cls(
            home=home,
            sip=f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            trunk=settings.trunk,
            hotlines=hotlines,
            phones=tuple((agent, phone_user(agent), runtime.phones[agent]) for agent in settings.agents),
            pid=pid,
            already=already,
        )

    def as_json(self) -> dict[str, object]:
        """The one place besides runtime.json where the phones' passwords are shown: who may read the home may see
        them."""
        return {
            "sip": self.sip,
            "hotline": self.hotlines[0] if self.hotlines else "",
            "agents": [{"id": i, "user": user, "password": word.reveal()} for i, user, word in self.phones],
            "control": str(self.home.control_socket),
            "home": str(self.home.root),
            "pid": self.pid,
        }

    @property
    def _can_demo(self) -> bool:
        """Its caller presses 1 and talks to an agent: the way of the example, and not of every hotline."""
        return (self.home.flows / "hotline.yaml").is_file()

    def text(self, where: str, option: str) -> str:
        """For people; `where` is the folder of our programs as it is typed ("bin/"), `option` their --home or ""."""
        root = self.home.root
        width = max((len(user) for _, user, _ in self.phones), default=4)
        return "\n".join(
            [
                "",
                f"The hotline {', '.join(self.hotlines)} is on the air at sip:{self.sip}",
                f"  calls are taken from {', '.join(self.trunk)}",
                "",
                f"Agents' phones register at sip:{self.sip} (UDP or TCP) with",
                *(
                    f"  agent {agent}   user {user:<{width}}   password {word.reveal()}"
                    for agent, user, word in self.phones
                ),
                "",
                f"  settings     {_short(self.home.settings, root)}",
                f"  flows        {_short(self.home.flows, root)}     prompts  {_short(self.home.prompts, root)}",
                f"  recordings   {_short(self.home.recordings, root)}",
                f"  logs         {_short(self.home.log, root)}",
                f"  home         {root}",
                "",
                "What to type next:",
                *([f"  {where}ccengine demo{option}     {DEMO}"] if self._can_demo else []),
                f"  {where}ccctl{option} status      what is going on; also: calls, agents, queues, events --follow",
                f"  {where}ccengine down{option}     stop all of it",
            ]
        )


def _short(path: Path, root: Path) -> str:
    return f"{path.relative_to(root)}{'/' if path.is_dir() else ''}"
