"""When an agent's phone can take its next INVITE.

An offer that is withdrawn is over for the machine at once, and its agent is offered the next caller; the phone is not
that fast.  Asterisk may be late with the BYE or the CANCEL (1.6 s were seen on a machine without a free core), and the
phone has to answer it: it says 486 to an INVITE that comes before."""

import time
from collections import OrderedDict
from collections.abc import Callable

from ccengine.model.ids import AgentId, OfferId, Seconds

REST: Seconds = 0.4
"""Between the end of a leg by CANCEL and the next INVITE: Asterisk forgets the leg with the CANCEL, the phone said 486
to 14 of 16 INVITEs that came right behind."""
LOOK: Seconds = 0.05
"""Between two looks whether a leg is gone, should nobody tell of its end."""
PATIENCE: Seconds = 4.0  # then the next caller waits no longer for it; less than the ring_grace of acd/rules.py
KEPT = 4096  # offers remembered


class PhonesAtRest:
    def __init__(self, there: Callable[[OfferId], bool], now: Callable[[], float] = time.monotonic) -> None:
        """`there`: has this leg a channel, or will it have one?"""
        self._there = there
        self._now = now
        self._rung: OrderedDict[OfferId, tuple[AgentId, OfferId | None, float]] = OrderedDict()
        """By offer: the phone, the leg that it had before, and when it was ordered to ring."""
        self._last: dict[AgentId, OfferId] = {}
        self._stopped: set[OfferId] = set()
        self._until: dict[AgentId, float] = {}

    def rung(self, agent: AgentId, offer: OfferId) -> None:
        self._rung[offer] = (agent, self._last.get(agent), self._now())
        self._last[agent] = offer
        while len(self._rung) > KEPT:
            self._stopped.discard(self._rung.popitem(last=False)[0])

    def stopped(self, offer: OfferId) -> None:
        """It is to stop ringing."""
        if offer in self._rung:
            self._stopped.add(offer)
            self._until[self._rung[offer][0]] = self._now() + REST

    def ended(self, offer: OfferId) -> None:
        """Its channel is gone: a CANCEL was sent just now if it was ringing."""
        if offer in self._stopped:
            self.stopped(offer)
            self._stopped.discard(offer)

    def before(self, offer: OfferId) -> OfferId | None:
        """The leg that its phone had before."""
        return self._rung[offer][1] if offer in self._rung else None

    def rest(self, offer: OfferId) -> Seconds:
        """After which to ask again; 0 when its phone can be rung."""
        if offer not in self._rung:
            return 0.0
        agent, before, since = self._rung[offer]
        now = self._now()
        if before is not None and self._there(before) and now - since < PATIENCE:
            return LOOK
        return max(0.0, self._until.get(agent, 0.0) - now)
