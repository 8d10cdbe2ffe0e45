"""Asterisk's own console, by its control socket: what `asterisk -rx` does, without a process for each question."""

import socket
import time
from pathlib import Path

_QUIT = "cli quit after "  # main/asterisk.c, netconsole: answer what follows, then close; commands end in NUL
_TURN = 0.01  # seconds until it is tried again
_CAP = 10_000_000  # bytes of an answer


def ask(control: Path, *commands: str, limit: float = 30.0) -> str:
    """What Asterisk answers to `commands`, one after the other, as one text.

    Raises OSError: nobody listens at `control`, or the answer was not whole after `limit` seconds (TimeoutError) or is
    longer than 10 MB; ValueError: a NUL within a command."""
    if any("\0" in command for command in commands):
        raise ValueError("a command with a NUL")
    end = time.monotonic() + limit
    got = bytearray()
    with socket.socket(socket.AF_UNIX) as console:
        console.settimeout(limit)
        _connect(console, str(control), end)
        console.sendall((_QUIT + "".join(f"{command}\0" for command in commands)).encode())
        while True:
            console.settimeout(max(end - time.monotonic(), 0.001))
            if not (more := console.recv(65536)):
                break
            got += more
            if len(got) > _CAP:
                raise OSError(f"more than {_CAP} bytes of an answer to {commands[0]}")
    return got.decode("utf-8", "replace").partition("\n")[2]


def _connect(console: socket.socket, control: str, end: float) -> None:
    """Asterisk lets two wait for it to accept; for the next the kernel says EAGAIN at once."""
    while True:
        try:
            return console.connect(control)
        except BlockingIOError:
            if time.monotonic() > end:
                raise
            time.sleep(_TURN)


def says(control: Path, command: str) -> str:
    """As `ask`, and nothing when no Asterisk listens there."""
    try:
        return ask(control, command)
    except (FileNotFoundError, ConnectionRefusedError):
        return ""
