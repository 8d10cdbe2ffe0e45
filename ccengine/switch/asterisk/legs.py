"""Legs that go out, agents' and dialled ones: past the gate, on record, and as soon as the phone can take them."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

import gevent

from ccengine.model.dialling import Confirm
from ccengine.model.facts import LegRefused, LegSent, SwitchFact
from ccengine.model.ids import CallId, OfferId, Seconds
from ccengine.model.parties import Outside, Party
from ccengine.model.why import LegCause
from ccengine.switch.asterisk.dialstring import DialString, dial_string, is_outside
from ccengine.switch.asterisk.path import sent_on
from ccengine.switch.asterisk.phones import PhonesAtRest
from ccengine.switch.asterisk.prompts import AnyPrompts
from ccengine.switch.asterisk.question import question_of
from ccengine.switch.asterisk.state import Channel
from ccengine.switch.asterisk.steer import How, Steer
from ccengine.switch.asterisk.tracker import Tracker
from ccengine.switch.gate import Gate, NotDialled
from ccengine.wire.ami import BadHeader

log = logging.getLogger("ccengine.switch")

TURN: Seconds = 0.01
"""After which a leg is looked at again that another has to come before."""


class Behalf(Protocol):
    """Of the call for which a leg goes out."""

    def prompts_of(self, call: CallId) -> AnyPrompts: ...

    def path_of(self, call: CallId) -> tuple[str, ...]:
        """The hotlines that it came through."""


class Legs:
    """`name`: of this hotline, for the loops' end.  `written`: put it on record and return when it is on disk.
    `seen`: what becomes of legs that are not sent."""

    def __init__(
        self,
        steer: Steer,
        tracker: Tracker,
        gate: Gate,
        behalf: Behalf,
        name: str,
        longest: Seconds,
        written: Callable[[LegSent], None],
        seen: Callable[[SwitchFact], None],
    ) -> None:
        self._steer, self._tracker, self._gate, self._behalf = steer, tracker, gate, behalf
        self._name, self._longest = name, longest
        self._written, self._seen = written, seen
        self._phones = PhonesAtRest(tracker.busy)
        self._expected: set[OfferId] = set()  # ordered by the run before, and not told of yet
        self._behind: dict[OfferId, Callable[[], None]] = {}  # by the leg that a phone has: to ring it next

    # -- to start one

    def ring(
        self, offer: OfferId, party: Party, call: CallId, limit: Seconds, shown: str, confirm: Confirm | None
    ) -> None:
        """One that the gate refuses fails with its cause and is not sent."""
        try:
            question = question_of(confirm, self._behalf.prompts_of(call)) if confirm else None
            to, leg = dial_string(self._gate, offer, party, call)
        except NotDialled as why:
            log.warning("leg %s of call %s is not dialled: %s", offer, call, why)
            self._seen(LegRefused(offer, call, why.why))
            self._unsent(offer, why.cause)
            return
        if not isinstance(party, Outside):
            self._phones.rung(party, offer)
        self._tracker.originating(offer)
        how = How(shown, question)
        if leg is None:
            self._ring(offer, to, call, limit, how)
        else:
            how = replace(how, path=sent_on(self._behalf.path_of(call), self._name), longest=self._longest)
            gevent.spawn(self._ring_written, leg, offer, to, call, limit, how)

    def _ring_written(self, leg: LegSent, *order: Any) -> None:
        """What is counted of it is on disk before it leaves: a crash makes no leg uncounted."""
        self._written(leg)
        self._ring(*order)

    def _ring(self, offer: OfferId, to: DialString, call: CallId, limit: Seconds, how: How) -> None:
        """As soon as the phone can take it.  An order that was withdrawn meanwhile, or failed with AMI, is not sent."""
        if self._tracker.over(offer):
            return
        if self._tracker.released(offer) is not None:
            self._unsent(offer, LegCause.SWITCH_LOST)
        elif self._tracker.begins_with_one_to_come(offer):
            gevent.spawn_later(TURN, self._ring, offer, to, call, limit, how)
        elif (wait := self._phones.rest(offer)) > 0:
            ring = partial(self._ring, offer, to, call, limit, how)
            self._ring_behind(self._phones.before(offer) or offer, wait, ring)
        else:
            self._order(offer, to, call, limit, how)

    def _order(self, offer: OfferId, to: DialString, call: CallId, limit: Seconds, how: How) -> None:
        try:
            sent = self._steer.ring(offer, to, call, limit, how)
        except BadHeader as why:  # to die of it would take AMI's reader along
            log.error("leg %s of call %s cannot be ordered: %s", offer, call, why)
            self._unsent(offer, LegCause.CONGESTION)
            return
        if not sent:
            self._unsent(offer, LegCause.SWITCH_LOST)

    def _ring_behind(self, before: OfferId, wait: Seconds, ring: Callable[[], None]) -> None:
        """When the leg `before` is gone, or `wait` seconds have passed."""
        self._behind[before] = ring
        gevent.spawn_later(wait, self._not_told, before, ring)

    def _not_told(self, before: OfferId, ring: Callable[[], None]) -> None:
        """Nobody has told of its end in this time."""
        if self._behind.get(before) is ring:
            self.gone(before)

    def refused(self, offer: OfferId, why: str) -> None:
        log.warning("Asterisk refuses to ring leg %s: %s", offer, why)
        self._unsent(offer, LegCause.CONGESTION)

    def _unsent(self, offer: OfferId, cause: LegCause) -> None:
        self._steer.never(offer)
        self._tracker.originating(offer)
        for fact in self._tracker.unsent(offer, cause):
            self._seen(fact)

    # -- one that a run before this one ordered

    def expects(self, offer: str) -> bool:
        """Of such a leg a failed Originate tells nothing: it may be the second one for it."""
        return offer in self._expected

    def expect(self, offer: OfferId, confirm: bool, outside: bool, limit: Seconds) -> None:
        for fact in self._tracker.taken_over(offer, confirm):
            self._seen(fact)
        if self._tracker.over(offer):
            return
        if outside:
            self._gate.found([offer])
        self._expected.add(offer)
        gevent.spawn_later(limit, self._never_came, offer)

    def _never_came(self, offer: OfferId) -> None:
        self._expected.discard(offer)
        if offer not in self._tracker.state.channels:
            for fact in self._tracker.unsent(offer):
                self._seen(fact)

    # -- what becomes of them

    def stop(self, offer: OfferId, cause: LegCause) -> None:
        """Let one that rings ring no more."""
        self._phones.stopped(offer)
        self._steer.hang_up_leg(offer, cause)

    def limit_talk(self, offer: OfferId) -> None:
        """With somebody outside: kept by Asterisk, whatever becomes of the engine."""
        channel = self._tracker.state.channels.get(offer)
        if channel is not None and is_outside(channel) and self._longest:
            self._steer.limit(channel.name, self._longest)

    def found(self, channels: Iterable[Channel]) -> None:
        """These are there, some since before this run of the engine."""
        self._gate.found(OfferId(channel.unique) for channel in channels if is_outside(channel))

    def over(self, offer: OfferId) -> None:
        """It is told so, and leaves room for another."""
        self._gate.over(offer)
        self._phones.ended(offer)

    def gone(self, offer: OfferId) -> None:
        """Its channel is: who waits for its phone waits no longer."""
        if ring := self._behind.pop(offer, None):
            ring()
