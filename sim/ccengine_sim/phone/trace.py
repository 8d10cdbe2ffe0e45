"""SIPp's message trace (`-trace_msg`) -> events with times: what a phone itself sent and took.

It is read live, from a pipe, and again from the file that is kept.  Both ways of writing are understood, 3.6's
(`2026-11-22 02:28:40.262700`, `sent (355 bytes):`) and that of 3.7 and later (`2026-11-22T02:25:36.913632Z`,
`sent [355] bytes:`).  SIPp is run with TZ=UTC, so both are UTC."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from ccengine_sim.phone.message import Message

_HEAD = re.compile(
    rb"-{20,} (\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d\.\d{6})Z?\n"
    rb"(?:UDP|TCP) (control )?message (received|sent) [\[(](\d+)(?:\] bytes ?| bytes\)):\n\n"
)
_MISPLACED = b"Unexpected control message received"
LARGEST = 65536  # SIPp's own limit for a message


@dataclass(frozen=True)
class Event:
    t: float  # seconds since the epoch
    sent: bool  # by the phone; else received
    message: Message

    def __str__(self) -> str:
        return f"{self.t:.6f} {'->' if self.sent else '<-'} {self.message.start}"


class TraceReader:
    """Feed bytes as they come; `feed` returns the events they complete.  Control messages, which may hold passwords,
    are left out of both the events and `kept`."""

    def __init__(self) -> None:
        self._data = b""
        self.misplaced = 0  # commands that met a call between two states: it was dropped by SIPp
        self.kept = b""  # what may be written to a file, since the last feed

    def feed(self, data: bytes) -> list[Event]:
        self.misplaced += (self._data + data).count(_MISPLACED) - self._data.count(_MISPLACED)
        data, at = self._data + data, 0
        events: list[Event] = []
        kept: list[bytes] = []
        while found := _HEAD.search(data, at):
            end = found.end() + min(int(found[5]), LARGEST)
            if after := _HEAD.search(data, found.end(), end):  # a message with a NUL is written shorter than it says
                end = after.start()
            elif len(data) < end + 1:
                break
            if not found[3]:
                events.append(_event(found, data[found.end() : end]))
                kept.append(data[found.start() : end] + b"\n")
            at = end
        self._data = data[at:] if found else data[max(at, len(data) - 200) :]  # a head may have begun
        self.kept = b"".join(kept)
        return events


def _event(found: "re.Match[bytes]", body: bytes) -> Event:
    hours, minutes, seconds = found[2].split(b":")
    when = _midnight(found[1]) + int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    return Event(when, found[4] == b"sent", Message(body.decode("utf-8", "replace")))


@cache
def _midnight(day: bytes) -> float:
    """UTC, in seconds since the epoch."""
    return datetime.fromisoformat(day.decode()).replace(tzinfo=UTC).timestamp()


def read_trace(path: Path) -> Iterator[Event]:
    """All events of a kept trace, in order."""
    yield from TraceReader().feed(path.read_bytes() + b"\n")
