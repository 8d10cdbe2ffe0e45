"""One scripted visit to a hotline, told as it happens: what `ccsim call` plays.

The script is text, `1,2s,talk,5`: keys to press, pauses, `talk`: wait until an agent's phone was answered and the
talk is over, and `hangup`; without it the caller stays until the hotline lets him go, or his patience ends."""

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from ccengine_sim.phone.agent import Phone, PhoneCall
from ccengine_sim.phone.caller import Caller
from ccengine_sim.phone.media import Heard
from ccengine_sim.phone.sim import Sim

Emit = Callable[[str, Mapping[str, object]], None]
"""A kind of event, and its facts: `t` (seconds since the epoch), `who`, and what belongs to the kind."""

LISTEN = 1.0  # seconds of listening before a key is pressed, as people do


@dataclass(frozen=True)
class Step:
    keys: str = ""
    pause: float = 0.0  # seconds
    talk: bool = False
    hangup: bool = False


class BadScript(ValueError):
    """The script's text cannot be understood."""


def parse_script(text: str) -> list[Step]:
    """Raises BadScript, naming the part."""
    steps = []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        if part == "talk":
            steps.append(Step(talk=True))
        elif part == "hangup":
            steps.append(Step(hangup=True))
        elif found := re.fullmatch(r"(\d+(?:\.\d+)?)s", part):
            steps.append(Step(pause=float(found[1])))
        elif re.fullmatch(r"[0-9*#A-D]{1,50}", part):
            steps.append(Step(keys=part))
        else:
            raise BadScript(f'"{part}" is neither keys (1, 42#) nor a pause (2s) nor "talk" nor "hangup"')
    return steps


class Visit:
    """Plays a script.  `talk`: seconds of talk until the agent hangs up.  `patience`: seconds for each thing to
    happen; what does not happen in time raises TimeoutError."""

    def __init__(self, sim: Sim, emit: Emit, talk: float = 3.0, patience: float = 60.0) -> None:
        self._sim = sim
        self._emit = emit
        self._talk = talk
        self._patience = patience
        self._served: asyncio.Future[PhoneCall] = asyncio.get_running_loop().create_future()

    def _say(self, kind: str, who: str, when: float | None = None, **facts: object) -> None:
        self._emit(kind, {"t": time.time() if when is None else when, "who": who, **facts})

    async def play(self, number: str, frm: str, tone: int, steps: list[Step], phones: list[Phone]) -> Caller:
        """Returns the caller, whose call has ended.  Raises TimeoutError or ConnectionError (not answered)."""
        caller = await self._sim.call(number, frm, tone=tone)
        self._say("dialled", frm, number=number)
        watchers = [asyncio.create_task(self._watch(phone, caller)) for phone in phones]
        try:
            self._say("answered", frm, await caller.answered(self._patience))
            heard = await caller.hears("sound", limit=self._patience)
            self._say("hears", frm, heard, what="sound")
            for step in steps:
                if caller.ended_at is not None:
                    break
                await self._step(caller, step)
            with suppress(TimeoutError):
                await caller.ended(self._patience)
            if caller.ended_at is None:
                await caller.hangup()
            when = await caller.ended()
            self._say("ended", frm, when, by="hotline" if caller.left_at else "caller")
        finally:
            for watcher in watchers:
                watcher.cancel()
        return caller

    async def _step(self, caller: Caller, step: Step) -> None:
        await asyncio.sleep(step.pause)
        if step.keys:
            await asyncio.sleep(LISTEN)
            await caller.press(step.keys)
            self._say("pressed", caller.number, keys=step.keys)
        if step.talk:
            over = await self._talked(caller)
            heard = await caller.hears("sound", limit=self._patience, after=over)
            self._say("hears", caller.number, heard, what="sound")
        if step.hangup and caller.ended_at is None:
            await caller.hangup()
            await caller.ended(self._patience)

    async def _talked(self, caller: Caller) -> float:
        call = await asyncio.wait_for(asyncio.shield(self._served), self._patience)
        mine, theirs = await asyncio.gather(
            call.hears(caller.tone, limit=self._patience), caller.hears(call.tone, limit=self._patience)
        )
        self._say("hears", call.user, mine, what=f"{caller.tone} Hz", of=caller.number)
        self._say("hears", caller.number, theirs, what=f"{call.tone} Hz", of=call.user)
        await asyncio.sleep(self._talk)
        await call.hangup()
        over = await call.ended()
        self._say("hung up", call.user, over)
        return over

    async def _watch(self, phone: Phone, caller: Caller) -> None:
        """Tell what this phone sees of our caller."""
        seen = len(phone.calls)
        while True:
            seen += 1
            call = await phone.rings(seen, limit=86400)
            self._say("rings", phone.user, call.rung_at, caller=call.caller)
            with suppress(ConnectionError):
                self._say("answered", phone.user, await call.answered(86400))
                if not self._served.done():
                    self._served.set_result(call)
                continue
            self._say("stopped ringing", phone.user, call.ended_at, status=call.status)


def told(heard: Heard, since: float) -> list[tuple[str, float, float]]:
    """What was heard, as a person would tell it: pieces of (kind, start, end), seconds from `since`; tones by their
    frequency, short pauses within speech left out."""
    pieces: list[tuple[str, float, float]] = []
    for hz, found in heard.tones.items():
        pieces += [(f"{hz} Hz", start, end) for start, end in found if end - start >= 0.5]
    tones = list(pieces)
    for kind, start, end in heard.sounds:
        if kind == "silence" or any(a - 0.1 <= start and end <= b + 0.1 for _, a, b in tones):
            continue
        if pieces and pieces[-1][0] == "sound" and start - pieces[-1][2] < 1.0:
            pieces[-1] = ("sound", pieces[-1][1], end)
        else:
            pieces.append(("sound", start, end))
    return [(k, round(a - since, 3), round(b - since, 3)) for k, a, b in sorted(pieces, key=lambda p: p[1])]
