"""Records of dialling -> rows.  A dialled leg is an offer without a queue, whose agent is the target: what comes of it
is booked with the offers."""

from ccengine.acd.dial.commands import Dial, DialOver
from ccengine.acd.dial.events import DialAsked, OfferConfirmed
from ccengine.model import facts
from ccengine.office.page import Entry, Page
from ccengine.office.schema import Offer
from ccengine.office.words import Step


def asked(page: Page, entry: Entry, body: DialAsked) -> None:
    how = " at once" if body.at_once and len(body.targets) > 1 else ""
    who = [f"{rung.target} ({rung.who})" if rung.who else rung.target for rung in body.plan] or body.targets
    page.stage(page.call(body.call, entry), entry, Step.DIALLING, detail=" ".join(who) + how)


def dialled(page: Page, entry: Entry, body: Dial) -> None:
    call = page.call(body.call, entry)
    if page.offer(body.offer) is not None:
        return
    page.new_offer(Offer(id=body.offer, n=entry.n, call=call.id, agent=body.target, limit=body.limit, rung=entry.at))
    page.stage(call, entry, Step.DIALLED, agent=body.target, offer=body.offer)


def confirmed(page: Page, entry: Entry, body: OfferConfirmed) -> None:
    offer = page.offer(body.offer)
    if offer and offer.ended is None:
        page.stage(page.call(offer.call, entry), entry, Step.CONFIRMED, agent=offer.agent, offer=offer.id)


def refused(page: Page, entry: Entry, body: facts.LegRefused) -> None:
    """Why; that it failed is told by the leg."""
    if offer := page.offer(body.offer):
        call = page.call(offer.call, entry)
        page.stage(call, entry, Step.NOT_SENT, agent=offer.agent, offer=offer.id, detail=body.why)


def over(page: Page, entry: Entry, body: DialOver) -> None:
    page.stage(page.call(body.call, entry), entry, Step.NOT_REACHED, detail=body.exit)
