"""AMI: bytes <-> messages.  No sockets; feed what arrives, take what is complete.

    encode      an action of headers -> bytes; no value can add a header or a line
    variable    one `name=value` for a Variable header: its commas and quotes stay in the value
    Event       first header is `Event:` (OriginateResponse is one, though it carries a `Response:` too)
    Response    first header is `Response:`; answers the action with its ActionID
    Banner      `Asterisk Call Manager/9.0.0`, the first line
    Other       anything else: tolerated, counted by whoever reads

Text is UTF-8 with surrogateescape: bytes that are not UTF-8 come through and go back unchanged.
Source: Asterisk 22 main/manager.c and recorded sessions (tests/unit/wire)."""

import re
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


_WORD = re.compile(r"[A-Za-z0-9-]{1,400}")


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
    if "\n" in value or "\r" in value or "\0" in value:
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


def header_variable(header: str, value: str) -> str:
    """For the Variable header of Originate: the leg's INVITE carries this header.  Both are our own words: letters,
    digits, hyphens; and blanks in the value."""
    if not (_WORD.fullmatch(header) and _WORD.fullmatch(value.replace(" ", ""))):
        raise BadHeader(f"cannot be a header of ours: {header[:60]!r}: {value[:60]!r}")
    return f"PJSIP_HEADER(add,{header})={value}"


@dataclass(frozen=True, slots=True)
class _Message:
    headers: tuple[tuple[str, str], ...]  # in order, repeated ones too
    _first: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_first", dict(reversed(self.headers)))

    def get(self, name: str, default: str = "") -> str:
        """The first value of the name as it is written; else, of one that differs in small and capital letters."""
        found = self._first.get(name)
        if found is not None:
            return found
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), default)

    def all(self, name: str) -> list[str]:
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]

    @property
    def action_id(self) -> str:
        return self._first.get("ActionID", "")


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


_BLANK_LINE = re.compile(rb"\n\r*\n")


@dataclass(slots=True)
class AmiReader:
    """Bytes in, messages out.  The first message is the Banner.

    A message is taken as a whole: line by line each cost the engine's loop twice as much (36 us, now 19), and Asterisk
    tells of some sixteen things for each call."""

    _buffer: bytearray = field(default_factory=bytearray)
    _seen: int = 0  # of the buffer: its last newline, when no message ends before it
    _greeted: bool = False

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield what became complete.  Raises WireError when a limit is passed or the start is no banner; after that
        the reader is of no use."""
        self._buffer += data
        start, seen, self._seen = 0, self._seen, 0
        try:
            if not self._greeted and (start := self._buffer.find(b"\n") + 1):
                yield self._banner(bytes(self._buffer[: start - 1]))
            while self._greeted:
                start = _after_blanks(self._buffer, start)
                found = _BLANK_LINE.search(self._buffer, max(start, seen))
                if found is None:
                    break
                block, start = bytes(self._buffer[start : found.start()]), found.end()
                _within_limits(block)
                yield _message(block)
            _within_limits(self._buffer[max(start, seen) :])
            if len(self._buffer) - start > MAX_LINE:
                _within_limits(self._buffer[start:])
            self._seen = max(start, self._buffer.rfind(b"\n")) - start
        finally:
            del self._buffer[:start]

    def _banner(self, line: bytes) -> Banner:
        _within_limits(line)
        text = _text(line)
        if "Call Manager/" not in text:
            raise WireError(f"not AMI: {text[:40]!r}")
        self._greeted = True
        return Banner(text)


def _after_blanks(data: bytearray, start: int) -> int:
    """Where the next message begins."""
    while start < len(data) and data[start] in b"\r\n":
        start += 1
    return start


def _within_limits(data: bytes | bytearray) -> None:
    """Of one message or a part of it."""
    if len(data) > MAX_HEADERS and (len(data) > MAX_MESSAGE or data.count(b"\n") > MAX_HEADERS):
        raise WireError(f"a message of more than {MAX_HEADERS} headers or {MAX_MESSAGE} bytes")
    if len(data) > MAX_LINE and max(map(len, data.split(b"\n"))) > MAX_LINE:
        raise WireError(f"a line of more than {MAX_LINE} bytes")


def _text(data: bytes) -> str:
    return data.rstrip(b"\r").decode("utf-8", "surrogateescape")


def _message(block: bytes) -> Message:
    parts = [line.rstrip("\r").partition(":") for line in _text(block).split("\n")]
    headers = [(name, value.removeprefix(" ")) if colon else ("", name) for name, colon, value in parts]
    return _KINDS.get(headers[0][0].lower(), Other)(tuple(headers))
