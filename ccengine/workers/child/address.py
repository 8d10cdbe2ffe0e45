"""From a host's name to a connection, to an address that may be asked.

The name is resolved once and what it gave is what is connected to: a name cannot be allowed at one look and lead
elsewhere at the next."""

import ipaddress
import socket
import ssl
from collections.abc import Sequence

from ccengine.workers.child.url import Refused, Target


class Unreachable(Exception):
    """No connection: nothing was asked."""


def connect(target: Target, forbidden: Sequence[str]) -> socket.socket:
    """Each address in turn, as the resolver orders them.  Raises Refused, Unreachable."""
    addresses = _resolved(target)
    allowed = [address for address in addresses if not is_forbidden(address, forbidden)]
    if not allowed:
        raise Refused(f"{target.host} is at {addresses[0]}, an address that must not be asked (workers: forbidden)")
    why = ""
    for address in allowed:
        try:
            sock = socket.create_connection((address, target.port))
        except OSError as error:
            why = str(error)
            continue
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _secured(sock, target)
    raise Unreachable(f"no connection to {target.host}:{target.port}: {why}")


def is_forbidden(address: str, networks: Sequence[str]) -> bool:
    """An IPv4 address written as IPv6 is the IPv4 address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return any(ip in ipaddress.ip_network(network) for network in networks)


def _resolved(target: Target) -> list[str]:
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{target.host} is not known: {error}") from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _secured(sock: socket.socket, target: Target) -> socket.socket:
    if target.scheme == "http":
        return sock
    try:
        return ssl.create_default_context().wrap_socket(sock, server_hostname=target.host)
    except (OSError, ValueError) as error:
        sock.close()
        raise Unreachable(f"no TLS with {target.host}:{target.port}: {error}") from None
