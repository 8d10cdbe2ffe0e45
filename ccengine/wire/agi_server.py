"""AGI from the other side: we are the switch, a program gives the commands.  Bytes <-> messages, no sockets.

    environment     the block of `agi_*` lines a program reads first
    words           one line -> its words, by the quoting rules of Asterisk
    CommandReader   what a program writes -> lines, one at a time, none longer than Asterisk takes
    reply, INVALID, DEAD, misused        what a program reads as the answer

Whatever a program writes and whatever a caller's name holds, no text adds a line to either side.
Source: Asterisk 22 res/res_agi.c (parse_args, agi_handle_command, setup_env) and recorded answers of Asterisk 22.10."""

import re
from collections.abc import Mapping, Sequence

from ccengine.wire.agi import MAX_ENVIRONMENT, WireError

MAX_LINE = 2047
"""Bytes of a command without its newline.  Asterisk takes the rest as the next command; here the line is refused."""
MAX_WORDS = 127  # more are dropped, as Asterisk does

INVALID = "510 Invalid or unknown command\n"
DEAD = "511 Command Not Permitted on a dead channel or intercept routine\n"

_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_BLANKS = " \t"


def one_line(text: str) -> str:
    """Without anything that some reader may take for the end of a line."""
    return _UNSAFE.sub(" ", text)


def environment(facts: Mapping[str, str], arguments: Sequence[str] = ()) -> bytes:
    """`agi_<key>: <value>` for each fact in its order, then `agi_arg_1` ..., then an empty line.

    Raises WireError for a key that is not a name, and beyond MAX_ENVIRONMENT bytes."""
    lines = [(key, value) for key, value in facts.items()]
    lines += [(f"arg_{number}", value) for number, value in enumerate(arguments, 1)]
    if (bad := next((key for key, _ in lines if not _KEY.fullmatch(key)), None)) is not None:
        raise WireError(f"not a name for an AGI fact: {bad[:60]!r}")
    text = "".join(f"agi_{key}: {one_line(value)}\n" for key, value in lines) + "\n"
    data = text.encode("utf-8", "replace")
    if len(data) > MAX_ENVIRONMENT:
        raise WireError(f"an environment of {len(data)} bytes; at most {MAX_ENVIRONMENT}")
    return data


def words(line: str) -> list[str]:
    """As Asterisk splits a command line: blanks part words, quotes take blanks in, a backslash takes the next
    character as it is.  A quote left open is closed by the end of the line; `""` is a word without letters."""
    found: list[str] = []
    quoted = escaped = False
    fresh = True  # the next character begins a word
    for char in line:
        if char == "\\" and not escaped:
            escaped = True
            continue
        if char == '"' and not escaped:
            quoted = not quoted
            if quoted and fresh:
                found.append("")
                fresh = False
            continue
        if char in _BLANKS and not quoted and not escaped:
            fresh = True
            continue
        if fresh:
            found.append("")
            fresh = False
        found[-1] += char
        escaped = False
    return found[:MAX_WORDS]


class CommandReader:
    """Bytes in, command lines out, None for a line that is too long.  Keeps no more than MAX_LINE bytes of a line that
    has not ended; feed it only when `next` gave nothing, and nothing piles up."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._skipping = False  # within a line that is too long

    @property
    def waiting(self) -> int:
        """Bytes that were fed and not taken."""
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        self._buffer += data
        self._skip()

    def take(self) -> tuple[str | None] | None:
        """The next line, in a tuple; None when there is none yet."""
        end = self._buffer.find(b"\n")
        if end < 0:
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        if self._skipping or end > MAX_LINE:
            self._skipping = False
            self._skip()
            return (None,)
        self._skip()
        return (line.decode("utf-8", "surrogateescape").rstrip("\r"),)

    def _skip(self) -> None:
        """Forget what is too long already, whether or not its end has come."""
        if b"\n" in self._buffer:
            return
        if self._skipping:
            self._buffer.clear()
        elif len(self._buffer) > MAX_LINE:
            self._skipping = True
            self._buffer.clear()


def reply(result: str | int, text: str | None = None, endpos: int | None = None) -> str:
    """`200 result=49 endpos=8000`, `200 result=1 (value)`: a line with its newline."""
    shown = "" if text is None else f" ({one_line(text)})"
    where = "" if endpos is None else f" endpos={endpos}"
    return f"200 result={result}{shown}{where}\n"


def misused(usage: str) -> str:
    """520 with how it is used; for a command that was given wrong arguments."""
    return f"520-Invalid command syntax.  Proper usage follows:\n{one_line(usage)}\n520 End of proper usage.\n"
