"""Is a port free?  Asked before a start: Asterisk itself only logs that it could not bind, and goes on without SIP."""

import errno
import ipaddress
import random
import socket
from collections import deque
from pathlib import Path

from ccengine.app.trouble import Trouble


def check_free(kind: str, host: str, port: int, what: str, remedy: str) -> None:
    """Raise Trouble unless (host, port) can be bound.  `kind`: "udp" or "tcp"; `what` names the use, for the reader."""
    family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM) as probe:
        if kind == "tcp":  # a port of connections that are only being forgotten is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            place = f"{kind} port {host}:{port} ({what})"
            if error.errno == errno.EADDRINUSE:
                letter = "u" if kind == "udp" else "t"
                raise Trouble(
                    f"{place} is in use", f"see by whom: ss -l{letter}np 'sport = :{port}'; {remedy}"
                ) from error
            if error.errno == errno.EADDRNOTAVAIL:
                raise Trouble(f"{host} is not an address of this machine ({what})", remedy) from error
            raise Trouble(f"{place} cannot be used: {error.strerror}", remedy) from error


EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
LOWEST = 20_001  # below lie the well-known ports of the field, and RTP


def free_port(kind: str = "tcp", host: str = "127.0.0.1") -> int:
    """A port that nobody has at this moment, free as UDP and TCP when `kind` is "both".

    Not one of those that the kernel hands out to sockets without a port: until it is used, any connection on the
    machine could get it."""
    for _ in range(1000):
        port = _CHANCE.randrange(LOWEST, _first_ephemeral())
        if port not in _given and all(_is_free(host, port, each) for each in _KINDS[kind]):
            _given.append(port)
            return port
    raise OSError(errno.EADDRINUSE, f"no free port on {host} from {LOWEST} up")


_given: deque[int] = deque(maxlen=1000)
"""By this process, lately: who got one may not use it yet."""

_CHANCE = random.SystemRandom()
"""Not the common generator: whoever seeds that (Hypothesis does) would have two processes choose the same port."""

_KINDS = {
    "tcp": (socket.SOCK_STREAM,),
    "udp": (socket.SOCK_DGRAM,),
    "both": (socket.SOCK_STREAM, socket.SOCK_DGRAM),
}


def _first_ephemeral() -> int:
    try:
        return max(LOWEST + 1000, int(EPHEMERAL.read_text("ascii").split()[0]))
    except (OSError, ValueError, IndexError):
        return 32_768


def _is_free(host: str, port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True
