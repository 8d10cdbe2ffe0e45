"""A real Asterisk under the suite: the caller and the agents are telephones on loopback, the switch is ours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import gevent
import numpy as np
import numpy.typing as npt
import soundfile
from gevent.event import AsyncResult, Event
from gevent.queue import Queue

from ccengine.flow.scripted.transcript import Piece
from ccengine.model.call import Connect, Directive, Hangup, Limits, TalkOver
from ccengine.model.facts import LegAnswered, LegEnded, TalkSeen
from ccengine.model.ids import AgentId, OfferId, Seconds
from ccengine.switch.asterisk import AsteriskCall
from tests.contract.asterisk_world import World, until
from tests.contract.far.media import DIALLED
from tests.contract.far.phone import PhoneCall
from tests.contract.far.sound import pieces_of
from tests.contract.line import Agent, FarSide, Line, Visit, names

LATE: Seconds = 0.12  # sound may be so long on its way to the far side
RING: Seconds = 20.0


class AsteriskFarSide(FarSide):
    def __init__(self, visit: "AsteriskVisit", phone: PhoneCall) -> None:
        self._visit = visit
        self.phone = phone
        self._pressed = 0

    def press(self, keys: str, after: Seconds = 0.0) -> None:
        self._pressed += len(keys)
        if after:
            gevent.spawn_later(after, self.phone.media.press, keys)
            return
        self.phone.media.press(keys)
        until(lambda: self._visit.world.keys[self._visit.call.info.id] >= self._pressed, f"keys {keys} arrived")

    def dial(self, keys: str, after: Seconds = 0.0) -> None:
        gevent.spawn_later(after, self.phone.media.press, keys, DIALLED)

    def say(self, word: str, seconds: Seconds = 1.0, after: Seconds = 0.0) -> None:
        def begin() -> None:
            self.phone.media.speak(word)
            gevent.spawn_later(seconds, self.phone.media.speak, "")

        gevent.spawn_later(after, begin)

    def hang_up(self, after: Seconds = 0.0) -> None:
        if after:
            gevent.spawn_later(after, self.phone.hang_up)
            return
        self.phone.hang_up()
        # AMI's Hangup comes only when the AGI session has ended; until then the session tells.
        until(lambda: self._visit.call._line.over, "the hang-up is known")

    def heard(self) -> list[Piece]:
        gevent.sleep(LATE)
        return self.phone.media.heard()

    @property
    def answered(self) -> int:
        gevent.sleep(LATE)
        return self.phone.answers

    @property
    def is_there(self) -> bool:
        return self.phone.is_there


class AsteriskAgent(Agent):
    def __init__(self, visit: "AsteriskVisit", offer: OfferId) -> None:
        self._visit = visit
        self.offer = offer
        self.id: AgentId = visit.world.free.get(timeout=60)
        self.phone = self._answered()

    def _answered(self) -> PhoneCall:
        world = self._visit.world
        rung: Queue[PhoneCall] = Queue()
        world.phones[self.id].on_call = rung.put
        world.switch.ring(self.offer, self.id, self._visit.call.info.id, RING, "13800138000")
        phone = rung.get(timeout=RING)
        phone.media.speak(f"agent {self.id}")
        until(lambda: LegAnswered(self.offer) in world.facts, f"agent {self.id} has answered")
        return phone

    def connect(self, record_to: str = "") -> Connect:
        return Connect(self.offer, self.id, record_to)

    def hang_up(self, after: Seconds = 0.0) -> None:
        if after:
            gevent.spawn_later(after, self.phone.hang_up)
            return
        self.phone.hang_up()
        facts = self._visit.world.facts
        until(lambda: any(isinstance(fact, LegEnded) and fact.offer == self.offer for fact in facts), "the leg ended")

    def heard(self) -> list[str]:
        gevent.sleep(LATE)
        return names(self.phone.media.heard())

    @property
    def is_there(self) -> bool:
        return self.phone.is_there

    def release(self) -> None:
        self.phone.hang_up()
        self._visit.world.free.put(self.id)


class AsteriskVisit(Visit):
    caller: AsteriskFarSide

    def __init__(self, world: World, phone: PhoneCall, came: "Came") -> None:
        self.world = world
        self._came = came
        self._agents: list[AsteriskAgent] = []
        self._stopped = False
        self.caller = AsteriskFarSide(self, phone)

    @property
    def call(self) -> AsteriskCall:  # type: ignore[override]  # after a crash it is not there before it is asked for
        call = self._came.call.get(timeout=30)
        assert call is not None
        return call

    def agent(self) -> Agent:
        agent = AsteriskAgent(self, OfferId(f"o1-{next(self.world.offers)}"))
        self._agents.append(agent)
        return agent

    def tell(self, directive: Directive, after: Seconds = 0.0) -> None:
        if after:
            gevent.spawn_later(after, self.call.tell, directive)
        else:
            self.call.tell(directive)

    def cancel(self, after: Seconds = 0.0) -> None:
        if after:
            gevent.spawn_later(after, self.call.cancel)
        else:
            self.call.cancel()

    def pause(self, seconds: Seconds) -> None:
        gevent.sleep(seconds)

    def stop_switch(self, after: Seconds = 0.0) -> None:
        self._stopped = True
        self.world.stop_switch()

    def engine_dies(self, talking: Connect | None = None) -> None:
        call = self.call
        if talking:
            gevent.spawn(_until_death, call, talking)
            until(lambda: TalkSeen(call.info.id, talking.offer) in self.world.facts, "the talk began")
        self._came.again(TalkOver() if talking else None)
        self.world.crash()

    def unwritable(self) -> str:
        blocked = self.world.ast.home.recordings / "blocked"
        blocked.write_text("a file where a folder is wanted")
        return "blocked/name"

    def recording(self, path: str) -> list[list[str]]:
        self.world.written(Path(path))
        return _channels(soundfile.read(path, dtype="int16", always_2d=True)[0])

    def recorded_seconds(self, path: str) -> Seconds:
        return float(soundfile.info(path).duration)

    def talk_recording(self, name: str) -> list[list[str]]:
        path = self.world.ast.home.recordings / f"{name}.raw"
        self.world.written(path)
        samples = np.fromfile(path, dtype="<i2")
        return _channels(samples[: len(samples) // 2 * 2].reshape(-1, 2))

    def until(self, true: Callable[[], bool]) -> None:
        until(true)

    def end(self) -> None:
        if self._stopped:
            self.world.continue_switch()
        self.caller.phone.hang_up()
        for agent in self._agents:
            agent.release()
        self._came.done.set()


def _until_death(call: AsteriskCall, connect: Connect) -> None:
    with suppress(Hangup):  # the session goes down with the engine
        call.join(connect)


def _channels(samples: npt.NDArray[Any]) -> list[list[str]]:
    return [names(pieces_of(samples[:, channel])) for channel in range(samples.shape[1])]


class Came:
    """A call that is to come in, for the test that placed it."""

    def __init__(self, limits: Limits | None) -> None:
        self._limits = limits
        self.call: AsyncResult[AsteriskCall] = AsyncResult()
        self.done = Event()
        self._first: Directive | None = None

    def again(self, first: Directive | None) -> None:
        """It will come in once more; the engine then has this to tell it (engine/sessions.py)."""
        self.call = AsyncResult()
        self._first = first

    def serve(self, call: AsteriskCall) -> None:
        call._line.limits = self._limits or call._line.limits
        if self._first:
            call.tell(self._first)
        self.call.set(call)
        self.done.wait()


class AsteriskLine(Line):
    name = "asterisk"

    def __init__(self, world: World) -> None:
        self._world = world
        self._coming: dict[str, Came] = {}
        world.serve = self._serve

    def _serve(self, call: AsteriskCall) -> None:
        self._coming[call.info.called].serve(call)

    @contextmanager
    def call(self, limits: Limits | None = None, *, answered: bool = True) -> Iterator[AsteriskVisit]:
        number = f"4008{next(self._world.numbers):06d}"
        came = self._coming[number] = Came(limits)
        visit = AsteriskVisit(self._world, self._world.caller.dial(number), came)
        try:
            if answered:
                visit.call.answer()
                assert visit.caller.phone.up.wait(10.0)
            yield visit
        finally:
            visit.end()
