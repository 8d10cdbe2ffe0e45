"""An agent's phone: registers, rings, answers or does not."""

import asyncio
import contextlib
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ccengine_sim.phone.digest import answer
from ccengine_sim.phone.g711 import PCMA, PCMU, Law
from ccengine_sim.phone.line import LIMIT, Line, NotAnswered
from ccengine_sim.phone.media import Media
from ccengine_sim.phone.message import KEYS_TYPE, make_sdp, read_sdp
from ccengine_sim.phone.scenarios import CHALLENGED, REFUSALS
from ccengine_sim.phone.sipp import Sipp
from ccengine_sim.phone.trace import Event


@dataclass
class Habits:
    """What the phone does by itself.  Times in seconds; None: it waits to be told."""

    answer_after: float | None = 0.2
    hang_up_after: float | None = None  # from its answer
    reject: int = 0  # a status, sent at `answer_after` in place of the answer
    tone: int = 0  # Hz
    second: int = 0  # Hz that sound together with it


class PhoneCall(Line):
    """One time the phone was rung."""

    def __init__(self, call_id: str, sipp: Sipp, media: Media, user: str, audio: Path | None = None) -> None:
        super().__init__(call_id, sipp, media, 0, audio)
        self.user = user
        self.rung_at: float | None = None
        self.caller = ""  # as shown on the phone
        self.cancelled_at: float | None = None
        self.acked_at: float | None = None
        self._offer = ""
        self._ready = False
        self._told = False
        self._going = False

    def _tell(self, values: dict[str, str]) -> None:
        """The one command of a ringing phone.  An answer that was on its way when a CANCEL came is the command that
        the cancelled call waits for: a second one would reach SIPp between two states, and it would drop the call."""
        if not self._told:
            self._told = True
            self._sipp.command(self.call_id, values)

    def _happened(self, event: Event) -> None:
        message = event.message
        match message.method, message.status, event.sent:
            case "INVITE", 0, False if self.rung_at is None:
                self.rung_at, self.caller, self._offer = event.t, message.user("From"), message.body
            case "INVITE", status, True if status >= 300:
                self.status = self.status or status
                self._ended(event, far=self.cancelled_at is not None)
            case "INVITE", status, True if status >= 200:
                self._answered(event)
            case "ACK", 0, False:
                self.acked_at = self.acked_at or event.t
            case "CANCEL", 0, False:
                self.cancelled_at = self.cancelled_at or event.t
                if self.answered_at is None:
                    self._tell({})  # on to 487: see scenarios.phone
            case "BYE", 0, False:
                self._ended(event, far=True)
            case "BYE", status, False if status >= 200:
                self._ended(event, far=False)

    def _laws(self) -> tuple[Law, ...]:
        far = read_sdp(self._offer)
        return (far.law,) if far else (PCMA, PCMU)

    async def ready(self) -> None:
        """Open the leg while it rings, so that an answer costs no time."""
        await self.open_leg()
        self._ready = True
        self._check()

    def answer_now(self) -> None:
        """200 OK at once.  A call that is over, or answered: nothing happens."""
        if self.answered_at is not None or self.ended_at is not None or self.cancelled_at is not None:
            return
        far = read_sdp(self._offer)
        keys = KEYS_TYPE if far is None else far.keys_type
        self._media_from(self.events[0].message)
        values = {"contact": self._contact, "sdp": make_sdp(self._sipp.host, self.port, self._laws(), keys)}
        self._tell(values | {"yes": "1"})

    @property
    def _contact(self) -> str:
        return f"<sip:{self.user}@{self._sipp.host}:{self._sipp.port}>"

    async def ready_to_answer(self) -> None:
        """Until `answer_now` would take no time."""
        await self.until(lambda: self._ready or self.ended_at, "ready to answer")

    async def answer(self) -> None:
        await self.ready_to_answer()
        self.answer_now()

    def reject(self, status: int = 486) -> None:
        """`status`: one of scenarios.REFUSALS."""
        if status not in REFUSALS:
            raise ValueError(f"a phone refuses with one of {sorted(REFUSALS)}, not with {status}")
        if self.answered_at is None and self.ended_at is None and self.cancelled_at is None:
            self._tell({f"r{status}": "1"})

    async def hangup(self) -> None:
        """BYE; after the ACK, as RFC 3261 (15) wants."""
        await self.until(lambda: self.acked_at or self.ended_at, "ACK")
        if self.ended_at is None and not self._going:
            self._going = True
            self._sipp.command(self.call_id)

    @property
    def _begun(self) -> float | None:
        return self.rung_at

    def _put_down(self) -> None:
        if self.answered_at is None:
            self.reject(480)
        elif self.acked_at is not None and not self._going:
            self._going = True
            self._sipp.command(self.call_id)

    async def cancelled(self, limit: float = LIMIT) -> float:
        return await self.until(lambda: self.cancelled_at, "cancelled", limit)


class Phone:
    """Registered at the switch.  `calls`: every time it was rung, in order."""

    def __init__(self, user: str, password: str, sip: tuple[str, int], sipp: Sipp, media: Media) -> None:
        self.user = user
        self.habits = Habits()
        self.calls: list[PhoneCall] = []
        self.doubled: list[PhoneCall] = []  # rung while busy with another call: the phone said 486
        self.on_ring: Callable[[PhoneCall], None] = lambda call: None  # before the habits are looked at
        self.troubles: list[BaseException] = []  # what went wrong while it served calls by itself
        self._password = password
        self._sip = sip
        self._sipp = sipp
        self._media = media
        self._rung: asyncio.Condition = asyncio.Condition()
        self._logins: dict[str, asyncio.Future[int]] = {}
        self._refresh: asyncio.Task[None] | None = None
        self._jobs: set[asyncio.Task[None]] = set()

    @property
    def contact(self) -> str:
        """The URI at which it can be called."""
        return f"sip:{self.user}@{self._sipp.host}:{self._sipp.port}"

    # -- registration

    async def register(self, expires: int = 120, limit: float = LIMIT) -> int:
        """The final status: 200 when it is registered, which is then kept up.  `expires` 0 unregisters."""
        if self._refresh is not None:
            self._refresh.cancel()
            self._refresh = None
        status = await self._login(expires, limit)
        if status == 200 and expires:
            self._refresh = asyncio.get_running_loop().create_task(self._keep(expires))
        return status

    async def unregister(self) -> int:
        return await self.register(0)

    async def _keep(self, expires: int) -> None:
        while True:
            await asyncio.sleep(expires / 2)
            with contextlib.suppress(TimeoutError):
                await self._login(expires, LIMIT)

    async def _login(self, expires: int, limit: float) -> int:
        ident = f"r-{uuid.uuid4().hex}@ccsim"
        self._logins[ident] = future = asyncio.get_running_loop().create_future()
        aor = f"<sip:{self.user}@{self._sip[0]}>"
        self._sipp.command(
            ident,
            {
                "aor": aor,
                "uri": self._registrar,
                "contact": f"<{self.contact}>",
                "expires": str(expires),
            },
        )
        try:
            return await asyncio.wait_for(future, limit)
        except TimeoutError:
            raise TimeoutError(f"{self.user}: no answer to REGISTER within {limit} s") from None
        finally:
            del self._logins[ident]

    def took_login(self, event: Event) -> bool:
        """An answer to a REGISTER of this phone?"""
        future = self._logins.get(event.message.call_id)
        if future is None:
            return False
        message, first = event.message, event.message.header("CSeq").startswith("1 ")
        if message.status in CHALLENGED and first:
            proof = answer(message, "REGISTER", self._registrar, self.user, self._password)
            self._sipp.command(message.call_id, {"proof": proof})
        elif message.status >= 200 and not future.done():
            future.set_result(message.status)
        return True

    @property
    def _registrar(self) -> str:
        return f"sip:{self._sip[0]}:{self._sip[1]}"

    # -- calls

    def ring(self, call: PhoneCall) -> None:
        """A new call: do what the habits say."""
        busy = [c for c in self.calls if c.ended_at is None]
        self.calls.append(call)
        self._run(self._tell())
        if busy:
            self.doubled.append(call)
            call.reject(486)
            return
        self.on_ring(call)
        call.tone, call.second = self.habits.tone, self.habits.second
        self._run(self._serve(call, replace(self.habits), asyncio.get_running_loop().time()))

    async def _tell(self) -> None:
        async with self._rung:
            self._rung.notify_all()

    async def _serve(self, call: PhoneCall, habits: Habits, rung: float) -> None:
        """Raises what does not work, unless the call ended under it."""
        with contextlib.suppress(NotAnswered):
            await call.ready()
            if habits.answer_after is None:
                return
            await asyncio.sleep(max(0.0, rung + habits.answer_after - asyncio.get_running_loop().time()))
            if habits.reject:
                call.reject(habits.reject)
                return
            call.answer_now()
            if habits.hang_up_after is not None:
                await call.answered()
                await asyncio.sleep(habits.hang_up_after)
                await call.hangup()

    def _run(self, job: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(job)
        self._jobs.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._jobs.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.troubles.append(error)

    async def rings(self, nth: int | None = None, limit: float = LIMIT) -> PhoneCall:
        """The `nth` ring of this phone (from 1); without it the next one from now, or the one that rings now."""
        number = nth or len(self.calls) + (0 if self.calls and self.calls[-1].ended_at is None else 1)
        try:
            async with self._rung:
                await asyncio.wait_for(self._rung.wait_for(lambda: len(self.calls) >= number), limit)
        except TimeoutError:
            which = "" if number == 1 else f" (ring {number})"
            raise TimeoutError(f"{self.user} was not rung{which} within {limit:g} s") from None
        return self.calls[number - 1]

    async def answers(self, limit: float = LIMIT) -> PhoneCall:
        """The call that it rings with now or next, once answered."""
        call = await self.rings(limit=limit)
        await call.answered(limit)
        return call

    async def close(self) -> None:
        if self._refresh is not None:
            self._refresh.cancel()
        for job in list(self._jobs):
            job.cancel()
