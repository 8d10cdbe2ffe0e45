"""Records of a journal -> what callers and agents did."""

from dataclasses import dataclass, field

from ccengine.acd import commands, events
from ccengine.acd.state import AgentState
from ccengine.model import facts
from ccengine.model.ids import AgentId, CallId, OfferId, Seconds
from ccengine.model.why import By, LegCause
from ccengine_sim.replay.past import Past
from ccengine_sim.replay.people import ANSWERED, SENT_ON, STILL, Asking, Dial, People, Ringing, Wait

MISSED = frozenset(
    cause.value for cause in (LegCause.NO_ANSWER, LegCause.REJECTED, LegCause.BUSY, LegCause.UNREACHABLE)
)
BY_THE_CLOCK = (
    events.AgentLoggedIn, events.AgentLoggedOut, events.AgentReady, events.AgentNotReady, events.AgentReachable,
    events.SwitchAvailable, events.CallbackCancelled,
)  # fmt: skip


@dataclass(slots=True)
class _Agent:
    state: str = ""
    reason: str = ""
    since: Seconds = 0.0
    ring: Ringing | None = None  # the last that he had


@dataclass(slots=True)
class _Gathering:
    people: People = field(default_factory=People)
    open: dict[CallId, Wait] = field(default_factory=dict)  # wait, or talk, goes on
    last: dict[CallId, Wait] = field(default_factory=dict)
    rings: dict[OfferId, Ringing] = field(default_factory=dict)
    agents: dict[AgentId, _Agent] = field(default_factory=dict)
    askings: dict[CallId, Asking] = field(default_factory=dict)  # by callback
    dials: dict[CallId, Dial] = field(default_factory=dict)  # by leg, that ring

    def agent(self, agent: AgentId) -> _Agent:
        return self.agents.setdefault(agent, _Agent())


def gather(past: Past) -> People:
    found = _Gathering()
    for record in past.records:
        _take(found, record.body, record.t)
    for wait in found.open.values():
        if wait.how == STILL:
            wait.wait = past.end - wait.entered
    return found.people


def _take(found: _Gathering, body: object, at: Seconds) -> None:
    match body:
        case events.CallerQueued():
            _queued(found, body, at)
        case events.CallerLeft(call=call, by=by, estimated=estimated):
            _dialled(found, call, at, LegCause.SWITCH_LOST if estimated else LegCause.NOT_CONFIRMED)
            _left(found, call, by.value, by, at)
        case facts.CallEnded(call=call, by=by):
            _left(found, call, by.value, by, at)
        case commands.SendOn(call=call, key=key):
            if wait := found.open.get(call):
                wait.key, wait.exit = key, body.leads
            _left(found, call, SENT_ON, By.FLOW, at)
        case events.CallbackAsked():
            _asked(found, body, at)
        case commands.CallBack():
            _called_back(found, body, at)
        case events.CallbackReached(call=call):
            _dialled(found, call, at, None, body)
        case events.CallbackFailed(call=call, cause=cause):
            _dialled(found, call, at, cause)
        case commands.Release(offer=offer, cause=cause):
            # The machine gives up what the switch does not tell of; else it is withdrawn.
            _dialled(found, CallId(offer), at, cause if cause is LegCause.NO_ANSWER else None)
        case commands.Ring():
            _rung(found, body, at)
        case events.OfferAnswered(offer=offer):
            _settled(found, offer, at, True, None)
        case events.OfferFailed(offer=offer, cause=cause):
            _settled(found, offer, at, False, cause)
        case commands.StopRinging(offer=offer, cause=cause):
            # No answer in time is what the machine itself decides when the switch does not tell.
            _settled(found, offer, at, False, cause if cause is LegCause.NO_ANSWER else None)
        case commands.Join(offer=offer):
            if ring := found.rings.get(offer):
                ring.ordered = at
        case events.TalkBegan(offer=offer):
            _talk(found, offer, at)
        case events.TalkEnded(offer=offer, by=by):
            if (ring := found.rings.get(offer)) and (wait := _talking(found, ring)):
                _left(found, wait.asked.call, ANSWERED, by, at)
        case commands.SetAgent(agent=agent, state=state, reason=reason):
            mind = found.agent(agent)
            if not state == mind.state == AgentState.WRAP_UP:  # it is extended: it began when it began
                mind.since = at
            mind.state, mind.reason = state, reason
        case events.WrapUpExtended(agent=agent):
            mind = found.agent(agent)
            if mind.state == AgentState.WRAP_UP and mind.ring:
                mind.ring.wrapping.append((at - mind.since, body))
        case body if isinstance(body, BY_THE_CLOCK):
            _wish(found, body, at)


def _queued(found: _Gathering, body: events.CallerQueued, at: Seconds) -> None:
    if body.call in found.open:
        return  # keeps its place
    before = found.last.get(body.call)
    wait = Wait(len(found.people.waits), body, at)
    if before is not None:
        wait.before, wait.gap = before.number, at - before.over
    found.open[body.call] = found.last[body.call] = wait
    found.people.waits.append(wait)


def _asked(found: _Gathering, body: events.CallbackAsked, at: Seconds) -> None:
    asking = found.askings[body.callback] = Asking(len(found.people.askings), body, at)
    if (before := found.last.get(body.call)) and body.call not in found.open:
        asking.before, asking.gap = before.number, at - before.over
    found.people.askings.append(asking)


def _called_back(found: _Gathering, body: commands.CallBack, at: Seconds) -> None:
    dial = found.dials[body.call] = Dial(body.call, at, body.limit)
    found.people.dials.append(dial)
    if asking := found.askings.get(body.callback):
        asking.dials.append(dial)


def _dialled(
    found: _Gathering, leg: CallId, at: Seconds, cause: LegCause | None, reached: events.CallbackReached | None = None
) -> None:
    """The first word counts."""
    if (dial := found.dials.pop(leg, None)) is None:
        return
    his = cause is not LegCause.SWITCH_LOST  # else what he would have done is not known
    dial.after, dial.cause = at - dial.at, cause if his else None
    if reached:
        dial.reached = len(found.people.waits)
        wait = Wait(dial.reached, events.CallerQueued(leg, reached.queue), at, called_back=True)
        found.open[leg] = found.last[leg] = wait
        found.people.waits.append(wait)


def _left(found: _Gathering, call: CallId, how: str, by: By, at: Seconds) -> None:
    wait = found.open.pop(call, None)
    if wait is None:
        return
    wait.over = at
    if wait.how == ANSWERED:
        wait.talk, wait.by = at - wait.entered - wait.wait, by
    else:
        wait.how, wait.wait = how, at - wait.entered


def _rung(found: _Gathering, body: commands.Ring, at: Seconds) -> None:
    if (wait := found.open.get(body.call)) is None:
        return
    ring = Ringing(body.offer, wait.number, body.agent, at, body.limit)
    found.rings[body.offer] = found.agent(body.agent).ring = ring
    found.agent(body.agent).state = AgentState.RINGING
    found.people.rings.append(ring)


def _settled(found: _Gathering, offer: OfferId, at: Seconds, answered: bool, cause: LegCause | None) -> None:
    """The first word counts: what is told of an offer that is dead already is late."""
    ring = found.rings.get(offer)
    if ring is None or ring.after or ring.answered or ring.cause:
        return
    his = cause if cause is not None and cause.value in MISSED else None
    ring.after, ring.answered, ring.cause = at - ring.rung, answered, his


def _talking(found: _Gathering, ring: Ringing) -> Wait | None:
    wait = found.people.waits[ring.wait]
    return wait if wait.how == ANSWERED and wait.agent == ring.agent else None


def _talk(found: _Gathering, offer: OfferId, at: Seconds) -> None:
    ring = found.rings.get(offer)
    wait = found.people.waits[ring.wait] if ring else None
    if ring is None or wait is None or wait.how != STILL:
        return
    wait.how, wait.wait, wait.agent = ANSWERED, at - wait.entered, ring.agent
    ring.joining = at - (ring.ordered or at)
    found.agent(ring.agent).state = AgentState.TALKING


def _wish(found: _Gathering, body: events.Event, at: Seconds) -> None:
    if isinstance(body, events.AgentReady):
        mind = found.agent(body.agent)
        if mind.state == AgentState.WRAP_UP and mind.ring:
            mind.ring.wrapping.append((at - mind.since, body))
            return
        if mind.state == AgentState.NOT_READY and mind.reason in MISSED and mind.ring:
            mind.ring.back = at - mind.since
            return
    found.people.wishes.append((at, body))
