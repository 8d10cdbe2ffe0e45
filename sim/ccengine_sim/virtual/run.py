"""A plan and a seed give the visits."""

from collections.abc import Callable, Iterator
from math import inf

from ccengine.acd.events import TimePassed
from ccengine.acd.machine import Machine
from ccengine.acd.rules import Rules
from ccengine.model.ids import Seconds
from ccengine_sim.virtual.chance import Chance
from ccengine_sim.virtual.people import Caller, Plan
from ccengine_sim.virtual.timeline import Timeline
from ccengine_sim.virtual.visit import Visit
from ccengine_sim.virtual.world import World


class Run:
    """One day in virtual time, from `begin`: the plan's times count from there.  `machine` may be looked at between two
    steps."""

    def __init__(
        self, plan: Plan, seed: int | str, begin: Seconds = 0.0, make: Callable[[Rules], Machine] = Machine
    ) -> None:
        self.timeline = Timeline(begin)
        self._begin = begin
        chance = Chance(seed)
        self.machine = make(plan.rules)
        self.world = World(self.machine, self.timeline, plan.workers, chance, plan.ends)
        self.visits: list[Visit] = []  # of all who came, in the order of coming
        self._keep: float = inf
        for callers in plan.callers:
            self._expect(callers.come(chance))
        self.world.tell(TimePassed())  # agents who are logged in at first are told of

    def first(self, calls: int) -> list[Visit]:
        """The first so many calls, when the last of them is over.  Meanwhile others go on coming, but are not kept:
        who is counted waits under the same load to the end."""
        self._keep, gone = calls, 0
        while gone < calls and self.step():
            while gone < len(self.visits) and self.visits[gone].left is not None:
                gone += 1
        return self.visits

    def until(self, end: Seconds) -> list[Visit]:
        """All who came by `end`, over or not."""
        while (when := self.next()) is not None and when <= self._begin + end and self.step():
            pass
        return self.visits

    def next(self) -> Seconds | None:
        """When something happens next: of what is planned, and what the machine waits for."""
        planned, due = self.timeline.next(), self.machine.next_deadline()
        if planned is None or due is None:
            return due if planned is None else planned
        return min(planned, due)

    def step(self) -> bool:
        """Let the next thing happen; False when nothing will."""
        planned, due = self.timeline.next(), self.machine.next_deadline()
        if due is not None and (planned is None or due < planned):
            self.timeline.now = due
            self.world.tell(TimePassed())
        elif planned is not None:
            self.timeline.step()
        else:
            return False
        return True

    def _expect(self, coming: Iterator[tuple[Seconds, Caller]]) -> None:
        if (found := next(coming, None)) is not None:
            self.timeline.at(self._begin + found[0], self._arrive, found[1], coming)

    def _arrive(self, caller: Caller, coming: Iterator[tuple[Seconds, Caller]]) -> None:
        visit = self.world.enter(caller)
        if len(self.visits) < self._keep:
            self.visits.append(visit)
        self._expect(coming)


def run(plan: Plan, seed: int | str, calls: int) -> list[Visit]:
    """The first `calls` calls of the plan, all over (or as far as they got when nothing more happens)."""
    return Run(plan, seed).first(calls)
