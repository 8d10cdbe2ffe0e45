"""A time that the switch's own channel events put right -> the rows that were booked with the other one.

What a moment has booked moves with it: the end of a talk is the begin of the wrap-up, a caller's hang-up ends his wait
and whoever rings for him.  Agents' intervals stay without holes and overlaps, whatever is told."""

from sqlalchemy import select

from ccengine.acd.state import AgentState
from ccengine.model import facts
from ccengine.model.ids import Seconds
from ccengine.model.why import Moment
from ccengine.office.booking_agents import OVER
from ccengine.office.page import Entry, Page
from ccengine.office.schema import AgentInterval, Call, Offer
from ccengine.office.words import Step

WITH_THE_CALL = (Step.ENDED, Step.LEFT_QUEUE, Step.RING_STOPPED, Step.NOT_CONNECTED, Step.TALK_ENDED)


def found(page: Page, entry: Entry, body: facts.TimeFound) -> None:
    """A moment that is not in the books stays out of them."""
    call = page.known_call(body.call)
    if call is None:
        return
    match body.moment:
        case Moment.ARRIVED:
            to = min(entry.at, call.answered) if call.answered is not None else entry.at
            page.move_stages(call, (Step.OFFERED,), call.arrived, to)
            call.arrived = to
        case Moment.ANSWERED if call.answered is not None:
            to = max(entry.at, call.arrived)
            page.move_stages(call, (Step.ANSWERED,), call.answered, to)
            call.answered, call.answered_estimated = to, False
        case Moment.ENDED if call.ended is not None:
            _ended(page, call, call.ended, max(entry.at, call.arrived, call.answered or call.arrived))
        case Moment.CONNECTED if (offer := page.offer(body.offer)) and offer.connected is not None:
            _connected(page, call, offer, offer.connected, max(entry.at, offer.rung))
        case Moment.TALK_ENDED if (offer := page.offer(body.offer)) and offer.connected is not None and offer.ended:
            to = max(entry.at, offer.connected)
            page.move_stages(call, (Step.TALK_ENDED,), offer.ended, to, offer)
            _offer_ended(page, offer, to, sure=True)


def _ended(page: Page, call: Call, was: Seconds, to: Seconds) -> None:
    page.move_stages(call, WITH_THE_CALL, was, to)
    call.ended = to
    call.estimated = call.estimated and not call.flow  # else it is the begin that nobody saw
    for visit in page.visits(call.id):
        if visit.left is not None and (visit.left == was or visit.left > to) and not visit.offer:
            visit.left = max(to, visit.entered)  # it may be told after he had gone that he waits
    for offer in page.offers_of(call.id):
        if offer.ended is not None and (offer.ended == was or offer.ended > to):
            # His talk ended no later; when, is as sure as it was.
            begun = offer.rung if offer.connected is None else offer.connected
            _offer_ended(page, offer, max(to, begun), sure=offer.connected is None or not offer.estimated)


def _connected(page: Page, call: Call, offer: Offer, was: Seconds, to: Seconds) -> None:
    page.move_stages(call, (Step.CONNECTED,), was, to, offer)
    offer.connected = to
    if offer.answered is not None and (offer.answered == was or offer.answered > to):
        offer.answered = to
    for visit in page.visits(call.id):
        if visit.offer == offer.id and visit.left == was:
            visit.left = to
    talks = [each for each in _intervals(page, offer) if each.state == AgentState.TALKING]
    if talks:
        _move_begin(page, talks[0], to)


def _offer_ended(page: Page, offer: Offer, to: Seconds, sure: bool) -> None:
    offer.ended, offer.estimated = to, not sure
    with_it = [each for each in _intervals(page, offer) if each.until is not None and each.state not in OVER]
    if with_it:
        _move_end(page, with_it[-1], to, sure)


def _intervals(page: Page, offer: Offer) -> list[AgentInterval]:
    """In which the agent had to do with this offer."""
    page.write()
    rows = select(AgentInterval).where(AgentInterval.offer == offer.id, AgentInterval.agent == offer.agent)
    return list(page.session.scalars(rows.order_by(AgentInterval.n)))


def _move_begin(page: Page, interval: AgentInterval, to: Seconds) -> None:
    was = interval.since
    between = []  # of no length: joining is, when the leg's answer and the talk were seen at once
    before = _beside(page, interval, earlier=True)
    while before is not None and before.since == was:
        between.append(before)
        before = _beside(page, before, earlier=True)
    to = max(to, before.since) if before else to
    interval.since = to = min(to, interval.until) if interval.until is not None else to
    interval.since_estimated = False
    for each in between:
        each.since = each.until = to
    if before and before.until == was:
        before.until, before.until_estimated = to, False


def _move_end(page: Page, interval: AgentInterval, to: Seconds, sure: bool) -> None:
    was = interval.until
    after = _beside(page, interval, earlier=False)
    to = max(to, interval.since)
    if after and after.since == was:
        after.since = to = min(to, after.until) if after.until is not None else to
        after.since_estimated = not sure
    interval.until, interval.until_estimated = to, not sure


def _beside(page: Page, interval: AgentInterval, earlier: bool) -> AgentInterval | None:
    """The agent's interval before this one, or after it."""
    n = AgentInterval.n
    of = select(AgentInterval).where(AgentInterval.agent == interval.agent)
    of = of.where(n < interval.n).order_by(n.desc()) if earlier else of.where(n > interval.n).order_by(n)
    return page.session.scalars(of.limit(1)).first()
