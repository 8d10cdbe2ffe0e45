"""The RTP peer: a process that speaks and listens for every leg of the simulated world.

    python -m ccengine_sim.phone.peer          requests on stdin, replies on stdout, a JSON object per line

A process of its own, so that a test that is busy does not bend the 20 ms pace or the times measured.  Requests and
replies: `media.py`."""

import asyncio
import json
import os
import select
import sys
import time
import wave
from collections import deque
from collections.abc import Callable
from math import inf
from typing import Any

import numpy as np

from ccengine_sim.phone.g711 import LAWS
from ccengine_sim.phone.leg import Leg
from ccengine_sim.phone.media import TIMES
from ccengine_sim.phone.rtp import FRAME, FRAME_SECONDS, RATE
from ccengine_sim.phone.sending import Pace
from ccengine_sim.phone.tones import frames_of, listen

PHASES = 2  # legs are spread over the 20 ms, so that a hundred packets do not leave at one instant
_TICK = FRAME_SECONDS / PHASES
_BEHIND = 1.0  # seconds: a machine that stood still so long does not send all at once what it missed
LATE = 0.06  # seconds behind the schedule from which on it is told when that was
_SPANS = 1000  # of such, kept
_ROUNDS = 20  # packets of one leg that are read in one go: the kernel has their times anyway


class Peer:
    def __init__(self, reply: Callable[[dict[str, object]], None]) -> None:
        self._reply = reply
        self._legs: dict[str, Leg] = {}
        self._phases: list[dict[str, Leg]] = [{} for _ in range(PHASES)]
        self._waiting: list[tuple[object, Leg, dict[str, Any]]] = []
        self._listening: dict[int, Leg] = {}  # by their sockets' numbers
        self._ready = select.epoll()
        self._behind: deque[tuple[float, float]] = deque(maxlen=_SPANS)  # (from, until), seconds since the epoch

    async def run(self) -> None:
        """The pace: an absolute schedule, so that lateness does not add up."""
        tick, due = 0, time.monotonic()
        while True:
            now = time.monotonic()
            await asyncio.sleep(max(0.0, due - now))
            late = time.monotonic() - due
            if late > LATE:
                self._stood_still(late)
            if late > _BEHIND:
                due += late
            slot, phase = divmod(tick, PHASES)
            for leg in self._phases[phase].values():
                if leg.due <= slot:
                    leg.send(slot, late)
            self._read()
            if phase == 0:
                self._analyse()
                self._answer_waiting()
            tick, due = tick + 1, due + _TICK

    def _stood_still(self, late: float) -> None:
        """Until now.  What follows at once, while it catches up, is one with it."""
        now = time.time()
        begin = now - late
        if self._behind and begin <= self._behind[-1][1]:
            begin = min(begin, self._behind.pop()[0])
        self._behind.append((begin, now))

    def _read(self) -> None:
        """What has come for all legs: one look for all of them costs less than a callback for each packet."""
        for _ in range(_ROUNDS):
            if not self._listening or not (ready := self._ready.poll(0)):
                return
            for number, _ in ready:
                self._listening[number].read()

    def _analyse(self) -> None:
        """All frames of all legs that came since the last time, in one go for each law."""
        for law in LAWS.values():
            legs = [leg for leg in self._listening.values() if leg.frames and leg.hearing.law is law]
            frames = [(leg, *frame) for leg in legs for frame in leg.take_frames()]
            if not frames:
                continue
            samples = law.decode(b"".join([codes for _, _, codes in frames])).reshape(-1, FRAME)
            for (leg, when, _), sound in zip(frames, listen(samples), strict=True):
                leg.hearing.analysed(when, sound)
            for leg in legs:
                if leg.rests:
                    self._forget(leg)
                    leg.deafen()

    def _forget(self, leg: Leg) -> None:
        """It listens no more."""
        if self._listening.pop(leg.fileno(), None) is not None:
            self._ready.unregister(leg.fileno())

    def _answer_waiting(self) -> None:
        now = time.time()
        still = []
        for ident, leg, wanted in self._waiting:
            found = leg.met(wanted, now)
            if found is not None:
                self._reply({"id": ident, "ok": {"since": found}})
            elif now > wanted["deadline"] or leg.name not in self._legs:
                self._reply({"id": ident, "ok": {"since": None, "report": self._told(leg)}})
            else:
                still.append((ident, leg, wanted))
                continue
            leg.awaited -= _listens(wanted)
        self._waiting = still

    def handle(self, line: str) -> None:
        request = json.loads(line)
        ident = request.get("id")
        try:
            do = {"open": self._open, "until": self._until}.get(request["do"])
            answer = do(request) if do else self._of_leg(request)
        except (KeyError, ValueError, TypeError, OSError, EOFError, wave.Error) as error:
            self._reply({"id": ident, "error": f"{type(error).__name__}: {error}"})
            return
        if answer is not None:
            self._reply({"id": ident, "ok": answer})

    def _open(self, request: dict[str, Any]) -> dict[str, object]:
        name = str(request["leg"])
        if name in self._legs:
            raise ValueError(f"leg {name} is open")
        leg = Leg(name, request.get("host", "127.0.0.1"))
        leg.sending.tone(*map(int, request.get("hz", ())))
        self._legs[name] = leg
        min(self._phases, key=len)[name] = leg
        self._listen_to(leg)
        return {"port": leg.port}

    def _listen_to(self, leg: Leg) -> None:
        self._listening[leg.fileno()] = leg
        self._ready.register(leg.fileno(), select.EPOLLIN)

    def _until(self, request: dict[str, Any]) -> None:
        request["deadline"] = time.time() + float(request["limit"])
        leg = self._legs[str(request["leg"])]
        self._waiting.append((request.get("id"), leg, request))
        leg.awaited += _listens(request)
        if leg.awaited and leg.fileno() not in self._listening:
            leg.listen_again()
            self._listen_to(leg)

    def _of_leg(self, request: dict[str, Any]) -> dict[str, object]:
        leg = self._legs[str(request["leg"])]
        match request["do"]:
            case "connect":
                law, keys_type = LAWS[request["law"]], request["keys_type"]
                pace, light = Pace(request.get("pace", Pace.FULL)), bool(request.get("light"))
                leg.connect(request["host"], int(request["port"]), law, keys_type, pace, light)
            case "tone":
                leg.sending.tone(*map(int, request["hz"]))
            case "speech":
                leg.sending.speech(_read_wav(request["path"], leg), bool(request.get("again")))
            case "hush":
                leg.sending.hush(float(request["seconds"]))
            case "press":
                return {"seconds": leg.press(request["keys"], request["hold"], request["gap"])}
            case "audio":
                _write_wav(request["path"], leg)
            case "report":
                return self._told(leg)
            case "close":
                return self._close(leg, request.get("path", ""))
            case other:
                raise ValueError(f"no such request: {other}")
        return {}

    def _close(self, leg: Leg, path: str) -> dict[str, object]:
        self._analyse()
        self._forget(leg)
        leg.close()
        del self._legs[leg.name]
        for phase in self._phases:
            phase.pop(leg.name, None)
        if path:
            _write_wav(path, leg)
        return self._told(leg)

    def _told(self, leg: Leg) -> dict[str, object]:
        since = inf if leg.connected is None or leg.light else leg.connected
        return leg.report() | {"behind": [span for span in self._behind if span[1] >= since]}


def _listens(wanted: dict[str, Any]) -> bool:
    return "hears" in wanted or "heard" in wanted


def _read_wav(path: str, leg: Leg) -> tuple[bytes, ...]:
    with wave.open(path, "rb") as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE, 1, 2):
            raise ValueError(f"{path}: not 8 kHz, mono, 16 bit")
        return frames_of(np.frombuffer(file.readframes(file.getnframes()), "<i2"), leg.sending.law)


def _write_wav(path: str, leg: Leg) -> None:
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(leg.hearing.law.decode(leg.hearing.audio).astype("<i2").tobytes())
    with open(f"{path}{TIMES}", "wb") as times:
        times.write(np.array(leg.hearing.came, "<f8").tobytes())


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    output = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)

    def reply(message: dict[str, object]) -> None:
        output.write(json.dumps(message) + "\n")

    peer = Peer(reply)
    reader = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    pace = asyncio.create_task(peer.run())
    while not pace.done() and (line := await reader.readline()):
        peer.handle(line.decode())
    pace.cancel()


if __name__ == "__main__":
    asyncio.run(_serve())
