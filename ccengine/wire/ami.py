"""AMI: bytes <-> messages.  No sockets; feed what arrives, take what is complete.

    encode      an action of headers -> bytes; no value can add a header or a line
    variable    one `name=value` for a Variable header: its commas and quotes stay in the value
    Event       first header is `Event:` (OriginateResponse is one, though it carries a `Response:` too)
    Response    first header is `Response:`; answers the action with its ActionID
    Banner      `Asterisk Call Manager/9.0.0`, the first line
    Other       anything else: tolerated, counted by whoever reads

Text is UTF-8 with surrogateescape: bytes that are not UTF-8 come through and go back unchanged.
Source: Asterisk 22 main/manager.c and recorded sessions (tests/unit/wire)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ccengine.wire.agi import WireError

MAX_HEADER_SENT = 1000
"""Bytes of one header that we send.  Asterisk reads lines into 1024 (get_input) and throws longer ones away."""
MAX_HEADERS_SENT = 120  # Asterisk keeps 128 (AST_MAX_MANHEADERS)
MAX_LINE = 65536
MAX_HEADERS = 20000  # of one message: the output of a long CLI command
MAX_MESSAGE = 4 * 1024 * 1024

Headers = Mapping[str, str | Sequence[str]]


class BadHeader(ValueError):
    """A value that cannot be sent as one header."""


def encode(action: str, action_id: str, headers: Headers) -> bytes:
    """An action.  A value that is a sequence becomes the same header several times.

    A newline, a carriage return or a NUL in a name or a value has no representation: BadHeader."""
    pairs = [("Action", action), ("ActionID", action_id)]
    for name, value in headers.items():
        values = [value] if isinstance(value, str) else value
        pairs.extend((name, one) for one in values)
    if len(pairs) > MAX_HEADERS_SENT:
        raise BadHeader(f"an AMI action of {len(pairs)} headers; at most {MAX_HEADERS_SENT}")
    return b"".join(_header(name, value) for name, value in pairs) + b"\r\n"


def _header(name: str, value: str) -> bytes:
    if not (name.isascii() and name.replace("-", "").replace("_", "").isalnum()):
        raise BadHeader(f"not the name of an AMI header: {name[:60]!r}")
    if any(c in value for c in "\r\n\0"):
        raise BadHeader(f"newline or NUL in the AMI header {name}: {value[:60]!r}")
    line = f"{name}: {value}\r\n".encode("utf-8", "surrogateescape")
    if len(line) > MAX_HEADER_SENT:
        raise BadHeader(f"the AMI header {name} has {len(line)} bytes; at most {MAX_HEADER_SENT}")
    return line


def variable(name: str, value: str) -> str:
    """`name=value` for the Variable header of Originate, which splits at commas outside quotes and drops backslashes
    and quotes that are not behind a backslash."""
    if not (name and name.isascii() and name.replace("_", "").isalnum()):
        raise BadHeader(f"not the name of a channel variable: {name[:60]!r}")
    escaped = "".join(f"\\{c}" if c in '\\",()[]' else c for c in value)
    return f"{name}={escaped}"


@dataclass(frozen=True, slots=True)
class _Message:
    headers: tuple[tuple[str, str], ...]  # in order, repeated ones too

    def get(self, name: str, default: str = "") -> str:
        """The first value; names are compared without regard to case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), default)

    def all(self, name: str) -> list[str]:
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]

    @property
    def action_id(self) -> str:
        return self.get("ActionID")


@dataclass(frozen=True, slots=True)
class Banner:
    text: str


@dataclass(frozen=True, slots=True)
class Event(_Message):
    @property
    def name(self) -> str:
        return self.headers[0][1]

    @property
    def ends_list(self) -> bool:
        """The last of the events that answer one action."""
        return self.get("EventList") in ("Complete", "cancelled")


@dataclass(frozen=True, slots=True)
class Response(_Message):
    @property
    def ok(self) -> bool:
        return self.headers[0][1] in ("Success", "Goodbye", "Follows")

    @property
    def text(self) -> str:
        return self.get("Message")

    @property
    def output(self) -> list[str]:
        """The lines a CLI command printed."""
        return self.all("Output")


@dataclass(frozen=True, slots=True)
class Other(_Message):
    pass


Message = Banner | Event | Response | Other
_KINDS: Mapping[str, type[Event] | type[Response]] = {"event": Event, "response": Response}


@dataclass(slots=True)
class AmiReader:
    """Bytes in, messages out.  The first message is the Banner."""

    _buffer: bytearray = field(default_factory=bytearray)
    _seen: int = 0
    _greeted: bool = False
    _headers: list[tuple[str, str]] = field(default_factory=list)
    _size: int = 0

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield what became complete.  Raises WireError when a limit is passed or the start is no banner; after that
        the reader is of no use."""
        self._buffer += data
        start = 0
        try:
            while (end := self._buffer.find(b"\n", max(start, self._seen))) >= 0:
                self._limit(end - start)
                line = bytes(self._buffer[start:end]).rstrip(b"\r").decode("utf-8", "surrogateescape")
                start = end + 1
                message = self._line(line)
                if message is not None:
                    yield message
            self._limit(len(self._buffer) - start)
            self._seen = len(self._buffer)
        finally:
            del self._buffer[:start]
            self._seen = max(0, self._seen - start)

    @staticmethod
    def _limit(length: int) -> None:
        if length > MAX_LINE:
            raise WireError(f"a line of more than {MAX_LINE} bytes")

    def _line(self, line: str) -> Message | None:
        if not self._greeted:
            if "Call Manager/" not in line:
                raise WireError(f"not AMI: {line[:40]!r}")
            self._greeted = True
            return Banner(line)
        if not line:
            return self._complete()
        name, colon, value = line.partition(":")
        self._headers.append((name, value.removeprefix(" ")) if colon else ("", line))
        self._size += len(line)
        if len(self._headers) > MAX_HEADERS or self._size > MAX_MESSAGE:
            raise WireError(f"a message of more than {MAX_HEADERS} headers or {MAX_MESSAGE} bytes")
        return None

    def _complete(self) -> Message | None:
        if not self._headers:
            return None
        headers = tuple(self._headers)
        self._headers.clear()
        self._size = 0
        return _KINDS.get(headers[0][0].lower(), Other)(headers)
