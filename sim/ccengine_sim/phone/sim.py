"""The simulated outside world: callers and agents' phones, around one switch."""

import asyncio
import contextlib
import shutil
import tempfile
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from ccengine_sim.phone.agent import Habits, Phone, PhoneCall
from ccengine_sim.phone.caller import Caller, from_header
from ccengine_sim.phone.g711 import PCMA, PCMU, Law
from ccengine_sim.phone.line import LIMIT
from ccengine_sim.phone.media import Media
from ccengine_sim.phone.scenarios import caller as caller_scenario
from ccengine_sim.phone.scenarios import phone as phone_scenario
from ccengine_sim.phone.sending import Pace
from ccengine_sim.phone.sipp import Sipp
from ccengine_sim.phone.trace import Event

_GOODBYE = 5.0  # seconds that calls still open get for their BYE when the world ends


class Sim:
    """`async with Sim(("127.0.0.1", 5060), sipp=[...]) as sim:`

    `sipp`: the command that runs SIPp.  `folder`: where traces are kept; without it they go when the world ends.
    `keep_audio`: what each call heard is written there as WAV when it ends.  `processes`: so many SIPps call, by
    turns."""

    def __init__(
        self, sip: tuple[str, int], sipp: Sequence[str], folder: Path | None = None, keep_audio: bool = True,
        processes: int = 1,
    ) -> None:  # fmt: skip
        self.sip = sip
        self._own = Path(tempfile.mkdtemp(prefix="ccsim-")) if folder is None else None
        self.folder = folder or self._own or Path()
        self.keep_audio = keep_audio
        self.callers: dict[str, Caller] = {}
        self.phones: dict[str, Phone] = {}
        self.strangers: list[PhoneCall] = []  # calls to a user that has no phone here
        self.followed: Callable[[str], bool] = lambda number: True
        """Whether a phone that is rung for the caller of this number speaks and listens to the end.  Else it does as
        little as gives the talk a recording of its whole length: see Pace.STEADY."""
        self._rings: dict[str, PhoneCall] = {}
        self._wake = asyncio.Event()
        self.media = Media()
        self.caller_side = Sipp(sipp, "callers", caller_scenario(), sip, self.folder)
        more = (f"callers-{n}" for n in range(2, processes + 1))
        self._more = [Sipp(sipp, name, caller_scenario(), sip, self.folder) for name in more]
        self.phone_side = Sipp(sipp, "phones", phone_scenario(), sip, self.folder)
        for side in self.caller_sides:
            side.on_event = self._caller_event
        self.phone_side.on_event = self._phone_event
        self._open = contextlib.AsyncExitStack()

    @property
    def caller_sides(self) -> list[Sipp]:
        return [self.caller_side, *self._more]

    async def __aenter__(self) -> "Sim":
        async with contextlib.AsyncExitStack() as stack:
            if self._own is not None:
                stack.callback(shutil.rmtree, self._own, ignore_errors=True)
            await stack.enter_async_context(self.media)
            for side in (*self.caller_sides, self.phone_side):
                stack.push_async_callback(side.stop)
                await side.start()
            stack.push_async_callback(self._goodbye)
            self._open = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def _goodbye(self) -> None:
        for phone in self.phones.values():
            await phone.close()
        lines = [line for line in (*self.callers.values(), *self._rings.values()) if line.ended_at is None]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GOODBYE):
                for line in lines:
                    if isinstance(line, PhoneCall) and line.answered_at is None:
                        line.reject(480)
                    else:
                        await line.hangup()
                await asyncio.gather(*(line.ended() for line in lines))
        for line in (*self.callers.values(), *self._rings.values()):
            await line.close()
        if troubles := [error for phone in self.phones.values() for error in phone.troubles]:
            raise BaseExceptionGroup("phones could not serve their calls", troubles)

    def _caller_event(self, event: Event) -> None:
        if caller := self.callers.get(event.message.call_id):
            caller.take(event)

    def _phone_event(self, event: Event) -> None:
        message = event.message
        if call := self._rings.get(message.call_id):
            call.take(event)
        elif message.method == "INVITE" and not message.status and not event.sent:
            phone = self.phones.get(message.uri_user)
            audio = self._audio(uuid.uuid4().hex)
            call = PhoneCall(message.call_id, self.phone_side, self.media, message.uri_user, audio)
            self._rings[message.call_id] = call
            call.take(event)
            if not self.followed(call.caller):
                call.light, call.pace = True, Pace.STEADY
            self._wake.set()
            if phone is not None:
                phone.ring(call)
            else:
                self.strangers.append(call)
                call.reject(404)
        elif message.method == "REGISTER" and not event.sent and (phone := self.phones.get(message.user("To"))):
            phone.took_login(event)

    def _audio(self, name: str) -> Path | None:
        return self.folder / f"{name}.wav" if self.keep_audio else None

    async def call(
        self, number: str, frm: str = "13800138000", name: str = "", tone: int = 0, *,
        second: int = 0, sender: str = "", extra: str = "", laws: tuple[Law, ...] = (PCMA, PCMU), light: bool = False,
        pace: Pace | None = None,
    ) -> Caller:  # fmt: skip
        """Dial; returns once the INVITE is on its way.

        `tone`, `second`: Hz sent from the answer on.  `sender`: the From header's whole value, for hostile ones.
        `extra`: header lines.  `laws`: offered, the preferred one first.  `light`: little audio, for many calls at
        once.  `pace`: without it FULL, of a light call KEEP."""
        ident = uuid.uuid4().hex
        side = self.caller_sides[len(self.callers) % len(self.caller_sides)]
        caller = Caller(f"{ident}@ccsim", side, self.media, frm, tone, self._audio(ident))
        caller.second, caller.light, caller.pace = second, light, pace or (Pace.KEEP if light else Pace.FULL)
        self.callers[caller.call_id] = caller
        await caller.dial(number, self.sip, sender or from_header(frm, name, "127.0.0.1"), extra, laws)
        return caller

    async def phone(
        self, user: str, password: str = "", *, answer_after: float | None = 0.2, hang_up_after: float | None = None,
        reject: int = 0, tone: int = 0, second: int = 0, register: bool = True, expires: int = 120,
    ) -> Phone:  # fmt: skip
        """An agent's phone, registered unless told otherwise.  Raises ConnectionError when it is refused.

        Its habits (`phone.habits`) may be changed at any time; they count for the next ring."""
        phone = Phone(user, password, self.sip, self.phone_side, self.media)
        phone.habits = Habits(answer_after, hang_up_after, reject, tone, second)
        self.phones[user] = phone
        if register and (status := await phone.register(expires)) != 200:
            raise ConnectionError(f"{user} was not registered: {status}")
        return phone

    @property
    def pids(self) -> dict[str, int]:
        """The processes of the outside world, by name."""
        found = {side.name: side.pid for side in (*self.caller_sides, self.phone_side)} | {"peer": self.media.pid}
        return {name: pid for name, pid in found.items() if pid is not None}

    @property
    def rings(self) -> list[PhoneCall]:
        """Every time that any phone was rung, in order."""
        return list(self._rings.values())

    async def ring_for(self, caller: str, nth: int = 1, limit: float = LIMIT) -> PhoneCall:
        """The `nth` time (from 1) that any phone is rung for the caller of this number.  Raises TimeoutError."""
        try:
            async with asyncio.timeout(limit):
                while len(found := [call for call in self._rings.values() if call.caller == caller]) < nth:
                    self._wake.clear()
                    await self._wake.wait()
        except TimeoutError:
            rung = [(call.user, call.caller) for call in self._rings.values()]
            raise TimeoutError(
                f"no phone was rung for {caller} (ring {nth}) within {limit:g} s; rung: {rung}"
            ) from None
        return found[nth - 1]
