"""Is a port free?  Asked before a start: Asterisk itself only logs that it could not bind, and goes on without SIP."""

import errno
import ipaddress
import socket

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


def free_port(kind: str = "tcp", host: str = "127.0.0.1") -> int:
    """A port that nobody has at this moment, free as UDP and TCP when `kind` is "both"."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM) as one:
            one.bind((host, 0))
            port = int(one.getsockname()[1])
            if kind != "both":
                return port
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as two:
                try:
                    two.bind((host, port))
                except OSError:
                    continue
                return port
