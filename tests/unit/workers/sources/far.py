"""Servers that are not what they should be, on loopback."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Serve = Callable[[socket.socket], None]


@contextmanager
def server(serve: Serve) -> Iterator[int]:
    """Its port.  `serve` has a thread for each connection, which is closed when it returns."""
    listener = socket.create_server(("127.0.0.1", 0))
    open_: list[socket.socket] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                sock, _ = listener.accept()
                open_.append(sock)
                threading.Thread(target=one, args=(sock,), daemon=True).start()

    def one(sock: socket.socket) -> None:
        with suppress(OSError), sock:
            serve(sock)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        for sock in (listener, *open_):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()


def silent(sock: socket.socket) -> None:
    """Takes whatever comes, and says nothing."""
    while sock.recv(65536):
        pass


def garbage(sock: socket.socket) -> None:
    """Answers at once, and in no language."""
    with suppress(OSError):
        sock.sendall(bytes(range(256)) * 64)
        sock.recv(65536)


class Relay:
    """To a real server; the `cuts` first connections on which `word` is sent end before the answer: what was sent has
    arrived."""

    def __init__(self, port: int, word: bytes, cuts: int) -> None:
        self._port, self._word, self._cuts = port, word, cuts

    def __call__(self, sock: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self._port)) as there:
            cut = threading.Event()
            back = threading.Thread(target=self._back, args=(there, sock, cut), daemon=True)
            back.start()
            while data := sock.recv(65536):
                if self._word in data and self._cuts:
                    self._cuts -= 1
                    cut.set()
                there.sendall(data)
                if cut.is_set():
                    there.shutdown(socket.SHUT_WR)  # it does what it was told, and finds nobody to tell
                    break
            back.join(20)

    def _back(self, there: socket.socket, sock: socket.socket, cut: threading.Event) -> None:
        with suppress(OSError):
            while data := there.recv(65536):
                if not cut.is_set():
                    sock.sendall(data)
            sock.shutdown(socket.SHUT_RDWR)
