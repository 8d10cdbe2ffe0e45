"""Everything the dialer knows.  Only the methods here touch an index or the agenda."""

from ccengine.acd.dial.state import Dialling, DialState, Leg, LegState
from ccengine.acd.ordered import Ordered
from ccengine.model.ids import CallId, OfferId, Seconds
from ccengine.model.why import LegCause

RING_GRACE: Seconds = 5.0  # over the ring time, which the switch keeps itself
CONFIRM_GRACE: Seconds = 10.0  # over the time to confirm, which the switch keeps itself: a prompt is played to its end
JOIN: Seconds = 10.0  # from PutThrough to TalkBegan
TALK: Seconds = 14460.0  # the line's own limit (model.call.Limits.talk) and a minute

Item = tuple[str, str]
"""(kind, id): something that may call for an order.  Kinds: dial, leg, stray."""


class Board:
    def __init__(self, run: int) -> None:
        self.run = run
        self.now: Seconds = 0.0
        self.switch = True
        self.dialled = 0  # legs so far
        self.dials: dict[CallId, Dialling] = {}
        self.legs: dict[OfferId, Leg] = {}
        self.strays: dict[OfferId, LegCause] = {}  # legs that live without being known
        self.agenda: dict[Item, None] = {}
        self.deadlines: Ordered[tuple[Seconds, str, str]] = Ordered()

    def attend(self, kind: str, id: str) -> None:
        self.agenda[kind, id] = None

    def stray(self, offer: OfferId, cause: LegCause) -> None:
        self.strays.setdefault(offer, cause)
        self.attend("stray", offer)

    # -- calls

    def add_dial(self, dial: Dialling) -> None:
        self.dials[dial.call] = dial
        if dial.state is DialState.RINGING:
            self.deadlines.add((dial.until, "dial", dial.call))
        self.attend("dial", dial.call)

    def move_dial(self, dial: Dialling, to: DialState) -> None:
        """The limit of all counts while it rings, also again after a join that failed."""
        self._no_limit(dial)
        if to is DialState.RINGING:
            self.deadlines.add((dial.until, "dial", dial.call))
        dial.state, dial.since = to, self.now
        self.attend("dial", dial.call)

    def forget_dial(self, dial: Dialling, cause: LegCause) -> None:
        """Its legs end."""
        self._no_limit(dial)
        for offer in tuple(dial.legs):
            self.end(self.legs[offer], cause)
        del self.dials[dial.call]
        self.agenda.pop(("dial", dial.call), None)

    def _no_limit(self, dial: Dialling) -> None:
        if dial.state is DialState.RINGING:
            self.deadlines.remove((dial.until, "dial", dial.call))

    # -- legs

    def add_leg(self, leg: Leg) -> None:
        self.legs[leg.id] = leg
        if leg.deadline is not None:
            self.deadlines.add((leg.deadline, "leg", leg.id))
        if leg.state is LegState.ENDING:
            self.attend("leg", leg.id)

    def move_leg(self, leg: Leg, to: LegState) -> None:
        leg.move(to, self.now)
        self.guard(leg)

    def guard(self, leg: Leg) -> None:
        """The deadline of the state that the leg is in."""
        if leg.deadline is not None:
            self.deadlines.remove((leg.deadline, "leg", leg.id))
        lasts = {
            LegState.RINGING: leg.limit + RING_GRACE,
            LegState.CONFIRMING: leg.asked + CONFIRM_GRACE,
            LegState.JOINING: JOIN,
            LegState.TALKING: TALK,
        }
        leg.deadline = self.now + lasts[leg.state] if self.switch and leg.state in lasts else None
        if leg.deadline is not None:
            self.deadlines.add((leg.deadline, "leg", leg.id))

    def end(self, leg: Leg, cause: LegCause) -> None:
        """To be stopped or released."""
        if leg.state is not LegState.ENDING:
            leg.cause = cause
            self._part(leg)
            self.move_leg(leg, LegState.ENDING)
            self.attend("leg", leg.id)

    def close(self, leg: Leg) -> None:
        """It is gone, or ordered to go: what is told of it later is told of a stray."""
        self._part(leg)
        if leg.deadline is not None:
            self.deadlines.remove((leg.deadline, "leg", leg.id))
        self.agenda.pop(("leg", leg.id), None)
        del self.legs[leg.id]

    def _part(self, leg: Leg) -> None:
        dial = self.dials.get(leg.call)
        if dial is not None and leg.id in dial.legs:
            dial.legs.remove(leg.id)
            self.attend("dial", dial.call)
