"""What a caller's call and a phone's call have in common: a SIP dialog seen through the trace, a media leg, and
conditions that can be awaited."""

import asyncio
import contextlib
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ccengine_sim.phone.g711 import Law
from ccengine_sim.phone.match import Match, match_files
from ccengine_sim.phone.media import Heard, Media, MediaError
from ccengine_sim.phone.message import Message, read_sdp
from ccengine_sim.phone.sending import Pace
from ccengine_sim.phone.sipp import Sipp
from ccengine_sim.phone.trace import Event

T = TypeVar("T")

LIMIT = 30.0  # seconds that a condition is waited for, unless told: far longer than anything takes that works


class NotAnswered(ConnectionError):
    """`status`: the SIP status it ended with; 0 when there was none."""

    def __init__(self, status: int, told: str) -> None:
        super().__init__(f"not answered: {status} ({told})")
        self.status = status


class Line(ABC):
    """One dialog.  Times in seconds since the epoch, None: it has not happened."""

    def __init__(self, call_id: str, sipp: Sipp, media: Media, tone: int, audio: Path | None = None) -> None:
        self.call_id = call_id
        self.leg = uuid.uuid4().hex  # its name at the RTP peer; two sides of one dialog may both be here
        self.events: list[Event] = []
        self.tone = tone  # Hz sent from the answer on; 0: silence
        self.second = 0  # Hz that sound together with it; 0: none
        self.pace = Pace.FULL
        self.light = False  # it listens until the first sound, and while something is waited for
        self.answered_at: float | None = None
        self.ended_at: float | None = None
        self.left_at: float | None = None  # when the far end hung up; None when it was this side
        self.dropped_at: float | None = None  # when the far end died under it
        self.status = 0  # of the final answer to INVITE
        self.audio = audio  # where what was heard is kept as WAV when the call ends; None: it is not
        self._sipp = sipp
        self._media = media
        self._heard: Heard | None = None
        self._waiting: list[tuple[Callable[[], object], asyncio.Future[None]]] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._connected = False
        self.port = 0
        self.law: Law | None = None  # of the far end's description

    async def open_leg(self) -> None:
        self.port = (await self._media.ask("open", self.leg, hz=self.tones))["port"]
        if self.ended_at is not None:  # it ended meanwhile
            await self._close_leg()

    @property
    def tones(self) -> tuple[int, ...]:
        """Hz, of what it sends."""
        return tuple(hz for hz in (self.tone, self.second) if hz)

    # -- what the trace tells

    def take(self, event: Event) -> None:
        self.events.append(event)
        self._happened(event)
        self._check()

    def forget(self) -> None:
        """All messages but the first and the last: of ten thousand calls they would be a gigabyte, in objects that the
        garbage collector walks over again and again.  The kept trace has them."""
        del self.events[1:-1]

    @abstractmethod
    def _happened(self, event: Event) -> None: ...

    def _answered(self, event: Event) -> None:
        self.status = 200
        self.answered_at = self.answered_at or event.t

    def _ended(self, event: Event, far: bool) -> None:
        self._over(event.t, far)

    def _over(self, when: float, far: bool) -> None:
        if self.ended_at is None:
            self.ended_at = when
            self.left_at = when if far else None
            self._spawn(self._close_leg())

    def drop(self, when: float) -> None:
        """The far end died then: over, unless it knew nothing of this dialog.  It is put down as if it lived, so that
        whoever comes in its place can answer that there is no such call."""
        if self.ended_at is None and (begun := self._begun) is not None and begun <= when:
            self._put_down()
            self.dropped_at = when
            self._over(when, far=True)
            self._check()

    @property
    @abstractmethod
    def _begun(self) -> float | None:
        """Since when the far end has known of it."""

    @abstractmethod
    def _put_down(self) -> None:
        """Tell the far end at once, in the way the state asks for."""

    def _media_from(self, message: Message) -> None:
        """Speak with the far end whose description this is; the first one counts."""
        if (far := read_sdp(message.body)) is not None and not self._connected:
            self._connected, self.law = True, far.law
            where = {"host": far.host, "port": far.port, "law": far.law.name, "keys_type": far.keys_type}
            self._spawn(self._media.ask("connect", self.leg, **where, pace=self.pace, light=self.light))

    def _spawn(self, job: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _close_leg(self) -> None:
        if self.port and self._heard is None:
            with contextlib.suppress(MediaError):
                self._heard = await self._media.close(self.leg, self.audio)
        self._check()

    @abstractmethod
    async def hangup(self) -> None:
        """End it from this side, in the way its state asks for.  Does not wait for the end."""

    # -- conditions

    def _check(self) -> None:
        for entry in list(self._waiting):
            test, future = entry
            if test() and not future.done():
                future.set_result(None)
                self._waiting.remove(entry)

    async def until(self, test: Callable[[], T | None], what: str, limit: float = LIMIT) -> T:
        """Wait until `test` gives something.  Raises TimeoutError with the dialog so far."""
        if not (got := test()):
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(entry := (test, future))
            try:
                await asyncio.wait_for(future, limit)
            except TimeoutError:
                told = "; ".join(str(event) for event in self.events[-12:])
                raise TimeoutError(f"{what}: not within {limit} s.  {told or 'nothing was sent or taken'}") from None
            finally:
                if entry in self._waiting:  # given up, or told to
                    self._waiting.remove(entry)
            got = test()
        assert got, what
        return got

    async def answered(self, limit: float = LIMIT) -> float:
        """Raises TimeoutError; NotAnswered when the call ends instead."""
        await self.until(lambda: self.answered_at or self.ended_at, "answered", limit)
        if self.answered_at is None:
            raise NotAnswered(self.status, str(self.events[-1]))
        return self.answered_at

    async def ended(self, limit: float = LIMIT) -> float:
        """When the dialog is over; what was heard is then complete."""
        when = await self.until(lambda: self.ended_at, "ended", limit)
        if self.port:
            await self.until(lambda: self._heard, "the last report of its media", limit)
        return when

    # -- media

    async def hears(self, what: int | str, least: float = 0.1, limit: float = LIMIT, after: float = 0.0) -> float:
        """Wait until a tone (Hz), "sound" (anything but silence) or "silence" is heard for
        `least` seconds, counted from the time `after` at the earliest; returns since when.  Raises TimeoutError."""
        return await self._media.until(self.leg, limit, hears=str(what), least=least, after=after)

    async def first_hears(self, tones: Sequence[int], after: float, limit: float = LIMIT) -> float:
        """Wait until all of these tones (Hz) were heard from the time `after` on, if only for a moment; returns since
        when.  Raises TimeoutError."""
        return await self._media.until(self.leg, limit, heard=tones, after=after)

    async def hears_keys(self, keys: str, limit: float = LIMIT) -> float:
        return await self._media.until(self.leg, limit, keys=keys)

    async def press(self, keys: str, hold: float = 0.1, gap: float = 0.1) -> float:
        """Press keys one after the other (RFC 4733), `hold` seconds each, and wait until they are sent; returns when
        the last one was let go."""
        length = (await self._media.ask("press", self.leg, keys=keys, hold=hold, gap=gap))["seconds"]
        return await self._media.until(self.leg, length + LIMIT, pressed=True)

    async def send_tone(self, hz: int) -> None:
        self.tone, self.second = hz, 0
        await self._media.ask("tone", self.leg, hz=self.tones)

    async def speak(self, path: Path, again: bool = False) -> None:
        """Send a WAV file (8 kHz, mono, 16 bit) once, or `again` and again; then the tone goes on."""
        await self._media.ask("speech", self.leg, path=str(path), again=again)

    async def hush(self, seconds: float) -> None:
        """Send silence for so long in place of the tone: a gap, as a test makes it."""
        await self._media.ask("hush", self.leg, seconds=seconds)

    async def heard(self) -> Heard:
        """So far; after the end, all of it."""
        if self._heard is None:
            with contextlib.suppress(MediaError):  # it ends just now: then the end tells
                return await self._media.report(self.leg)
            await self.ended()
        assert self._heard is not None
        return self._heard

    async def save_audio(self) -> Path:
        """What was heard so far, as WAV; after the end, all of it.  Raises ValueError for a call that keeps none."""
        if self.audio is None:
            raise ValueError("this call keeps no audio")
        if self._heard is None:
            with contextlib.suppress(MediaError):  # it ends just now: then the end writes it
                await self._media.ask("audio", self.leg, path=str(self.audio))
                return self.audio
            await self.ended()
        return self.audio

    async def hears_prompt(self, prompt: Path, limit: float = LIMIT) -> Match:
        """Wait until this very recording was heard to its end.  Raises TimeoutError with the best match."""
        deadline = asyncio.get_running_loop().time() + limit
        while True:
            over = self._heard is not None
            best = await asyncio.to_thread(match_files, prompt, await self.save_audio())
            if best.found:
                return best
            if over or asyncio.get_running_loop().time() > deadline:
                when = "before the call ended" if over else f"within {limit} s"
                raise TimeoutError(f"{prompt.name} was not heard {when}; best match {best}")
            await asyncio.sleep(0.2)  # the next look: comparing is work, and the audio comes in real time

    async def close(self) -> None:
        """Give the leg back, and let what runs for this call end."""
        await self._close_leg()
        for task in list(self._tasks):
            with contextlib.suppress(MediaError):
                await task
