"""What stands around the suite's calls on a real Asterisk: the switch under test, telephones, sounds."""

import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import gevent
from gevent.queue import Queue

from ccengine.app.ports import free_port
from ccengine.app.render import musiconhold
from ccengine.engine.clock import AnchoredClock
from ccengine.model.call import Limits
from ccengine.model.facts import SwitchFact, SwitchUp
from ccengine.model.ids import AgentId, CallId, Seconds
from ccengine.switch.asterisk import AsteriskCall, AsteriskSwitch
from ccengine.wire.ami import Event as AmiEvent
from tests.contract.far.media import MediaClock
from tests.contract.far.phone import HOST, Phone
from tests.contract.far.sound import TONES, calm, tone, write_wav
from tests.contract.line import PROMPTS
from tests.support.asterisk import RunningAsterisk, hotline_settings, running_asterisk
from tests.support.standstill import stand_still

PATIENCE: Seconds = 20.0  # for what a loaded machine does in one or two


def until(true: Callable[[], object], what: str = "") -> None:
    """Waits for what must come true, and fails if it does not."""
    with gevent.Timeout(PATIENCE, AssertionError(f"{what or true} did not come true in {PATIENCE:g} s")):
        while not true():
            gevent.sleep(0.01)


class WatchedSwitch(AsteriskSwitch):
    """Counts what it has been told, so that a test knows when a key has arrived."""

    keys: Counter[str]

    def _event(self, event: AmiEvent) -> None:
        super()._event(event)
        if event.name == "DTMFEnd" and event.get("Direction") == "Received":
            self.keys[event.get("Uniqueid")] += 1


class World:
    def __init__(self, ast: RunningAsterisk, clock: MediaClock, phones: dict[AgentId, Phone]) -> None:
        self.ast = ast
        self.phones = phones
        self.caller = Phone(clock, "13800138000", ast.sip)
        self.free: Queue[AgentId] = Queue()
        for agent in phones:
            self.free.put(agent)
        self.numbers, self.offers = count(1), count(1)
        self.facts: list[SwitchFact] = []
        self.keys: Counter[str] = Counter()
        self.serve: Callable[[AsteriskCall], None] = lambda call: None
        self.switch = self._switch()

    def _switch(self) -> AsteriskSwitch:
        switch = WatchedSwitch(self.ast.runtime, self.ast.home, AnchoredClock(), self._post, self.came, Limits())
        switch.keys = self.keys
        before = self.count(SwitchUp)
        switch.start()
        until(lambda: self.count(SwitchUp) > before, "the switch is up")
        return switch

    def _post(self, fact: SwitchFact, _at: Seconds | None = None) -> None:
        self.facts.append(fact)

    def came(self, call: AsteriskCall) -> None:
        """In the call's own greenlet: hands it to the test that placed it, and stays until that is done with it."""
        self.serve(call)

    def count(self, kind: type[SwitchFact]) -> int:
        return sum(isinstance(fact, kind) for fact in self.facts)

    def crash(self) -> None:
        """The engine is gone, as far as Asterisk can see, and comes back."""
        self.switch.stop()
        self.switch = self._switch()

    def stop_switch(self) -> None:
        stand_still(self.ast.pid)

    def continue_switch(self) -> None:
        os.kill(self.ast.pid, signal.SIGCONT)
        until(lambda: self.switch.call(CallId("none")) is None and self._answers(), "Asterisk answers again")

    def _answers(self) -> bool:
        try:
            self.switch.read_state()
        except Exception:
            return False
        return True

    def written(self, path: Path) -> None:
        """Waits until the switch has closed the file."""

        def closed() -> bool:
            links = Path(f"/proc/{self.ast.pid}/fd").iterdir()
            return path.exists() and all(os.path.realpath(link) != str(path) for link in links)

        until(closed, f"{path.name} is written")


def _place_sounds(ast: RunningAsterisk) -> None:
    for language, prompts in PROMPTS.items():
        for name, seconds in prompts.items():
            write_wav(ast.home.prompts / language / f"{name}.wav", tone(TONES[name], seconds))
    write_wav(ast.home.music / "default" / "climbing.wav", calm())
    write_wav(ast.home.music / "lively" / "high.wav", tone(TONES["music lively"], 10.0))
    (ast.switch.etc / "musiconhold.conf").write_text(musiconhold(ast.home, ast.switch.root))
    ast.cli("moh reload")
    until(lambda: "climbing" in ast.cli("moh show files"), "the music is loaded")


@contextmanager
def asterisk_world(tmp: Path) -> Iterator[World]:
    clock = MediaClock()
    sip = (HOST, free_port("both"))
    settings = hotline_settings(sip)
    phones = {agent: Phone(clock, f"agent{agent}", sip) for agent in settings.agents}
    agents = {id: replace(agent, contact=phones[id].contact.strip("<>")) for id, agent in settings.agents.items()}
    with running_asterisk(tmp, replace(settings, agents=agents)) as ast:
        _place_sounds(ast)
        world = World(ast, clock, phones)
        try:
            yield world
        finally:
            world.switch.stop()
            for phone in (world.caller, *phones.values()):
                phone.close()
            clock.stop()
            shutil.rmtree(ast.home.recordings, ignore_errors=True)
