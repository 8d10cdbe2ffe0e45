"""One reader of AMI's events, for the cell that has none of its own: engine and bare loop have one each, and to be
asked for its events costs Asterisk CPU time."""

import socket
import threading
from contextlib import suppress


class Watcher:
    """Reads and forgets.  As a context manager; raises OSError."""

    def __init__(self, port: int, user: str, secret: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._login = f"Action: Login\r\nUsername: {user}\r\nSecret: {secret}\r\n\r\n"

    def __enter__(self) -> "Watcher":
        self._socket.sendall(self._login.encode())
        self._socket.settimeout(None)
        threading.Thread(target=self._read, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _read(self) -> None:
        with suppress(OSError):
            while self._socket.recv(1 << 16):
                pass
