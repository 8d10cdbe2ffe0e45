"""A URL and its headers, before anything leaves: what is refused, and why."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}
MAX_URL = 8000
MAX_HEADERS = 50
MAX_HEADER_BYTES = 8000  # of all together

_METHOD = re.compile(r"GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS")
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")  # RFC 9110, 5.1
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_TARGET = re.compile(r"[\x21-\x7e]+")
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade", "expect",
                   "accept-encoding", "proxy-authorization", "idempotency-key"})  # fmt: skip


class Refused(Exception):
    """It is not asked: the text says why."""


@dataclass(frozen=True, slots=True)
class Target:
    scheme: str
    host: str  # as DNS has it, without the brackets of an IPv6 address
    port: int
    path: str  # with the query

    @property
    def shown(self) -> str:
        """Without the query, which may hold what a caller entered."""
        return f"{self.scheme}://{self.host}:{self.port}{self.path.partition('?')[0]}"[:200]


def target(url: str) -> Target:
    """Raises Refused."""
    if len(url) > MAX_URL:
        raise Refused(f"a URL of {len(url)} characters; at most {MAX_URL}")
    if not _TARGET.fullmatch(url):
        raise Refused("a blank, a control character or a letter outside ASCII in the URL: values are percent-encoded")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Refused(f"no URL: {error}") from None
    if parts.scheme not in PORTS:
        raise Refused(f'the scheme "{parts.scheme[:20]}": only http and https are asked')
    if not host:
        raise Refused("a URL without a host")
    if parts.username is not None or parts.password is not None:
        raise Refused("a user name or password in the URL: put it into a header")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, PORTS[parts.scheme] if port is None else port, path)


def checked(method: str, headers: Mapping[str, str], key: str) -> None:
    """Raises Refused for what could add a header, a request or a body of its own."""
    if not _METHOD.fullmatch(method):
        raise Refused(f'the method "{method[:20]}"')
    if not _TARGET.fullmatch(key) or len(key) > 200:
        raise Refused("the key is no word of ASCII")
    if len(headers) > MAX_HEADERS or sum(len(key) + len(value) for key, value in headers.items()) > MAX_HEADER_BYTES:
        raise Refused(f"more than {MAX_HEADERS} headers, or {MAX_HEADER_BYTES} bytes of them")
    for name, value in headers.items():
        if not _NAME.fullmatch(name):
            raise Refused(f"not a name for a header: {name[:60]!r}")
        if name.lower() in _OURS:
            raise Refused(f'the header "{name}" is the engine\'s')
        if not _VALUE.fullmatch(value):
            raise Refused(f'the header "{name}" holds a line feed, or a letter that no header can hold')
