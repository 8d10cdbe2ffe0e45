"""Records of the agent's side of a call -> rows.  A record of an offer that is unknown or over changes nothing."""

from ccengine.acd import commands, events
from ccengine.model.why import By, LegCause
from ccengine.office import words
from ccengine.office.page import Entry, Page
from ccengine.office.schema import Offer
from ccengine.office.words import RecordingState, Step


def ring(page: Page, entry: Entry, body: commands.Ring) -> None:
    call = page.call(body.call, entry)
    if page.offer(body.offer) is not None:
        return
    who = {"queue": body.queue, "agent": body.agent}
    offer = Offer(id=body.offer, n=entry.n, call=call.id, limit=body.limit, rung=entry.at, **who)
    page.new_offer(offer)
    _stage(page, entry, offer, Step.RUNG)


def ringing(page: Page, entry: Entry, body: events.OfferRinging) -> None:
    offer = page.offer(body.offer)
    if offer and offer.ended is None and offer.ringing is None:
        offer.ringing = entry.at
        _stage(page, entry, offer, Step.RINGING)


def answered(page: Page, entry: Entry, body: events.OfferAnswered) -> None:
    offer = page.offer(body.offer)
    if offer and offer.ended is None and offer.answered is None:
        offer.answered = entry.at
        _stage(page, entry, offer, Step.AGENT_ANSWERED if offer.queue else Step.TARGET_ANSWERED)


def failed(page: Page, entry: Entry, body: events.OfferFailed) -> None:
    offer = page.offer(body.offer)
    if offer is None or offer.ended is not None:
        return
    if offer.answered is not None:
        return end_offer(page, entry, offer, by=By.UNKNOWN, cause=body.cause)
    offer.ended, offer.cause = entry.at, body.cause
    _stage(page, entry, offer, body.cause)


def stop_ringing(page: Page, entry: Entry, body: commands.StopRinging) -> None:
    offer = page.offer(body.offer)
    if offer and offer.ended is None:
        offer.ended, offer.cause = entry.at, body.cause
        # No answer in time is what the machine itself decides: the same stage as when the switch tells it.
        own = body.cause is LegCause.NO_ANSWER
        _stage(page, entry, offer, body.cause if own else Step.RING_STOPPED, "" if own else body.cause)


def release(page: Page, entry: Entry, body: commands.Release) -> None:
    offer = page.offer(body.offer)
    if offer and offer.ended is None and offer.connected is None:
        offer.ended, offer.cause = entry.at, body.cause
        _stage(page, entry, offer, Step.NOT_CONNECTED, body.cause)


def began(page: Page, entry: Entry, body: events.TalkBegan) -> None:
    offer = page.offer(body.offer)
    if offer is None or offer.ended is not None or offer.connected is not None:
        return
    offer.connected = entry.at
    if offer.answered is None:
        offer.answered = entry.at
    if visit := page.waiting(offer.call):
        visit.left, visit.exit, visit.offer = entry.at, words.CONNECTED, offer.id
    _stage(page, entry, offer, Step.CONNECTED)


def ended(page: Page, entry: Entry, body: events.TalkEnded) -> None:
    if offer := page.offer(body.offer):
        end_offer(page, entry, offer, by=body.by, estimated=body.estimated)


def end_offer(
    page: Page, entry: Entry, offer: Offer, by: By, cause: LegCause | None = None, estimated: bool = False
) -> None:
    """The agent's leg is gone, or the caller is; `cause` is for an offer that was no talk yet."""
    if offer.ended is not None:
        return
    offer.ended, offer.estimated = entry.at, estimated
    if offer.connected is not None:
        offer.by = by
        _stage(page, entry, offer, Step.TALK_ENDED, by=by)
    else:
        offer.cause = cause or ""
        step = Step.RING_STOPPED if offer.answered is None else Step.NOT_CONNECTED
        _stage(page, entry, offer, step, offer.cause, by=by)
    for row in page.recordings(offer.call):
        if row.offer == offer.id and row.state == RecordingState.RECORDING:
            row.state = RecordingState.DUE


def _stage(page: Page, entry: Entry, offer: Offer, step: str, detail: str = "", by: str = "") -> None:
    call = page.call(offer.call, entry)
    page.stage(call, entry, step, queue=offer.queue, agent=offer.agent, offer=offer.id, by=by, detail=detail)
