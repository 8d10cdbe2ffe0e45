"""Frames over a socket, blocking."""

import select
import socket
from collections.abc import Mapping
from typing import Any

from ccengine.workers.frames import MAX_FRAME, FrameReader, Message, pack

CHUNK = 65536


class Channel:
    def __init__(self, sock: socket.socket, limit: int = MAX_FRAME) -> None:
        self.sock = sock
        self._reader = FrameReader(limit)

    def fileno(self) -> int:
        return self.sock.fileno()

    def read(self) -> Message | None:
        """Waits for a message; None at the end of the conversation.  Raises FrameError, OSError."""
        while (message := self._reader.take()) is None:
            if not self.more():
                return None
        return message

    def take(self) -> Message | None:
        """A message that is already here; None when there is none."""
        return self._reader.take()

    @property
    def silent(self) -> bool:
        """Nothing is here that was not taken, and it is not the end of the conversation."""
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        return self._reader.empty and not poll.poll(0)

    def more(self) -> bool:
        """Read once; False at the end of the conversation."""
        data = self.sock.recv(CHUNK)
        self._reader.feed(data)
        return bool(data)

    def write(self, message: Mapping[str, Any]) -> None:
        self.sock.sendall(pack(message))

    def close(self) -> None:
        self.sock.close()
