"""The three ways to serve the same calls.  Each has an Asterisk of its own, started from the same templates."""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from ccengine.app import conf
from ccengine.app.asterisk import ManagedAsterisk
from ccengine.app.cache import cache_folder
from ccengine.app.descriptors import raise_limit
from ccengine.app.down import down
from ccengine.app.init import make_home, make_runtime
from ccengine.app.overrides import settings_of
from ccengine.app.ports import free_port
from ccengine.app.procs import of_home
from ccengine.app.render import template
from ccengine.app.root import provision
from ccengine.app.steps import Steps
from ccengine.app.trouble import Trouble
from ccengine.app.up import Wish, up
from ccengine.model.home import Home
from ccengine.model.ids import AgentId
from ccengine.model.runtime import Runtime, phone_user
from ccengine_sim.compare.site import Site, heard_members
from ccengine_sim.compare.watcher import Watcher

ENGINE, NATIVE, BARE = "engine", "native", "bare"
CELLS = (ENGINE, NATIVE, BARE)
_MORE = {
    # what the dialplan of these cells needs besides; who calls is read from the From header by the module for it
    NATIVE: ("app_queue", "app_read", "res_pjsip_caller_id"),
    BARE: ("res_pjsip_caller_id",),
}


@dataclass(frozen=True, slots=True)
class Running:
    """One cell on the air.  `pids`: `asterisk`, and what controls it."""

    name: str
    home: Home
    sip: tuple[str, int]
    pids: Mapping[str, int]
    runtime: Runtime

    @property
    def passwords(self) -> Mapping[str, str]:
        """Of the telephones that register, by SIP user."""
        return {phone_user(AgentId(agent)): secret.reveal() for agent, secret in self.runtime.phones.items()}


@contextmanager
def running(name: str, site: Site, agent_port: int, place: Path, files: Path) -> Iterator[Running]:
    """The cell `name` in the folder `place`.  `files`: the folder sim/compare.  Raises Trouble, BadInput."""
    raise_limit()  # as the engine's supervisor does for its Asterisk
    home = Home(place / name)
    make_home(home)
    home.settings.write_text(site.settings(agent_port, free_port("both")), "utf-8")
    start = {ENGINE: _engine, NATIVE: _native, BARE: _bare}[name]
    with start(home, site, files) as found:
        yield found


@contextmanager
def _engine(home: Home, site: Site, files: Path) -> Iterator[Running]:
    quiet = Steps(StringIO())
    shutil.rmtree(home.flows)
    shutil.copytree(files / "flows", home.flows)
    up(home, Wish(), quiet)
    try:
        settings = settings_of(home)
        runtime = make_runtime(home, settings, check_ports=False)
        pids = {process.role: process.pid for process in of_home(home.root)}
        _take_a_break(home, site.breaks)
        yield Running(ENGINE, home, settings.sip, pids, runtime)
    finally:
        down(home, quiet)


def _take_a_break(home: Home, agents: list[AgentId]) -> None:
    """As `ccctl agents not-ready` does, over one connection."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(home.engine_socket))
        answers = line.makefile("rb")
        for n, agent in enumerate(agents):
            asked = {"id": n, "do": "agent", "agent": agent, "action": "not_ready", "reason": "lunch"}
            line.sendall(json.dumps(asked).encode() + b"\n")
            if "ok" not in json.loads(answers.readline()):
                raise Trouble(f"agent {agent} could not take a break", f"see {home.log}")


@contextmanager
def _native(home: Home, site: Site, files: Path) -> Iterator[Running]:
    folder = files / "native"
    members = {"service": site.members(), "heard": heard_members()}
    own = {
        "queues.conf": conf.fill((folder / "queues.conf").read_text("utf-8"), members),
        "extensions.conf": conf.fill(
            (folder / "extensions.conf").read_text("utf-8"), {"prompts": str(home.prompts.absolute() / "zh")}
        ),
    }
    with (
        _asterisk(NATIVE, home, own) as found,
        Watcher(found.runtime.ami_port, found.runtime.ami_user, found.runtime.ami_secret.reveal()),
    ):
        yield found


@contextmanager
def _bare(home: Home, site: Site, files: Path) -> Iterator[Running]:
    settings = settings_of(home)
    runtime = make_runtime(home, settings, check_ports=True)
    text = (files / "bare" / "extensions.conf").read_text("utf-8")
    own = {"extensions.conf": conf.fill(text, {"agi_port": str(runtime.agi_port)})}
    told = {
        "agi_port": runtime.agi_port,
        "ami_port": runtime.ami_port,
        "user": runtime.ami_user,
        "secret": runtime.ami_secret.reveal(),
        "prompts": str(home.prompts.absolute() / "zh"),
        "queues": dict(site.queues()),
    }
    with _asterisk(BARE, home, own) as found, (home.log / "loop.log").open("wb") as log:
        loop = subprocess.Popen(
            [sys.executable, "-P", str(files / "bare" / "loop.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        try:
            assert loop.stdin is not None
            assert loop.stdout is not None
            loop.stdin.write(json.dumps(told).encode() + b"\n")
            loop.stdin.flush()
            loop.stdout.readline()
            yield Running(BARE, home, found.sip, {**found.pids, "loop": loop.pid}, found.runtime)
        finally:
            loop.kill()
            loop.communicate()


@contextmanager
def _asterisk(name: str, home: Home, own: Mapping[str, str]) -> Iterator[Running]:
    """One without an engine: our templates, but for `own` and some modules more."""
    settings = settings_of(home)
    runtime = make_runtime(home, settings, check_ports=True)
    modules = template("modules") + "".join(f"require = {each}.so\n" for each in _MORE[name])
    root = provision("asterisk", cache_folder(home.root))
    switch = ManagedAsterisk(settings, runtime, home, root, {"modules.conf": modules, **own})
    with ExitStack() as stack:
        stack.callback(switch.stop)
        switch.start()
        switch.ready()
        assert switch.pid is not None
        yield Running(name, home, settings.sip, {"asterisk": switch.pid}, runtime)
