"""Asterisk's channel events (CEL), as its cel_custom writes them, reduced to calls.

The columns are an argument, since the file has no heading; the default are those of dialplan/asterisk/cel_custom.conf.
Truth of the switch's own, independent of anything the engine says."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

COLUMNS = (
    "EventTime", "EventType", "UniqueID", "LinkedID", "ChanName", "Exten", "Context", "Num", "Name", "AppName",
    "AppData", "Peer", "EventExtra",
)  # fmt: skip
TRUNK = "PJSIP/ccengine-trunk-"


@dataclass(frozen=True)
class CelEvent:
    at: float  # seconds since the epoch
    kind: str
    unique: str
    channel: str
    number: str
    bridge: str  # "" when none is meant


@dataclass(frozen=True)
class Talk:
    """The caller and another channel in one bridge.  `ended` None: still, or the switch died meanwhile."""

    partner: str  # the other channel's name: PJSIP/agent8001-00000003
    joined: float
    ended: float | None = None


@dataclass
class SwitchCall:
    """A caller's channel, as the switch saw it.  None: it has not happened."""

    call: str  # the channel's unique id
    caller: str
    arrived: float
    answered: float | None = None
    ended: float | None = None
    talks: list[Talk] = field(default_factory=list)


def parse_cel(text: str, columns: Sequence[str] = COLUMNS) -> list[CelEvent]:
    """Lines that are not whole (still being written, or broken by what a caller sent) are left out."""
    found = []
    for row in csv.reader(text.splitlines(), doublequote=True):
        cell = dict(zip(columns, row, strict=False))
        if len(row) != len(columns):
            continue
        bridge = re.search(r'"bridge_id":"([^"]+)"', cell["EventExtra"])
        try:
            at = float(cell["EventTime"])
        except ValueError:
            continue
        found.append(
            CelEvent(
                at, cell["EventType"], cell["UniqueID"], cell["ChanName"], cell["Num"], bridge[1] if bridge else ""
            )
        )
    return found


def read_cel(path: Path, columns: Sequence[str] = COLUMNS) -> list[CelEvent]:
    return parse_cel(path.read_text("utf-8", "replace"), columns)


def switch_calls(events: Iterable[CelEvent], trunk: str = TRUNK) -> dict[str, SwitchCall]:
    """The callers' calls by their channels' unique ids.  `trunk`: what their channels' names begin with."""
    found: dict[str, SwitchCall] = {}
    bridges: dict[str, list[CelEvent]] = {}
    for event in events:
        if event.kind == "CHAN_START" and event.channel.startswith(trunk):
            found[event.unique] = SwitchCall(event.unique, event.number, event.at)
        elif event.bridge:
            bridges.setdefault(event.bridge, []).append(event)
        elif (call := found.get(event.unique)) is not None:
            if event.kind == "ANSWER":
                call.answered, call.caller = call.answered or event.at, event.number or call.caller
            elif event.kind == "HANGUP":
                call.ended = call.ended or event.at
    for inside in bridges.values():
        for unique in {event.unique for event in inside} & found.keys():
            found[unique].talks += _talks(inside, unique)
    for call in found.values():
        call.talks.sort(key=lambda talk: talk.joined)
    return found


def _talks(inside: list[CelEvent], unique: str) -> list[Talk]:
    """Of one bridge: the caller with each other channel that was in it at the same time."""
    spans: dict[str, tuple[str, float, float | None]] = {}
    for event in inside:
        if event.kind == "BRIDGE_ENTER":
            spans[event.unique] = (event.channel, event.at, None)
        elif event.unique in spans:
            spans[event.unique] = (*spans[event.unique][:2], event.at)
    if unique not in spans:
        return []
    _, entered, left = spans.pop(unique)
    talks = []
    for channel, other_entered, other_left in spans.values():
        ends = [end for end in (left, other_left) if end is not None]
        talk = Talk(channel, max(entered, other_entered), min(ends, default=None))
        if talk.ended is None or talk.ended > talk.joined:
            talks.append(talk)
    return talks
