"""Records of agents -> their time in each state, without holes: every interval ends where the next begins.

The machine's own word (SetAgent) always counts.  What an agent or a phone does is booked as the machine takes it:
in a talk, and while the two are being joined, a log-out or a "not ready" waits for its end."""

from ccengine.acd import commands, events
from ccengine.acd.state import AgentState
from ccengine.office.page import Entry, Page
from ccengine.office.schema import AgentInterval

_BOUND = (AgentState.JOINING, AgentState.TALKING)


def set_agent(page: Page, entry: Entry, body: commands.SetAgent) -> None:
    _begin(page, entry, body.agent, body.state, body.reason)


def logged_in(page: Page, entry: Entry, body: events.AgentLoggedIn) -> None:
    if _state(page, body.agent) in ("", AgentState.LOGGED_OUT):
        _begin(page, entry, body.agent, AgentState.READY)


def logged_out(page: Page, entry: Entry, body: events.AgentLoggedOut) -> None:
    if _state(page, body.agent) not in _BOUND:
        _begin(page, entry, body.agent, AgentState.LOGGED_OUT)


def ready(page: Page, entry: Entry, body: events.AgentReady) -> None:
    if _state(page, body.agent) in (AgentState.NOT_READY, AgentState.WRAP_UP):
        _begin(page, entry, body.agent, AgentState.READY)


def not_ready(page: Page, entry: Entry, body: events.AgentNotReady) -> None:
    if _state(page, body.agent) not in ("", AgentState.LOGGED_OUT, *_BOUND):
        _begin(page, entry, body.agent, AgentState.NOT_READY, body.reason)


def rung(page: Page, entry: Entry, body: commands.Ring) -> None:
    _begin(page, entry, body.agent, AgentState.RINGING)


def answered(page: Page, entry: Entry, body: events.OfferAnswered) -> None:
    offer = page.offer(body.offer)
    if offer and _state(page, offer.agent) == AgentState.RINGING and offer.answered == entry.at:
        _begin(page, entry, offer.agent, AgentState.JOINING)


def talks(page: Page, entry: Entry, body: events.TalkBegan) -> None:
    offer = page.offer(body.offer)
    if offer and offer.connected == entry.at:
        _begin(page, entry, offer.agent, AgentState.TALKING)


def _state(page: Page, agent: str) -> str:
    interval = page.interval(agent)
    return interval.state if interval else ""


def _begin(page: Page, entry: Entry, agent: str, state: str, reason: str = "") -> None:
    now = page.interval(agent)
    if now is None or (now.state, now.reason) != (state, reason):
        page.begin(AgentInterval(n=entry.n, agent=agent, state=state, reason=reason, since=entry.at))
