"""A far end that answers each request at once, by its method."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

ECHOED = ("Via", "From", "To", "Call-ID", "CSeq")


class Far(asyncio.DatagramProtocol):
    """`answers`: status lines by method; others stay without.  `requests`: all that came."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self.answers = answers
        self.requests: list[str] = []
        self.address = ("", 0)
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self.address = transport.get_extra_info("sockname")

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        request = data.decode()
        self.requests.append(request)
        if status := self.answers.get(request.partition(" ")[0]):
            lines = request.partition("\r\n\r\n")[0].split("\r\n")
            echo = [line for line in lines if line.partition(":")[0] in ECHOED]
            reply = [f"SIP/2.0 {status}", *echo, "Content-Length: 0", "", ""]
            self._transport.sendto("\r\n".join(reply).encode(), addr)


@asynccontextmanager
async def far_end(**answers: str) -> AsyncIterator[Far]:
    loop = asyncio.get_running_loop()
    transport, far = await loop.create_datagram_endpoint(lambda: Far(answers), local_addr=("127.0.0.1", 0))
    try:
        yield far
    finally:
        transport.close()
