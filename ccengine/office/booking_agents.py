"""Records of agents -> their time in each state, without holes: every interval ends where the next begins.

What an agent or a phone does is not booked by itself: the machine answers it with SetAgent, which tells the state that
came of it.  The states in between are those of his offer: rung, joined, talking, on hold.  An engine that is
away changes no state: the interval goes on until a record, or a correction, says otherwise, but for one that was to end
by itself meanwhile."""

from dataclasses import replace

from ccengine.acd import commands, events
from ccengine.acd.state import IN_TALK, AgentState
from ccengine.model.ids import OfferId, Seconds, is_dialled
from ccengine.model.why import LegCause
from ccengine.office.page import Entry, Page
from ccengine.office.schema import AgentInterval

FREE = (AgentState.LOGGED_OUT, AgentState.NOT_READY, AgentState.READY)
"""He is there for no call; in every other state he is, or was just, with the call of his last offer."""

AWAY: Seconds = 1.0
"""A state that ends by itself is told to have ended later than that only when nobody was there to end it."""

OVER = (*FREE, AgentState.WRAP_UP)
"""Nothing that is told of an offer any more changes them."""


def set_agent(page: Page, entry: Entry, body: commands.SetAgent) -> None:
    now = page.interval(body.agent)
    with_call = now is not None and body.state not in FREE
    queue, offer = (now.queue, now.offer) if now and with_call else ("", "")
    if now and now.due is not None and entry.at - now.due > AWAY:
        entry = replace(entry, at=max(now.since, now.due))
    _begin(page, entry, body.agent, body.state, body.reason, queue, offer)
    if began := page.interval(body.agent):
        began.due = body.until


def rung(page: Page, entry: Entry, body: commands.Ring) -> None:
    _begin(page, entry, body.agent, AgentState.RINGING, "", body.queue, body.offer)


def reserved(page: Page, entry: Entry, body: commands.CallBack) -> None:
    _begin(page, entry, body.agent, AgentState.RESERVED, "", body.queue, body.offer)


def joined(page: Page, entry: Entry, body: commands.Join) -> None:
    _begin(page, entry, body.agent, AgentState.JOINING, "", body.queue, body.offer)


def talks(page: Page, entry: Entry, body: events.TalkBegan) -> None:
    """Told late, when he is in another state already, it changes nothing."""
    if is_dialled(body.offer):
        return  # the ACD has not rung him: his state is what it was
    offer = page.offer(body.offer)
    interval = page.interval(offer.agent) if offer else None
    if offer and interval and interval.state in (AgentState.RINGING, AgentState.JOINING) and offer.ended is None:
        interval.until_estimated |= body.estimated
        _begin(page, entry, offer.agent, AgentState.TALKING, "", offer.queue, offer.id)


def held(page: Page, entry: Entry, body: events.TalkHeld) -> None:
    """Told of a talk that is over, it changes nothing."""
    offer = page.offer(body.offer)
    interval = page.interval(offer.agent) if offer else None
    if offer and interval and interval.state in IN_TALK and offer.connected is not None and offer.ended is None:
        state = AgentState.ON_HOLD if body.held else AgentState.TALKING
        _begin(page, entry, offer.agent, state, "", offer.queue, offer.id)


def talk_ended(page: Page, entry: Entry, body: events.TalkEnded) -> None:
    if body.estimated:
        _inferred(page, body.offer)


def offer_failed(page: Page, entry: Entry, body: events.OfferFailed) -> None:
    """A leg that was found gone when the engine came back: when it ended, nobody saw."""
    if body.cause is LegCause.SWITCH_LOST:
        _inferred(page, body.offer)


def caller_left(page: Page, entry: Entry, body: events.CallerLeft) -> None:
    if body.estimated:
        for offer in page.offers_of(body.call):
            _inferred(page, OfferId(offer.id))


def _inferred(page: Page, offer_id: OfferId) -> None:
    """The state that his offer gave to an agent ends now, at a time that was inferred: what follows tells the next."""
    offer = page.offer(offer_id)
    interval = page.interval(offer.agent) if offer and offer.ended is None else None
    if interval and interval.offer == offer_id and interval.state not in OVER:
        interval.until_estimated = True


def _begin(page: Page, entry: Entry, agent: str, state: str, reason: str, queue: str, offer: str) -> None:
    now = page.interval(agent)
    if now is not None and (now.state, now.reason, now.offer) == (state, reason, offer):
        return
    page.begin(
        AgentInterval(
            n=entry.n,
            agent=agent,
            state=state,
            reason=reason,
            since=entry.at,
            queue=queue,
            offer=offer,
            since_estimated=now is not None and now.until_estimated,
        )
    )
