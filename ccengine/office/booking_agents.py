"""Records of agents -> their time in each state, without holes: every interval ends where the next begins.

What an agent or a phone does is not booked by itself: the machine answers it with SetAgent, which tells the state that
came of it.  The states in between are those of his offer: rung, joined, talking, on hold."""

from ccengine.acd import commands, events
from ccengine.acd.state import IN_TALK, AgentState
from ccengine.model.ids import is_dialled
from ccengine.office.page import Entry, Page
from ccengine.office.schema import AgentInterval


def set_agent(page: Page, entry: Entry, body: commands.SetAgent) -> None:
    _begin(page, entry, body.agent, body.state, body.reason)


def rung(page: Page, entry: Entry, body: commands.Ring) -> None:
    _begin(page, entry, body.agent, AgentState.RINGING)


def joined(page: Page, entry: Entry, body: commands.Join) -> None:
    _begin(page, entry, body.agent, AgentState.JOINING)


def talks(page: Page, entry: Entry, body: events.TalkBegan) -> None:
    """Told late, when he is in another state already, it changes nothing."""
    if is_dialled(body.offer):
        return  # the ACD has not rung him: his state is what it was
    offer = page.offer(body.offer)
    interval = page.interval(offer.agent) if offer else None
    if offer and interval and interval.state in (AgentState.RINGING, AgentState.JOINING) and offer.ended is None:
        _begin(page, entry, offer.agent, AgentState.TALKING)


def held(page: Page, entry: Entry, body: events.TalkHeld) -> None:
    """Told of a talk that is over, it changes nothing."""
    offer = page.offer(body.offer)
    interval = page.interval(offer.agent) if offer else None
    if offer and interval and interval.state in IN_TALK and offer.connected is not None and offer.ended is None:
        _begin(page, entry, offer.agent, AgentState.ON_HOLD if body.held else AgentState.TALKING)


def _begin(page: Page, entry: Entry, agent: str, state: str, reason: str = "") -> None:
    now = page.interval(agent)
    if now is None or (now.state, now.reason) != (state, reason):
        page.begin(AgentInterval(n=entry.n, agent=agent, state=state, reason=reason, since=entry.at))
