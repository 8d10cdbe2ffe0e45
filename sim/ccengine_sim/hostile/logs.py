"""Was a line of a log written by somebody else?

Every line of every log must have the form that its writer gives it, and hold nothing by which a terminal or a reader
would see another line in it.  What an attacker sends says a day of long ago: a line that begins so is his."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ccengine.model.home import Home
from ccengine.wire.cel import parse_line
from ccengine_sim.hostile.words import DAY, SECOND

OURS = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?:DEBUG|INFO|WARNING|ERROR|CRITICAL) [A-Za-z][\w.]*: ")
JSON = ("messages", "security")
_FIRST = re.compile(r"\[[\d. :-]+\] Asterisk [\w.~+-]+ built by ")
"""What Asterisk writes when it opens a log of its own; the only line that is not JSON."""
LONGEST = 8191
"""Bytes of a line that Asterisk writes; what is longer is cut (logger.c, BUFSIZ)."""
HEAD = '{"hostname":"'
_PARTS = {"hostname", "timestamp", "identifiers", "logmsg"}
_OBEYED = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
"""What ends a line for some reader, or what a terminal obeys."""
_BREAKS = re.compile(r"[\x80-\x9f\u2028\u2029]")
"""The same beyond ASCII; within a text of JSON it is one."""
_TRACE = re.compile(r"Traceback \(most recent call last\)|Fatal Python error|.*\b(?:Segmentation fault|core dumped)")


@dataclass(frozen=True, slots=True)
class Odd:
    """`trace`: a crash's, and no attacker's."""

    file: str
    line: str
    why: str
    trace: bool = False

    def __str__(self) -> str:
        return f"{self.file}: {self.why}: {self.line[:300]!r}"


def of_home(home: Home) -> Mapping[str, Path]:
    """The logs that strangers' texts may come into."""
    log = home.asterisk / "log"
    files = [*sorted(home.log.glob("*.log*")), *sorted(each for each in log.iterdir() if each.is_file())]
    return {str(path.relative_to(home.root)): path for path in files}


def odd_lines(home: Home) -> Iterator[Odd]:
    """Of all logs.  A last line without an end is looked at, too."""
    for name, path in of_home(home).items():
        yield from odd_in(name, path.read_bytes())


def odd_in(name: str, data: bytes) -> Iterator[Odd]:
    """`name` tells whose log it is."""
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        if why := _why(name.rpartition("/")[2], line):
            yield Odd(name, line, why, trace=why == "a crash")


def _why(name: str, line: str) -> str:
    if line.removeprefix("[").removeprefix('"').startswith((DAY, SECOND)):
        return "a line that an attacker wrote"
    if found := _OBEYED.search(line) or (name not in JSON and _BREAKS.search(line)):
        return f"holds U+{ord(found[0]):04X}"
    if _TRACE.match(line):
        return "a crash"
    return "" if not line or _formed(name, line) else "has no known form"


def _formed(name: str, line: str) -> bool:
    if name.removesuffix(".1") in JSON:
        cut = len(line.encode("utf-8", "surrogateescape")) == LONGEST and line.startswith(HEAD)
        return cut or bool(_FIRST.match(line)) or _is_message(line)
    if name.startswith("cel.csv"):
        return parse_line(line) is not None
    return ".log" in name and bool(OURS.match(line))


def _is_message(line: str) -> bool:
    try:
        told = json.loads(line)
    except ValueError:
        return False
    return isinstance(told, dict) and told.keys() == _PARTS
