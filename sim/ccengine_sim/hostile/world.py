"""Sockets for attackers: bounded in time, on loopback only, and closed whatever happens."""

import asyncio
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from ccengine.model.ids import Seconds
from ccengine_sim.hostile.request import Dialog, Request
from ccengine_sim.hostile.target import CALLER, STRANGER, STRANGERS, TRUNK, Target

ANSWER: Seconds = 0.5
"""For what comes in milliseconds, or never."""
NOTHING = "no answer"


@dataclass(slots=True)
class Sent:
    """What went out: datagrams and pieces written to connections; `size` in bytes."""

    pieces: int = 0
    size: int = 0

    def count(self, data: bytes) -> None:
        self.pieces += 1
        self.size += len(data)

    def add(self, more: "Sent") -> None:
        self.pieces += more.pieces
        self.size += more.size


class Udp:
    """A sender at one address, with a dialog of its own."""

    def __init__(self, target: Target, source: str, chance: Random, sent: Sent) -> None:
        self.target, self.source, self.chance, self._sent = target, source, chance, sent
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((source, 0))
        self._socket.setblocking(False)
        self.dialog = Dialog.new(chance, ":".join(map(str, self._socket.getsockname())), target.mark)

    def __enter__(self) -> "Udp":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        self.send_to(data, (self.target.host, self.target.sip))

    def send_to(self, data: bytes, to: tuple[str, int]) -> None:
        """What the kernel does not take is lost, as on a network."""
        with suppress(OSError):
            self._socket.sendto(data, to)
            self._sent.count(data)

    def request(self, request: Request) -> None:
        self.send(request.to_bytes(self.dialog, self.chance))

    async def answer(self, limit: Seconds = ANSWER, final: bool = True) -> bytes:
        """The next answer, with `final` no provisional one; b"" when none comes.  Requests pass by."""
        loop = asyncio.get_running_loop()
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(limit):
                while True:
                    data = await loop.sock_recv(self._socket, 65536)
                    if data.startswith(b"SIP/2.0 ") and not (final and data.startswith(b"SIP/2.0 1")):
                        return data
        return b""

    def heard(self) -> bytes:
        """Any datagram that is here already."""
        try:
            return self._socket.recv(65536)
        except OSError:
            return b""

    async def ask(self, request: Request, limit: Seconds = ANSWER) -> str:
        """Send, and give the final status, or NOTHING."""
        self.request(request)
        return status(await self.answer(limit))


def status(answer: bytes) -> str:
    return answer[8:11].decode("ascii", "replace") if answer else NOTHING


class World:
    """Numbers of hostile callers and of strangers are drawn here, so that they are known afterwards.  `sent`: all that
    went out from here."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.sent = Sent()

    def source(self, chance: Random) -> str:
        """The trunk's address, or a stranger's."""
        return TRUNK if chance.random() < 0.5 else chance.choice(STRANGERS)

    def number(self, source: str, chance: Random) -> str:
        return f"{CALLER if source == TRUNK else STRANGER}{chance.randrange(10**7):07d}"

    def udp(self, source: str, chance: Random) -> Udp:
        return Udp(self.target, source, chance, self.sent)

    def uri(self, user: str) -> str:
        return f"sip:{user}@{self.target.host}:{self.target.sip}"

    async def knock(self, port: int, pieces: Iterable[bytes], pause: Seconds, hold: Seconds) -> str:
        """Connect, write piece after piece, read for `hold` seconds at most: what became of it."""
        writer: asyncio.StreamWriter | None = None
        try:
            async with asyncio.timeout(ANSWER * 4):
                reader, writer = await asyncio.open_connection(self.target.host, port)
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                self.sent.count(piece)
                await asyncio.sleep(pause)
            async with asyncio.timeout(hold):
                while await reader.read(65536):
                    pass
            return "closed"
        except TimeoutError:
            return "held" if writer is not None else "no connection"
        except OSError:
            return "closed" if writer is not None else "no connection"
        finally:
            if writer is not None:
                writer.transport.abort()
