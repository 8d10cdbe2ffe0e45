"""AGI: bytes <-> messages.  No sockets; feed what arrives, take what is complete.

    Environment   the block of `agi_*` lines at the start of a session
    encode        a command of words -> one line; no word can add a line or an argument
    Reply         `200 result=1 (text) endpos=8`, 510, 511, 520 with its usage text
    HangupLine    the channel is gone, or was pulled away (only AMI tells which)
    Noise         a line that is none of these: tolerated, counted by whoever reads

Text is UTF-8 with surrogateescape: bytes that are not UTF-8 come through and go back unchanged.
Source: Asterisk 22 res/res_agi.c (parse_args, agi_handle_command, setup_env) and recorded sessions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

MAX_COMMAND = 2000
"""Bytes of one command line.  Asterisk reads into 2048 (AGI_BUF_LEN) and takes the rest as the next command."""
MAX_WORDS = 120  # Asterisk refuses a line of more than 128 (MAX_ARGS)
MAX_LINE = 16384  # bytes of a line that Asterisk sends; a variable's value is at most 4096 by default
MAX_ENVIRONMENT = 65536
MAX_ENVIRONMENT_LINES = 200
"""Asterisk sends some 25: who sends more is a stranger, and each line of his costs the engine's loop 2 us."""
MAX_USAGE_LINES = 200  # between `520-` and `520 End`

_RESULT = re.compile(r"result=(?P<result>\S*)(?: \((?P<text>.*)\))?(?: endpos=(?P<endpos>\d+))?")
_PLAIN = re.compile(r"[A-Za-z0-9_./:@&=+-]+")


class WireError(Exception):
    """The far side does not speak this protocol, or beyond its limits: drop the connection."""


class BadWord(ValueError):
    """A value that cannot be sent as one word of one line."""


def _text(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape")


def quote(word: str) -> str:
    """One word as Asterisk's parse_args reads it back: in quotes, `"` and backslash behind a backslash.

    A newline, a carriage return or a NUL has no representation: BadWord.  Cleaning is the caller's business."""
    if "\n" in word or "\r" in word or "\0" in word:
        raise BadWord(f"newline or NUL in an AGI argument: {word[:60]!r}")
    if _PLAIN.fullmatch(word):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def encode(*words: str) -> bytes:
    """A command line: verb words and arguments, each exactly one argument for Asterisk.

    A verb of two words is two words here: `encode("STREAM", "FILE", name, "")`."""
    if not words or not words[0]:
        raise BadWord("an AGI command begins with a verb")
    if len(words) > MAX_WORDS:
        raise BadWord(f"an AGI command of {len(words)} words; at most {MAX_WORDS}")
    line = (" ".join(quote(word) for word in words) + "\n").encode("utf-8", "surrogateescape")
    if len(line) > MAX_COMMAND:
        raise BadWord(f"an AGI command of {len(line)} bytes; at most {MAX_COMMAND}: {words[0]} ...")
    return line


def _pairs(query: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in query.split("&") if part)
    return {key: value for key, _, value in pairs}


@dataclass(frozen=True, slots=True)
class Environment:
    """`agi_*` lines without the prefix.  A key that comes twice keeps its first value: the later one can only be the
    text of a caller's name or number that holds a newline."""

    values: Mapping[str, str]

    def get(self, key: str) -> str:
        return self.values.get(key, "")

    @property
    def arguments(self) -> Mapping[str, str]:
        """The query part of the request: `agi://host:port/script?entry=again` -> {"entry": "again"}."""
        return _pairs(self.get("request").partition("?")[2])

    @property
    def identity(self) -> Mapping[str, str]:
        """What the dialplan tells of who calls, each percent-encoded; nothing, when it is one of before."""
        return _pairs(self.get("arg_2"))


@dataclass(frozen=True, slots=True)
class Reply:
    code: int
    result: str = ""  # as sent: a digit's number, 0, 1, -1, or a word
    text: str | None = None  # between the brackets; None when there are none
    endpos: int | None = None  # samples played or recorded
    usage: tuple[str, ...] = ()  # of a 520
    line: str = ""

    @property
    def ok(self) -> bool:
        return self.code == 200

    @property
    def dead(self) -> bool:
        """Not permitted on a dead channel."""
        return self.code == 511

    @property
    def failed(self) -> bool:
        return self.code != 200 or self.result == "-1"

    @property
    def key(self) -> str:
        """The key that ended the command, "" for none."""
        if self.code == 200 and self.result.isascii() and self.result.isdigit():
            number = int(self.result[:4])
            return chr(number) if number and chr(number) in "0123456789*#ABCD" else ""
        return ""


@dataclass(frozen=True, slots=True)
class HangupLine:
    """`HANGUP`: the channel hung up, or was pulled away from this session."""


@dataclass(frozen=True, slots=True)
class Noise:
    line: str


Message = Environment | Reply | HangupLine | Noise


@dataclass(slots=True)
class AgiReader:
    """Bytes in, messages out.  The first message is the Environment."""

    _buffer: bytearray = field(default_factory=bytearray)
    _seen: int = 0  # of the buffer, already searched for a newline
    _environment: dict[str, str] | None = field(default_factory=dict)
    _environment_size: int = 0
    _environment_lines: int = 0
    _usage: list[str] | None = None

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield what became complete.  Raises WireError when a limit is passed or the start is not AGI; after that
        the reader is of no use."""
        self._buffer += data
        while True:
            end = self._buffer.find(b"\n", self._seen)
            if end < 0:
                self._seen = len(self._buffer)
                if self._seen > MAX_LINE:
                    raise WireError(f"a line of more than {MAX_LINE} bytes")
                return
            if end > MAX_LINE:
                raise WireError(f"a line of more than {MAX_LINE} bytes")
            line = _text(bytes(self._buffer[:end]).rstrip(b"\r"))
            del self._buffer[: end + 1]
            self._seen = 0
            message = self._line(line) if self._environment is None else self._environment_line(line)
            if message is not None:
                yield message

    def _environment_line(self, line: str) -> Message | None:
        found = self._environment
        assert found is not None
        self._environment_size += len(line) + 1
        if self._environment_size > MAX_ENVIRONMENT:
            raise WireError(f"an environment of more than {MAX_ENVIRONMENT} bytes")
        self._environment_lines += 1
        if self._environment_lines > MAX_ENVIRONMENT_LINES:
            raise WireError(f"an environment of more than {MAX_ENVIRONMENT_LINES} lines")
        if not line:
            if not found:
                raise WireError("no AGI environment")
            self._environment = None
            return Environment(MappingProxyType(found))
        key, colon, value = line.partition(":")
        if colon and key.startswith("agi_"):
            found.setdefault(key[4:], value.removeprefix(" "))
        elif not found:
            raise WireError(f"not AGI: {line[:40]!r}")
        return None  # a line without a key is the rest of a caller's text with a newline in it

    def _line(self, line: str) -> Message | None:
        if self._usage is not None:
            return self._usage_line(self._usage, line)
        if line == "HANGUP":
            return HangupLine()
        if line.startswith("520-"):
            self._usage = []
            return None
        if len(line) < 3 or not (line[:3].isascii() and line[:3].isdigit()) or line[3:4] not in ("", " ", "-"):
            return Noise(line)
        return _reply(int(line[:3]), line)

    def _usage_line(self, usage: list[str], line: str) -> Message | None:
        if line.startswith("520 "):
            self._usage = None
            return Reply(520, usage=tuple(usage), line=line)
        if line == "HANGUP":
            return HangupLine()
        usage.append(line)
        if len(usage) > MAX_USAGE_LINES:
            raise WireError(f"a usage text of more than {MAX_USAGE_LINES} lines")
        return None


def _reply(code: int, line: str) -> Reply:
    found = _RESULT.match(line[4:])
    if not found:
        return Reply(code, line=line)
    endpos = found["endpos"]
    return Reply(code, found["result"], found["text"], int(endpos[:18]) if endpos else None, line=line)
