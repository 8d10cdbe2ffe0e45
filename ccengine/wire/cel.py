"""Asterisk's channel events (CEL) as its cel_custom writes them: text -> events.

The columns are those of dialplan/asterisk/cel_custom.conf.  A caller's name may hold quotes and commas: they are
quoted in the file.  Line feeds cannot be there, Asterisk's dialplan and SIP stack having taken them out; should one
be, the two halves of its line are no events and are left out."""

import csv
import re
from dataclasses import dataclass

from ccengine.model.ids import Seconds

_LONGEST = 8192  # characters of a line; longer ones are left out
_TIME = re.compile(r"\d{1,12}\.\d{6}")
_COLUMNS = 13


@dataclass(frozen=True, slots=True)
class CelEvent:
    """`at`: seconds since the epoch, with microseconds, by the machine's clock.  `unique` is the channel's unique id:
    a caller's CallId, an agent's leg's OfferId.  `extra` is JSON, or ""."""

    at: Seconds
    kind: str  # CHAN_START, ANSWER, BRIDGE_ENTER, BRIDGE_EXIT, HANGUP, CHAN_END, LINKEDID_END, APP_START, APP_END
    unique: str
    linked: str
    channel: str
    exten: str
    context: str
    number: str
    name: str
    app: str
    account: str  # in files of before: the application's arguments
    peer: str
    extra: str


def parse_cel(text: str) -> list[CelEvent]:
    """Every whole line's event, in the file's order.  A last line without its end is still being written."""
    found = []
    for line in text.split("\n")[:-1]:
        if event := parse_line(line):
            found.append(event)
    return found


def parse_line(line: str) -> CelEvent | None:
    """None for what is no line of this format."""
    if len(line) > _LONGEST:
        return None
    try:
        rows = list(csv.reader([line], strict=True))
    except csv.Error:
        return None
    if len(rows) != 1 or len(rows[0]) != _COLUMNS or not _TIME.fullmatch(rows[0][0]):
        return None
    return CelEvent(float(rows[0][0]), *rows[0][1:])
