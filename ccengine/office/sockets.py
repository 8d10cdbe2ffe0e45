"""Where the control API listens: a unix socket in the home, and a loopback port if the settings name one."""

import contextlib
import ipaddress
import os
import socket
from pathlib import Path

LONGEST_PATH = 107
"""Bytes in a unix socket's address on Linux."""


class CannotListen(Exception):
    """Says why, for people."""


def unix_socket(path: Path) -> socket.socket:
    """Bound at `path`, for its owner alone.  What a dead process left there is replaced."""
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise CannotListen(f"{path} is too long for a socket ({LONGEST_PATH} bytes); choose a home with a shorter path")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _alive(path):
        raise CannotListen(f"another office serves {path}; stop it first (`ccengine down`)")
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
    except OSError as error:
        listener.close()
        raise CannotListen(f"{path}: {error.strerror}") from error
    finally:
        os.umask(before)
    return listener


def loopback_socket(host: str, port: int) -> socket.socket:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise CannotListen(f"`http`: {host} is not a loopback address; use 127.0.0.1 or ::1")
    listener = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotListen(f"`http`: {host}:{port}: {error.strerror}; choose another port") from error
    return listener


def _alive(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe, contextlib.suppress(OSError):
        probe.settimeout(2.0)
        probe.connect(str(path))
        return True
    return False
