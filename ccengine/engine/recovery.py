"""Coming back: the journal gives the state as it was, the switch says what of it is still true.

Recorded orders are applied, not decided again.  What journal and switch disagree on is decided for the switch, and
the correction is on record; ends that are only inferred are marked `estimated`."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from ccengine.acd import events
from ccengine.acd.dial.events import OfferConfirmed
from ccengine.acd.rules import Rules
from ccengine.engine.book import Book, Known
from ccengine.engine.machines import KINDS, Machines
from ccengine.journal import latest_snapshot, read
from ccengine.model import facts
from ccengine.model.ids import AgentId, CallId, OfferId, Seconds, is_called_back, is_offer
from ccengine.model.why import By, LegCause
from ccengine.switch.asterisk.state import Channel, SwitchState
from ccengine.wire.journal import Damaged, Vocabulary

ANEW = "the switch was started anew"

IN_FLIGHT: Seconds = 3.0
"""Since the order for a leg.  Asterisk carries out what it was told by a connection that has ended, and an engine may
be back before it has come to that."""

VOCABULARY = Vocabulary((*facts.BOOK, *KINDS))


@dataclass(slots=True)
class Recovered:
    machines: Machines
    book: Book
    last: int  # number of the last record, 0 for a new home
    time: Seconds  # of the last record
    damaged: list[str]


def recover(
    folder: Path, rules: Rules, taken: Callable[[object, Seconds], None] = lambda _body, _at: None
) -> Recovered:
    """State as of the last record.  Damaged records are skipped and named; the comparison with the switch mends what
    they held.  `taken`: is shown each record behind the snapshot."""
    found = latest_snapshot(folder)
    last, state = found if found else (0, None)
    machines = Machines.restore(rules, cast(Any, state))
    apart = {name: cast(Any, state.get(name)) for name in ("ports", "lists")} if state else {}
    book = Book.restore(cast(Any, state["book"]), **apart) if state else Book()
    time: Seconds = 0.0
    damaged: list[str] = []
    for record in read(folder, VOCABULARY, last):
        if isinstance(record, Damaged):
            damaged.append(str(record))
            continue
        last, time = record.n, max(time, record.t)
        machines.replay(record.body, record.t)
        book.apply(record.body, record.t)
        taken(record.body, record.t)
    machines.begin_run(book.run + 1)
    return Recovered(machines, book, last, time, damaged)


@dataclass(frozen=True, slots=True)
class Believed:
    """What the engine held for true when the reading of the switch began; what came later is not compared."""

    calls: tuple[Known, ...]
    offers: tuple[OfferId, ...]
    back: tuple[CallId, ...] = ()  # who is dialled for a callback: legs, or calls that have not been reached yet
    young: frozenset[OfferId] = frozenset()  # of offers and back: ordered so lately that they may be still to come

    @classmethod
    def now(cls, machines: Machines, book: Book, now: Seconds = math.inf) -> "Believed":
        """`now`: by the clock of the machines; without it nothing is young."""
        offers, back = tuple(machines.live()), tuple(machines.acd.called_back())
        since: dict[OfferId, Seconds] = {
            offer: party.since for offer in offers if (party := machines.party(offer)) and not party.answered
        }
        since |= {OfferId(leg): call.since for leg in back if (call := machines.acd.callback_of(leg))}
        return cls(tuple(book), offers, back, frozenset(leg for leg, at in since.items() if now - at < IN_FLIGHT))


def to_come(believed: Believed, state: SwitchState, book: Book) -> set[OfferId]:
    """Legs whose order may still be on its way: given by a run that died just now, it is carried out all the same."""
    return set() if _anew(state, book) else {leg for leg in believed.young if leg not in state.channels}


def _anew(state: SwitchState, book: Book) -> bool:
    """What is read of the switch may come before the word that it is up."""
    return book.anew or book.is_another(state.boot)


def compare(believed: Believed, state: SwitchState, machines: Machines, book: Book) -> Iterator[object]:
    """The facts that bring our state to the switch's.  Each was inferred, and is preceded by its correction.

    What a switch had that was started anew since we saw it last, ended with it."""
    lost, why = (By.SWITCH, ANEW) if _anew(state, book) else (By.UNKNOWN, "inferred from the switch's state")
    coming = to_come(believed, state, book)
    for known in believed.calls:
        if known.call not in state.channels and book.get(known.call) is not None:
            yield facts.Corrected("the caller's channel is gone", call=known.call)
            yield events.CallerLeft(known.call, lost, "inferred", estimated=True)
            yield facts.CallEnded(known.call, lost, why, estimated=True)
    for offer in believed.offers:
        if offer not in coming:
            yield from _leg(offer, state, machines, lost)
    for leg in believed.back:
        there = leg in state.channels or OfferId(leg) in coming or book.get(leg) is not None
        if not there and machines.acd.callback_of(leg) is not None:
            yield facts.Corrected(f"callback {leg} is not dialled any more", call=leg)
            yield events.CallbackFailed(leg, LegCause.SWITCH_LOST)


def _leg(offer: OfferId, state: SwitchState, machines: Machines, lost: By) -> Iterator[object]:
    party = machines.party(offer)
    if party is None:
        return
    call, who = party.call, AgentId(party.who)
    leg = state.channels.get(offer)
    if leg is None and party.joining and call in state.channels:
        return  # whether the two have talked by now, the call's own session finds out (switch/asterisk/talk.py)
    if leg is None:
        yield facts.Corrected(f"leg {offer} is gone", call=call, agent=who)
        if party.answered:
            yield events.TalkEnded(offer, lost, estimated=True)
        else:
            yield events.OfferFailed(offer, LegCause.SWITCH_LOST)
    elif leg.up and not party.answered:
        yield facts.Corrected(f"leg {offer} was answered meanwhile", call=call, agent=who)
        yield events.OfferAnswered(offer)
        if leg.confirmed:
            yield OfferConfirmed(offer)
    elif party.confirming and leg.confirmed:
        yield facts.Corrected(f"leg {offer} was confirmed meanwhile", call=call, agent=who)
        yield OfferConfirmed(offer)
    elif party.joining and leg.bridge:
        yield events.TalkBegan(offer, estimated=True)
    elif party.talking and not leg.bridge:
        yield facts.Corrected(f"leg {offer} is in no talk any more", call=call, agent=who)
        yield events.TalkEnded(offer, By.UNKNOWN, estimated=True)


def strangers(state: SwitchState, machines: Machines) -> list[OfferId]:
    """Legs on the switch that belong to no live offer of ours, and to no callback: to be hung up.  (One that was
    answered has a session, which is told so.)"""
    live = {*machines.live(), *map(OfferId, machines.acd.called_back())}
    legs = (unique for unique, channel in state.channels.items() if is_offer(unique) or _unanswered(channel))
    return [OfferId(unique) for unique in legs if OfferId(unique) not in live]


def _unanswered(channel: Channel) -> bool:
    return is_called_back(channel.unique) and not channel.up
