"""The switch's facts -> what the journal keeps and what ACD and dialer take.  Pure."""

from dataclasses import replace

from ccengine.acd import events
from ccengine.acd.dial.events import DialAsked, OfferConfirmed
from ccengine.engine.book import Book
from ccengine.model import facts
from ccengine.model.ids import CallId, OfferId, is_called_back, is_dialled
from ccengine.model.why import By, LegCause


def translate(fact: object, book: Book) -> list[object]:
    """The records that a fact of the mailbox stands for, in order.  A fact that is a record already is itself."""
    match fact:
        case facts.LegRinging(offer=offer) | facts.LegAnswered(offer=offer) if is_called_back(offer):
            return []  # who has answered comes with a session of his own
        case facts.LegFailed(offer=offer, cause=cause) if is_called_back(offer):
            return [events.CallbackFailed(CallId(offer), cause), *_ended(CallId(offer), book)]
        case facts.LegRinging(offer=offer):
            return [events.OfferRinging(offer)]
        case facts.LegAnswered(offer=offer):
            return [events.OfferAnswered(offer)]
        case facts.LegConfirmed(offer=offer):
            return [OfferConfirmed(offer)]
        case facts.LegHeld(offer=offer, held=held):
            return [] if is_dialled(offer) else [events.TalkHeld(offer, held)]
        case facts.LegFailed(offer=offer, cause=cause):
            return [events.OfferFailed(offer, cause)]
        case facts.LegEnded(offer=offer, by=by, inferred=inferred):
            return [events.TalkEnded(offer, by, estimated=inferred)]
        case facts.TalkUnseen(offer=offer, by=by, inferred=inferred):
            return [events.TalkEnded(offer, by, estimated=inferred)]
        case events.TalkEnded(offer=offer, ok=True, estimated=False) if _unseen(offer, book):
            # The session's own word of a talk that began and ended while the switch's events were not heard.
            return [events.TalkBegan(offer, estimated=True), replace(fact, estimated=True)]
        case facts.TalkSeen(offer=offer, inferred=inferred):
            return [events.TalkBegan(offer, estimated=inferred)]
        case facts.PhoneSeen(agent=agent, reachable=reachable):
            return [events.AgentReachable(agent, reachable)]
        case facts.CallerUp(call=call, inferred=inferred):
            known = book.get(call)
            return [] if known is None or known.answered else [facts.CallAnswered(call, inferred)]
        case facts.CallAnswered(call=call):
            known = book.get(call)
            return [] if known is None or known.answered else [fact]
        case facts.CallerGone(call=call, by=by, why=why, inferred=inferred):
            if book.get(call) is None and is_called_back(call) and not book.has_ended(call):
                return [events.CallbackFailed(call, LegCause.NOT_CONFIRMED)]  # gone before he had a session
            if book.get(call) is None:
                return []  # refused, or told twice
            return [events.CallerLeft(call, by, why, inferred), facts.CallEnded(call, by, why, inferred)]
        case facts.RecordingSeen(call=call, offer=offer, path=path, ok=ok, detail=detail):
            if ok:
                return [facts.RecordingStarted(call, offer, path)]
            return [facts.RecordingFailed(call, offer, detail)]
        case facts.SwitchUp():
            return [fact]  # offers begin again once its state was compared (recovery.compare)
        case facts.SwitchDown():
            return [fact, events.SwitchAvailable(False)]
        case events.CallerQueued(call=call) | DialAsked(call=call) | events.CallbackReached(call=call):
            # Taken up after a crash at a node that is settled already, or gone meanwhile: no second wait.
            return [] if book.get(call) is None or book.resolved(call) else [fact]
        case facts.MessageRecorded(call=call, estimated=True) | facts.Commented(call=call, estimated=True):
            known = book.get(call)  # gone: it was told with the call's end
            return [fact] if known is not None and known.speech is not None and known.speech.cut else []
        case _:
            return [fact]


def _unseen(offer: OfferId, book: Book) -> bool:
    """Is the offer of a call whose present node has had no talk?"""
    call = book.call_of(offer)
    known = book.get(call) if call else None
    return known is not None and not known.visit.talk


def _ended(call: CallId, book: Book) -> list[object]:
    """One that was found gone, and had a session."""
    if book.get(call) is None:
        return []
    return [events.CallerLeft(call, By.SWITCH, estimated=True), facts.CallEnded(call, By.SWITCH, estimated=True)]
