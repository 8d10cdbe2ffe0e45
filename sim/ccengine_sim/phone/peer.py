"""The RTP peer: a process that speaks and listens for every leg of the simulated world.

    python -m ccengine_sim.phone.peer          requests on stdin, replies on stdout, a JSON object per line

A process of its own, so that a test that is busy does not bend the 20 ms pace or the times measured.  Requests and
replies: `media.py`."""

import asyncio
import json
import os
import sys
import time
import wave
from collections.abc import Callable
from typing import Any

import numpy as np

from ccengine_sim.phone.g711 import LAWS
from ccengine_sim.phone.leg import Leg
from ccengine_sim.phone.media import TIMES
from ccengine_sim.phone.rtp import FRAME_SECONDS, RATE
from ccengine_sim.phone.tones import analyse, frames_of

PHASES = 4  # legs are spread over the 20 ms, so that a hundred packets do not leave at one instant
_TICK = FRAME_SECONDS / PHASES
_BEHIND = 1.0  # seconds: a machine that stood still so long does not send all at once what it missed


class Peer:
    def __init__(self, reply: Callable[[dict[str, object]], None]) -> None:
        self._reply = reply
        self._legs: dict[str, Leg] = {}
        self._phases: list[dict[str, Leg]] = [{} for _ in range(PHASES)]
        self._waiting: list[tuple[object, Leg, dict[str, Any]]] = []
        self._late = 0.0

    async def run(self) -> None:
        """The pace: an absolute schedule, so that lateness does not add up."""
        slot, due = 0, time.monotonic()
        while True:
            now = time.monotonic()
            if now < due:
                await asyncio.sleep(due - now)
                now = time.monotonic()
            self._late = max(self._late, now - due)
            if now - due > _BEHIND:
                due = now
            for leg in self._phases[slot % PHASES].values():
                leg.send(now - due)
            if slot % PHASES == 0:
                self._analyse()
                self._answer_waiting()
            slot, due = slot + 1, due + _TICK
            await asyncio.sleep(0)

    def _analyse(self) -> None:
        """All frames of all legs that came since the last time, in one go."""
        frames = [(leg, *frame) for leg in self._legs.values() for frame in leg.take_frames()]
        if not frames:
            return
        rms, hz, amplitude = analyse(np.stack([leg.hearing.law.decode(codes) for leg, _, codes in frames]))
        for row, (leg, when, _) in enumerate(frames):
            leg.hearing.analysed(when, float(rms[row]), hz[row], amplitude[row])
            leg.rest()

    def _answer_waiting(self) -> None:
        now = time.time()
        still = []
        for ident, leg, wanted in self._waiting:
            found = leg.met(wanted, now)
            if found is not None:
                self._reply({"id": ident, "ok": {"since": found}})
            elif now > wanted["deadline"] or leg.name not in self._legs:
                self._reply({"id": ident, "ok": {"since": None, "report": leg.report()}})
            else:
                still.append((ident, leg, wanted))
        self._waiting = still

    def handle(self, line: str) -> None:
        request = json.loads(line)
        ident = request.get("id")
        try:
            do = {"open": self._open, "until": self._until}.get(request["do"])
            answer = do(request) if do else self._of_leg(request)
        except (KeyError, ValueError, TypeError, OSError) as error:
            self._reply({"id": ident, "error": f"{type(error).__name__}: {error}"})
            return
        if answer is not None:
            self._reply({"id": ident, "ok": answer})

    def _open(self, request: dict[str, Any]) -> dict[str, object]:
        name = str(request["leg"])
        if name in self._legs:
            raise ValueError(f"leg {name} is open")
        self._legs[name] = leg = Leg(name, request.get("host", "127.0.0.1"))
        min(self._phases, key=len)[name] = leg
        return {"port": leg.port}

    def _until(self, request: dict[str, Any]) -> None:
        request["deadline"] = time.time() + float(request["limit"])
        self._waiting.append((request.get("id"), self._legs[str(request["leg"])], request))

    def _of_leg(self, request: dict[str, Any]) -> dict[str, object]:
        leg = self._legs[str(request["leg"])]
        match request["do"]:
            case "connect":
                leg.connect(
                    request["host"],
                    int(request["port"]),
                    LAWS[request["law"]],
                    request["keys_type"],
                    bool(request.get("light")),
                )
            case "tone":
                leg.sending.tone(int(request["hz"]))
            case "speech":
                leg.sending.speech(_read_wav(request["path"], leg))
            case "press":
                return {"seconds": leg.sending.press(request["keys"], request["hold"], request["gap"])}
            case "audio":
                _write_wav(request["path"], leg)
            case "report":
                pass
            case "close":
                self._analyse()
                leg.close()
                if request.get("path"):
                    _write_wav(request["path"], leg)
                del self._legs[leg.name]
                for phase in self._phases:
                    phase.pop(leg.name, None)
            case other:
                raise ValueError(f"no such request: {other}")
        return leg.report() | {"late": round(self._late, 4)}


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
