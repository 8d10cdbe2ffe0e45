"""A caller: one call to the hotline."""

from pathlib import Path

from ccengine_sim.phone.g711 import Law
from ccengine_sim.phone.line import LIMIT, Line
from ccengine_sim.phone.media import Media
from ccengine_sim.phone.message import make_sdp
from ccengine_sim.phone.sipp import Sipp
from ccengine_sim.phone.trace import Event


def from_header(number: str, name: str, host: str) -> str:
    """A From header's value; quotes and backslashes of the name are escaped (RFC 3261, 25.1), all else is as given."""
    shown = name.replace("\\", "\\\\").replace('"', '\\"')
    return (f'"{shown}" ' if name else "") + f"<sip:{number}@{host}>"


class Caller(Line):
    def __init__(
        self, call_id: str, sipp: Sipp, media: Media, number: str, tone: int, audio: Path | None = None
    ) -> None:
        super().__init__(call_id, sipp, media, tone, audio)
        self.number = number  # the caller's own
        self.invited_at: float | None = None
        self.trying_at: float | None = None  # the first provisional answer
        self.ringing_at: float | None = None
        self.hung_up_at: float | None = None  # when this side sent BYE or CANCEL
        self._going = False

    async def dial(self, called: str, to: tuple[str, int], sender: str, extra: str, laws: tuple[Law, ...]) -> None:
        """`sender`: the From header's value.  `extra`: header lines."""
        await self.open_leg()
        self._sipp.command(
            self.call_id,
            {
                "from": sender,
                "contact": f"<sip:ccsim@{self._sipp.host}:{self._sipp.port}>",
                "uri": f"sip:{called}@{to[0]}:{to[1]}",
                "to": f"<sip:{called}@{to[0]}:{to[1]}>",
                "extra": "".join(f"\r\n{line}" for line in extra.splitlines()),
                "sdp": make_sdp(self._sipp.host, self.port, laws),
            },
        )

    def _happened(self, event: Event) -> None:
        message = event.message
        if message.method == "INVITE" and not message.status and event.sent:
            self.invited_at = self.invited_at or event.t
        elif message.method == "INVITE" and message.status and not event.sent:
            self._reply(event)
        elif message.method == "BYE" and not message.status:
            if not event.sent:
                self._ended(event, far=True)
            else:
                self.hung_up_at = self.hung_up_at or event.t
        elif message.method == "CANCEL" and event.sent:
            self.hung_up_at = self.hung_up_at or event.t
        elif message.method == "BYE" and not event.sent:
            self._ended(event, far=False)

    def _reply(self, event: Event) -> None:
        status = event.message.status
        if status < 200:
            self.trying_at = self.trying_at or event.t
            if status in (180, 181, 182, 183):
                self.ringing_at = self.ringing_at or event.t
            self._media_from(event.message)
        elif status < 300:
            self._answered(event)
            self._media_from(event.message)
        elif self.ended_at is None:
            self.status = status
            self._ended(event, far=self.hung_up_at is None)

    async def rings(self, limit: float = LIMIT) -> float:
        return await self.until(lambda: self.ringing_at or self.answered_at, "ringing or answered", limit)

    async def hangup(self) -> None:
        """BYE, or CANCEL while it rings.  Waits for the first answer, as RFC 3261 (9.1) wants, not for the end."""
        await self.until(lambda: self.trying_at or self.answered_at or self.ended_at, "a first answer")
        self.hang_up_now()

    def hang_up_now(self) -> None:
        """At once; the call must have had a first answer.  Twice is once."""
        if self.ended_at is None and not self._going:
            self._going = True
            self._sipp.command(self.call_id)

    @property
    def _begun(self) -> float | None:
        return self.trying_at or self.answered_at

    def _put_down(self) -> None:
        self.hang_up_now()

    @property
    def setup(self) -> float | None:
        """Seconds from INVITE to 200."""
        return None if self.answered_at is None or self.invited_at is None else self.answered_at - self.invited_at
