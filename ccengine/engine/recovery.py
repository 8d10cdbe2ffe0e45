"""Coming back: the journal gives the state as it was, the switch says what of it is still true.

Recorded orders are applied, not decided again.  What journal and switch disagree on is decided for the switch, and
the correction is on record; ends that are only inferred are marked `estimated`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from ccengine.acd import commands, events
from ccengine.acd.machine import Machine
from ccengine.acd.rules import Rules
from ccengine.acd.state import OfferState
from ccengine.engine.book import Book, Known
from ccengine.journal import latest_snapshot, read
from ccengine.model import facts
from ccengine.model.ids import OfferId, Seconds
from ccengine.model.why import By, LegCause
from ccengine.switch.asterisk.state import SwitchState, is_offer
from ccengine.wire.journal import Damaged, Vocabulary

VOCABULARY = Vocabulary((*facts.BOOK, *events.EVENTS, *commands.COMMANDS))


@dataclass(slots=True)
class Recovered:
    machine: Machine
    book: Book
    last: int  # number of the last record, 0 for a new home
    time: Seconds  # of the last record
    damaged: list[str]


def recover(folder: Path, rules: Rules) -> Recovered:
    """State as of the last record.  Damaged records are skipped and named; the comparison with the switch mends what
    they held."""
    found = latest_snapshot(folder)
    last, state = found if found else (0, None)
    machine = Machine.restore(rules, cast(Any, state["acd"])) if state else Machine(rules)
    book = Book.restore(cast(Any, state["book"])) if state else Book()
    time: Seconds = 0.0
    damaged: list[str] = []
    for record in read(folder, VOCABULARY, last):
        if isinstance(record, Damaged):
            damaged.append(str(record))
            continue
        last, time = record.n, record.t
        replay(machine, record.body, record.t)
        book.apply(record.body, record.t)
    machine.begin_run(book.run + 1)
    return Recovered(machine, book, last, time, damaged)


def replay(machine: Machine, body: object, at: Seconds) -> None:
    """One record of the past: facts are taken, orders applied; nothing is decided."""
    if isinstance(body, events.Event):
        machine.take(body, at)
    elif isinstance(body, commands.Command):
        machine.apply(body, at)


@dataclass(frozen=True, slots=True)
class Believed:
    """What the engine held for true when the reading of the switch began; what came later is not compared."""

    calls: tuple[Known, ...]
    offers: tuple[OfferId, ...]

    @classmethod
    def now(cls, machine: Machine, book: Book) -> "Believed":
        return cls(tuple(book), tuple(offer.id for offer in machine.live_offers()))


def compare(believed: Believed, state: SwitchState, machine: Machine, book: Book, run: int) -> Iterator[object]:
    """The facts that bring our state to the switch's.  Each was inferred, and is preceded by its correction."""
    for known in believed.calls:
        if known.call not in state.channels and book.get(known.call) is not None:
            yield facts.Corrected("the caller's channel is gone", call=known.call)
            yield events.CallerLeft(known.call, By.UNKNOWN, "inferred", estimated=True)
            yield facts.CallEnded(known.call, By.UNKNOWN, "inferred from the switch's state", estimated=True)
    for offer_id in believed.offers:
        offer = machine.offer(offer_id)
        if offer is None:
            continue
        leg = state.channels.get(offer_id)
        if leg is None:
            yield facts.Corrected(f"leg {offer_id} is gone", call=offer.call, agent=offer.agent)
            if offer.answered:
                yield events.TalkEnded(offer_id, By.UNKNOWN, estimated=True)
            else:
                yield events.OfferFailed(offer_id, LegCause.SWITCH_LOST)
        elif leg.up and not offer.answered:
            yield facts.Corrected(f"leg {offer_id} was answered meanwhile", call=offer.call, agent=offer.agent)
            yield events.OfferAnswered(offer_id)
        elif offer.state is OfferState.JOINING and leg.bridge:
            yield events.TalkBegan(offer_id)
        elif offer.state is OfferState.TALKING and not leg.bridge:
            yield facts.Corrected(f"leg {offer_id} is in no talk any more", call=offer.call, agent=offer.agent)
            yield events.TalkEnded(offer_id, By.UNKNOWN, estimated=True)


def strangers(state: SwitchState, machine: Machine) -> list[OfferId]:
    """Legs on the switch that belong to no live offer of ours: to be hung up."""
    live = {offer.id for offer in machine.live_offers()}
    return [OfferId(unique) for unique in state.channels if is_offer(unique) and OfferId(unique) not in live]
