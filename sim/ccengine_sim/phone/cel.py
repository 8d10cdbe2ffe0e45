"""Asterisk's channel events (CEL), reduced to calls.

Truth of the switch's own, independent of anything the engine says: the engine's reader of the format is shared, what it
makes of the events is not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ccengine.wire.cel import CelEvent, parse_cel

TRUNK = "PJSIP/ccengine-trunk-"
_BRIDGE = re.compile(r'"bridge_id":"([^"]+)"')


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


def read_cel(path: Path) -> list[CelEvent]:
    """Raises OSError."""
    return parse_cel(path.read_text("utf-8", "replace"))


def switch_calls(events: Iterable[CelEvent], trunk: str = TRUNK) -> dict[str, SwitchCall]:
    """The callers' calls by their channels' unique ids.  `trunk`: what their channels' names begin with."""
    found: dict[str, SwitchCall] = {}
    bridges: dict[str, list[CelEvent]] = {}
    for event in events:
        if event.kind == "CHAN_START" and event.channel.startswith(trunk):
            found[event.unique] = SwitchCall(event.unique, event.number, event.at)
        elif bridge := _BRIDGE.search(event.extra):
            bridges.setdefault(bridge[1], []).append(event)
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
