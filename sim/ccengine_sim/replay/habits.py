"""What callers and agents do under other rules: what they did that day where it is the same situation, else a value of
their own from that day, drawn by seed.

The same situation: the same caller waits no longer than he did; the same agent is rung for, talks with, or wraps up the
same wait.  A copy of an agent does as the one he is a copy of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TypeVar

from ccengine.acd.events import Event
from ccengine.model.ids import AgentId, QueueName, Seconds
from ccengine.model.why import By, LegCause
from ccengine_sim.replay.patience import Patience, fit
from ccengine_sim.replay.people import ANSWERED, Asking, Dial, People, Ringing, Wait
from ccengine_sim.virtual import Chance

T = TypeVar("T")
Wrapping = Sequence[tuple[Seconds, Event]]


@dataclass(frozen=True, slots=True)
class Taken:
    """How a ring goes: answered after so long, or failed; inf: rings until it is withdrawn or its limit."""

    after: Seconds
    answered: bool
    cause: LegCause | None = None
    joining: Seconds = 0.0
    known: Ringing | None = None  # the ring whose like it is: what follows from it follows again


FOR_EVER = Patience((), ())
STREAMS = ("patience", "talk", "ring", "wrap-up", "back", "dial")
NO_ANSWER = Taken(inf, False, LegCause.NO_ANSWER)


class Habits:
    def __init__(self, people: People, copies: Mapping[AgentId, AgentId], seed: int | str) -> None:
        self._people, self._copies = people, copies
        chance = Chance(seed)
        self._streams = {what: chance.stream(what) for what in STREAMS}
        waits: dict[QueueName, list[tuple[Seconds, bool]]] = defaultdict(list)
        self._talks: dict[AgentId, list[Wait]] = defaultdict(list)
        self._rings: dict[AgentId, list[Ringing]] = defaultdict(list)
        self._of: dict[tuple[int, AgentId], list[Ringing]] = defaultdict(list)
        for wait in people.waits:
            if not wait.called_back:  # he waits for a phone that rings already
                waits[wait.asked.queue].append((wait.wait, wait.gave_up))
            if wait.talk is not None:
                self._talks[wait.agent].append(wait)
        for ring in people.rings:
            self._of[ring.wait, ring.agent].append(ring)
            if ring.answered or ring.cause:
                self._rings[ring.agent].append(ring)
        self._every_talk = [wait for talks in self._talks.values() for wait in talks]
        self._every_back = [ring.back for ring in people.rings if ring.back is not None]
        self._every_dial = [dial for dial in people.dials if dial.known]
        self.patience: dict[QueueName, Patience] = {queue: fit(found) for queue, found in waits.items()}

    def original(self, agent: AgentId) -> AgentId:
        return self._copies.get(agent, agent)

    def gives_up(self, wait: Wait) -> tuple[Seconds, By]:
        """After so long, and who ends it: who gave up that day, left by a key, or was taken out of the queue, does so
        again; who was answered has at least the patience that he showed."""
        if wait.how in (By.FLOW, By.OPERATOR, By.SWITCH, By.ENGINE, By.UNKNOWN):
            return wait.wait, By(wait.how)
        if wait.gave_up or wait.key:
            return wait.wait, By.CALLER
        uniform = self._streams["patience"][wait.number]
        patience = self.patience.get(wait.asked.queue, FOR_EVER)
        return patience.draw(wait.wait, uniform), By.CALLER

    def takes(self, agent: AgentId, wait: Wait, turn: int) -> Taken:
        """The agent is rung for the `turn`-th time for this wait, from 0."""
        known = self._of.get((wait.number, agent), [])
        if turn < len(known) and (known[turn].answered or known[turn].cause):
            return _as_known(known[turn])
        least = known[turn].after if turn < len(known) else 0.0  # he let it ring so long
        his = [ring for ring in self._rings[self.original(agent)] if ring.after >= least]
        drawn = self._drawn("ring", wait, turn, his)
        return _as_known(drawn) if drawn else NO_ANSWER

    def answers(self, asking: Asking, turn: int) -> Dial | None:
        """Who asked is dialled for the `turn`-th time, from 0; None: nobody was dialled that day."""
        if turn < len(asking.dials) and asking.dials[turn].known:
            return asking.dials[turn]
        return self._pick("dial", asking.number, turn, self._every_dial)

    def talks(self, agent: AgentId, wait: Wait) -> tuple[Seconds, By]:
        """So long, and who ends it."""
        if wait.how == ANSWERED and wait.agent == agent:
            return (inf, wait.by) if wait.talk is None else (wait.talk, wait.by)
        drawn = self._drawn("talk", wait, 0, self._talks[self.original(agent)] or self._every_talk)
        return (drawn.talk or 0.0, drawn.by) if drawn else (inf, By.UNKNOWN)

    def wraps_up(self, agent: AgentId, wait: Wait, taken: Taken) -> Wrapping:
        """What he says after the begin of his wrap-up; nothing: the queue's limit ends it."""
        if taken.known and _same(taken.known, agent, wait):
            return taken.known.wrapping
        answered = [ring for ring in self._rings[self.original(agent)] if ring.answered]
        drawn = self._drawn("wrap-up", wait, 0, answered)
        return drawn.wrapping if drawn else ()

    def comes_back(self, agent: AgentId, wait: Wait, taken: Taken) -> Seconds:
        """Who was made not ready because he missed a ring says ready after so long; inf: he does not."""
        if taken.known and _same(taken.known, agent, wait):
            return inf if taken.known.back is None else taken.known.back
        his = [ring.back for ring in self._rings[self.original(agent)] if ring.back is not None]
        drawn = self._drawn("back", wait, 0, his or self._every_back)
        return inf if drawn is None else drawn

    def _drawn(self, what: str, wait: Wait, turn: int, values: Sequence[T]) -> T | None:
        return self._pick(what, wait.number, turn, values)

    def _pick(self, what: str, number: int, turn: int, values: Sequence[T]) -> T | None:
        """Number `number` of the stream: what others draw changes nothing."""
        if not values:
            return None
        uniform = (self._streams[what][number] + turn * 0.6180339887498949) % 1.0
        return values[int(uniform * len(values))]


def _same(known: Ringing, agent: AgentId, wait: Wait) -> bool:
    return known.agent == agent and known.wait == wait.number


def _as_known(ring: Ringing) -> Taken:
    # Who let it ring to its limit does not answer at another one either.
    unheard = ring.cause is LegCause.NO_ANSWER
    return Taken(inf if unheard else ring.after, ring.answered, ring.cause, ring.joining, ring)
