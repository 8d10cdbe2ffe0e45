"""What must hold of callbacks, and of their index.  See check.py."""

from collections import Counter
from collections.abc import Iterator

from ccengine.acd.callback_index import CallbackIndex
from ccengine.acd.floor import Floor
from ccengine.acd.state import CallState, OfferState


def callbacks(floor: Floor) -> Iterator[tuple[str, str]]:
    found, right = floor.callbacks, CallbackIndex(floor.rules)
    for agent in floor.pools.present:
        right.appear(agent, present=True)
    for call in floor.calls.values():
        if call.callback is None:
            if call.state in (CallState.DIALLED, CallState.RESTING):
                yield "dialled-without-a-callback", call.id
            continue
        if call.off_line and call.callback.party in right.parties:
            yield "one-number-kept-twice", call.id
        if call.state is CallState.DIALLED and call.callback.leg in right.legs:
            yield "one-leg-for-two-callbacks", call.id
        if call.off_line and call.state not in (CallState.WAITING, CallState.DIALLED, CallState.RESTING):
            yield "offered-before-he-was-reached", call.id
        if call.state is CallState.DIALLED and call.deadline is None and floor.switch:
            yield "no-deadline", call.id
        right.moved(call, None, call.state)
    if (found.parties, found.legs) != (right.parties, right.legs):
        yield "index-of-callbacks", "differs"
    if any(+one != +other for one, other in _counts(found, right)):
        yield "index-of-callbacks", "differs"
    for offer in floor.offers.values():
        if offer.state is OfferState.RESERVED and floor.calls[offer.call].callback is None:
            yield "reserved-without-a-callback", offer.id
    if any(call in floor.calls for call in floor.stays):
        yield "a-stay-of-one-who-waits", "see stays"


def _counts(one: CallbackIndex, other: CallbackIndex) -> Iterator[tuple[Counter[str], Counter[str]]]:
    for name in ("kept", "in_hand", "held_up", "staff"):
        yield getattr(one, name), getattr(other, name)
