"""Once a second: do the rules hold, and does somebody serve every call?  Nothing may stay stuck."""

import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ccengine.acd import events
from ccengine.acd.machine import Machine
from ccengine.journal.snapshots import Encoded
from ccengine.model import facts
from ccengine.model.ids import CallId, OfferId, Seconds
from ccengine.model.why import By

if TYPE_CHECKING:
    from ccengine.engine.core import Core

log = logging.getLogger("ccengine.engine")

EVERY = 1.0  # seconds between two looks
SHARE = 100  # a look is a walk over everything: it may take one part in so many of the time
UNSERVED = 60.0  # seconds: the dialplan calls again every half second, so such a call is lost to us


def invariants(core: "Core", now: Seconds, folder: Path) -> list[object]:
    """Alarm, snapshot and compensation, when a rule of the machine does not hold."""
    broken = core.machines.check()
    if not broken:
        return []
    path = folder / f"invariant-{core.last}.json"
    path.write_text(json.dumps({"broken": broken, "at": now, "state": core.state()}, default=_plain), encoding="utf-8")
    core.alarm(f"a rule is broken: {'; '.join(broken)}; state kept in {path}")
    return [*(facts.InvariantBroken(rule, path.name) for rule in broken), *compensate(core.machines.acd)]


def _plain(value: object) -> object:
    return value.decoded() if isinstance(value, Encoded) else str(value)


def compensate(machine: Machine) -> Iterator[object]:
    """Let go of every second leg: an agent keeps his oldest live offer, a call its oldest answered one.  Told as facts,
    so that the machine orders the release itself and a replay of the journal comes to the same state."""
    doomed: list[OfferId] = []
    agents: dict[str, OfferId] = {}
    calls: dict[CallId, OfferId] = {}
    for offer in machine.live_offers():
        if agents.setdefault(offer.agent, offer.id) != offer.id or (
            offer.answered and calls.setdefault(offer.call, offer.id) != offer.id
        ):
            doomed.append(offer.id)
    for offer_id in doomed:
        yield events.TalkEnded(offer_id, By.ENGINE, ok=False)


def unserved(core: "Core", now: Seconds, sessions: set[CallId]) -> list[CallId]:
    """Calls that nobody serves: in no talk, and without a session for too long."""
    return [
        known.call
        for known in core.book
        if known.call not in sessions and known.visit.talk != "on" and now - known.touched > UNSERVED
    ]


def by_state(states: Iterator[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for state in states:
        counts[state] += 1
    return dict(counts)
