"""A real managed Asterisk for a test, on ports of its own.

    with running_asterisk(tmp_path) as ast:
        ast.sip               ("127.0.0.1", 41234): where to send the INVITE
        ast.runtime           agi_port (your FastAGI server listens there), ami_port, ami_user, ami_secret, phones
        ast.home              prompts in place: zh/ and en/ tone-1s, tone-5s, silence-1s, besides those that ship
        ast.cel()             its channel events so far
        ast.kill(); ast.start()

The Asterisk is provisioned when it is missing; nothing is skipped."""

import math
import os
import shutil
import signal
import struct
import tempfile
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ccengine.app.asterisk import ManagedAsterisk
from ccengine.app.cache import cache_folder
from ccengine.app.ports import free_port
from ccengine.app.root import provision
from ccengine.app.shipped import shipped
from ccengine.model.home import Home
from ccengine.model.ids import AgentId, QueueName
from ccengine.model.runtime import Runtime
from ccengine.model.secret import Secret
from ccengine.model.settings import AgentSettings, QueueSettings, Settings
from ccengine.wire.cel import CelEvent, parse_cel

AGENTS = tuple(AgentId(str(number)) for number in range(8001, 8009))


def hotline_settings(sip: tuple[str, int] | None = None) -> Settings:
    """4008001234 and eight agents 8001-8008 whose phones register, in two queues."""
    return Settings(
        sip=sip or ("127.0.0.1", free_port("both")),
        queues={QueueName(name): QueueSettings(QueueName(name), AGENTS) for name in ("service", "repairs")},
        agents={agent: AgentSettings(agent) for agent in AGENTS},
    )


def fresh_runtime(settings: Settings) -> Runtime:
    """Free ports; the password of 8001's phone is `pw-8001`."""
    return Runtime(
        agi_port=free_port(),
        ami_port=free_port(),
        ami_user="ccengine",
        ami_secret=Secret("ami-secret"),
        http_token=Secret("http-token"),
        phones={agent: Secret(f"pw-{agent}") for agent in settings.agents},
        agi_key=Secret("agi-key"),
    )


def write_tone(path: Path, seconds: float, hertz: float = 425.0, level: float = 0.3) -> None:
    """8 kHz mono 16 bit; hertz 0 is silence."""
    path.parent.mkdir(parents=True, exist_ok=True)
    steps = range(int(seconds * 8000))
    samples = [int(level * 32767 * math.sin(2 * math.pi * hertz * step / 8000)) for step in steps]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))


@dataclass
class RunningAsterisk:
    settings: Settings
    runtime: Runtime
    home: Home
    switch: ManagedAsterisk

    @property
    def sip(self) -> tuple[str, int]:
        return self.settings.sip

    @property
    def pid(self) -> int:
        pid = self.switch.pid
        assert pid is not None, "Asterisk does not run"
        return pid

    def start(self) -> None:
        """Start and wait until it is ready."""
        self.switch.start()
        self.switch.ready()

    def revive(self) -> None:
        """Start it again if it has crashed: that failed the test that saw it, and shall fail no other."""
        process = self.switch.process
        if process is not None and process.poll() is not None:
            self.start()

    def stop(self) -> None:
        self.switch.stop()

    def kill(self) -> None:
        """SIGKILL, and return when it is gone."""
        assert self.switch.process is not None
        os.kill(self.pid, signal.SIGKILL)
        self.switch.process.wait()

    def cli(self, command: str) -> str:
        return self.switch.cli(command)

    def cel(self) -> list[CelEvent]:
        path = self.home.channel_events
        return parse_cel(path.read_text("utf-8", "replace")) if path.exists() else []

    def cel_until(self, kind: str, unique: str = "", limit: float = 20.0) -> list[CelEvent]:
        """All events, once one of this kind (of this channel) is among them: Asterisk writes them behind the call."""
        end = time.monotonic() + limit
        while True:
            events = self.cel()
            if any(event.kind == kind and unique in ("", event.unique) for event in events):
                return events
            assert time.monotonic() < end, f"no {kind} {unique} in {events}"
            time.sleep(0.02)

    def log(self) -> str:
        return self.switch.messages.read_text("utf-8", "replace")


def place_prompts(home: Home) -> None:
    if (ship := shipped("prompts")).is_dir():
        shutil.copytree(ship, home.prompts, dirs_exist_ok=True)
    for language in ("zh", "en"):
        for name, seconds, hertz in (("tone-1s", 1, 425), ("tone-5s", 5, 425), ("silence-1s", 1, 0)):
            write_tone(home.prompts / language / f"{name}.wav", seconds, hertz)


@contextmanager
def running_asterisk(
    tmp: Path, settings: Settings | None = None, runtime: Runtime | None = None
) -> Iterator[RunningAsterisk]:
    """A booted Asterisk whose home is in `tmp` (or, when that path is too long for a unix socket, in /tmp).

    `settings` may keep port 0 for SIP: a free one is then chosen."""
    settings = settings or hotline_settings()
    if settings.sip[1] == 0:
        settings = replace(settings, sip=(settings.sip[0], free_port("both")))
    runtime = runtime or fresh_runtime(settings)
    place = tmp if len(str(tmp)) < 70 else Path(tempfile.mkdtemp(prefix="cc-ast-"))
    home = Home(place / "home")
    place_prompts(home)
    switch = ManagedAsterisk(settings, runtime, home, provision("asterisk", cache_folder()))
    running = RunningAsterisk(settings, runtime, home, switch)
    try:
        running.start()
        yield running
    finally:
        switch.stop()
        if place != tmp:
            shutil.rmtree(place, ignore_errors=True)
