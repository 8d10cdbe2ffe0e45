"""Asterisk's channel events (CEL) -> the moments of calls that are on record, too.  Pure.

An event has the time of the moment itself, taken in the channel's own thread (Asterisk 22: that of the stasis message);
AMI stamps an event when its one thread comes to it, which was up to 0.3 s later on full cores (decision 0222)."""

import json
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from ccengine.model.ids import OfferId, Seconds, is_called_back, is_offer
from ccengine.model.why import Moment
from ccengine.switch.asterisk.dialstring import TRUNK
from ccengine.wire.cel import CelEvent

BRIDGES_KEPT = 4096
"""Of talks that go on.  One that is forgotten has no end here, and keeps the one on record."""


@dataclass(frozen=True, slots=True)
class Happened:
    """`unique`: of the caller's channel; of a talk, the offer.  `at`: seconds since the epoch."""

    moment: Moment
    unique: str
    at: Seconds


class Moments:
    def __init__(self) -> None:
        self._inside: OrderedDict[str, set[str]] = OrderedDict()  # by bridge

    def take(self, event: CelEvent) -> Iterator[Happened]:
        """One who is called back arrives when he has answered, which is not told here: of him, talks and the end."""
        match event.kind:
            case "CHAN_START" if event.channel.startswith(TRUNK) and not is_called_back(event.unique):
                yield Happened(Moment.ARRIVED, event.unique, event.at)
            case "ANSWER" if not is_offer(event.unique) and not is_called_back(event.unique):
                yield Happened(Moment.ANSWERED, event.unique, event.at)
            case "HANGUP" if not is_offer(event.unique):
                yield Happened(Moment.ENDED, event.unique, event.at)
            case "BRIDGE_ENTER" if bridge := _bridge(event):
                yield from self._entered(bridge, event)
            case "BRIDGE_EXIT" if bridge := _bridge(event):
                yield from self._left(bridge, event)

    def _entered(self, bridge: str, event: CelEvent) -> Iterator[Happened]:
        inside = self._inside.setdefault(bridge, set())
        if event.unique not in inside:
            inside.add(event.unique)
            for leg in _talks(inside, event.unique):
                yield Happened(Moment.CONNECTED, leg, event.at)
        while len(self._inside) > BRIDGES_KEPT:
            self._inside.popitem(last=False)

    def _left(self, bridge: str, event: CelEvent) -> Iterator[Happened]:
        inside = self._inside.get(bridge, set())
        for leg in _talks(inside, event.unique):
            yield Happened(Moment.TALK_ENDED, leg, event.at)
        inside.discard(event.unique)
        if not inside:
            self._inside.pop(bridge, None)


def _talks(inside: set[str], unique: str) -> list[OfferId]:
    """Of those in one bridge, the legs whose talk is one because of `unique`."""
    if unique not in inside or all(is_offer(each) for each in inside):
        return []
    if is_offer(unique):
        return [OfferId(unique)]
    others = any(not is_offer(each) for each in inside - {unique})
    return [] if others else [OfferId(each) for each in inside if is_offer(each)]


def _bridge(event: CelEvent) -> str:
    try:
        return str(json.loads(event.extra)["bridge_id"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
