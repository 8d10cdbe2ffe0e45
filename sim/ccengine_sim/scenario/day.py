"""A scenario and a seed give a day."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from ccengine.acd.events import AgentLoggedIn, AgentLoggedOut, AgentNotReady, AgentReady, TimePassed
from ccengine.acd.machine import Machine
from ccengine.acd.rules import Rules
from ccengine.model.ids import AgentId, CallId, NodeId, QueueName, Seconds
from ccengine_sim.scenario import faults
from ccengine_sim.scenario.callbacks import CallbackBook
from ccengine_sim.scenario.promises import Promises
from ccengine_sim.scenario.report import States
from ccengine_sim.scenario.scenario import Scenario, Sort, Working, clock
from ccengine_sim.virtual import Caller, Chance, Worker
from ccengine_sim.virtual.calling_back import EVERYBODY
from ccengine_sim.virtual.hotline import Hotline
from ccengine_sim.virtual.line import Lengths
from ccengine_sim.virtual.memory import StateLost
from ccengine_sim.virtual.session import Entrance, Person
from ccengine_sim.virtual.switchboard import House
from ccengine_sim.virtual.telephone import GOLDEN, Chances
from ccengine_sim.virtual.timeline import Timeline

SAMPLED = 1000
"""Steps from one look at the invariants to the next."""
LATE: Seconds = 4 * 3600.0
"""After the last call came, all are gone by then: no talk of a scenario and no flow lasts so long."""
BREAK = "break"
NO_QUEUE = QueueName("")  # which one a caller comes to, his flow decides


class Broken(Exception):
    """Something that must always hold did not."""

    def __init__(self, at: Seconds, what: str) -> None:
        super().__init__(f"at {clock(at)}: {what}")


class Day:
    """`visits` and `states` tell what became of it, `calls` how many came."""

    def __init__(
        self,
        scenario: Scenario,
        seed: int | str,
        entrances: Mapping[str, Entrance],
        lengths: Lengths,
        every: int = SAMPLED,
    ) -> None:
        """`every`: steps from one look at the machine's invariants to the next; 1 for all."""
        self.scenario, self.every = scenario, every
        self.steps = self.calls = 0
        chance, self.timeline = Chance(seed), Timeline(scenario.midnight + scenario.begins)
        self.states, self.callbacks = States(), CallbackBook()
        workers = [_worker(agent, working) for agent, working in scenario.staff.items()]
        zone = ZoneInfo(scenario.settings.timezone or "UTC")
        machine = Machine(Rules.from_settings(scenario.settings))
        outgoing = scenario.settings.outgoing
        house = House(entrances, lengths, zone, outgoing if outgoing.contact else EVERYBODY)
        self.hotline = Hotline(machine, self.timeline, workers, chance, house, self._watch, scenario.keeps)
        self.promises = Promises(lambda: self.hotline.machine)
        self.hotline.tell(TimePassed())
        for agent, working in scenario.staff.items():
            self._works(agent, working)
        for sort in scenario.sorts:
            self._expect(self._people(sort, chance))
        faults.plan(scenario, self.hotline, chance)

    def _watch(self, body: object, now: Seconds) -> None:
        self.states.take(body, now)
        if self.scenario.longest_kept:
            self.callbacks.take(body, now)
            self.promises.take(body, now)

    def run(self) -> None:
        """To the end of the last call.  Raises Broken."""
        last = self.scenario.midnight + self.scenario.ends
        late = last + LATE + self.scenario.longest_kept
        try:
            while (when := self._step(last)) is not None:
                if when > late:
                    raise self._broken(f"{len(self.hotline.sessions)} callers are still there")
                self.steps += 1
                if broken := self.promises.broken:
                    raise self._broken(broken[0])
                if self.steps % self.every == 0:
                    self._check()
        except StateLost as lost:
            raise self._broken(str(lost)) from lost
        self.timeline.now = max(self.timeline.now, last)
        self._check()
        self._whole()

    def _step(self, last: Seconds) -> Seconds | None:
        """The next thing happens: when; None when nothing will, or nothing before the day's end, and all are gone
        and called back."""
        timeline, hotline = self.timeline, self.hotline
        planned, due = timeline.next(), hotline.next_deadline()
        by_itself = planned is None or (due is not None and due < planned)
        when = due if by_itself else planned
        if when is None or (when > last and not hotline.sessions and not self.promises.open()):
            return None
        if by_itself:
            timeline.now = max(timeline.now, when)
            hotline.tell(TimePassed())
        else:
            timeline.step()
            hotline.pump()  # a flow that went on may have asked for something
        return when

    def _check(self) -> None:
        if found := self.hotline.machine.check():
            raise self._broken(", ".join(found))

    def _broken(self, what: str) -> Broken:
        return Broken(self.timeline.now - self.scenario.midnight, what)

    def _whole(self) -> None:
        """Of the day: nobody is lost, no agent is rung for nobody or talks with two."""
        machine, visits = self.hotline.machine, self.hotline.visits
        if left := [visit.caller.call for visit in visits if visit.left is None]:
            raise self._broken(f"lost: {left[0]} entered a queue and never left")
        if open := self.promises.open():
            raise self._broken(f"{open[0]} has come to no end")
        if twice := self.hotline.back.twice:
            raise self._broken(f"{twice[0].number} was called while it rang already")
        if strays := self.hotline.strays:
            raise self._broken(f"agent {strays[0].agent} was rung for {strays[0].call}, who had left before")
        if machine.calls():
            raise self._broken(f"the machine still has {machine.calls()[0].id}, who is gone")
        busy: dict[AgentId | None, Seconds] = {}
        talks = (visit for visit in visits if visit.answered is not None)
        for visit in sorted(talks, key=lambda visit: visit.answered or 0.0):
            if (visit.answered or 0.0) < busy.get(visit.agent, 0.0):
                raise self._broken(f"agent {visit.agent} talked with {visit.caller.call} and another at once")
            busy[visit.agent] = visit.left or 0.0

    # -- who comes ----------------------------------------------------------------------------------------------------

    def _expect(self, coming: Iterator[tuple[Seconds, Person]]) -> None:
        found = next(coming, None)
        if found is not None and found[0] < self.scenario.midnight + self.scenario.ends:
            self.timeline.at(found[0], self._arrive, found[1], coming)

    def _arrive(self, person: Person, coming: Iterator[tuple[Seconds, Person]]) -> None:
        self._expect(coming)
        self.calls += 1
        self.hotline.arrive(person)

    def _people(self, sort: Sort, chance: Chance) -> Iterator[tuple[Seconds, Person]]:
        gap, patience, talk, thinks, keys = (
            chance.stream(f"{sort.name}/{what}") for what in ("arrival", "patience", "talk", "thinks", "keys")
        )
        begin, telephone = self.scenario.midnight, Chances(sort.telephone, chance, sort.name)
        number = 0
        for at in sort.arrivals.times(gap):
            if at < self.scenario.begins:
                continue
            n, number = number, number + 1
            call = CallId(f"{sort.name}-{n}")
            waits, talks = sort.patience.draw(patience, n), sort.talk.draw(talk, n)
            caller = Caller(call, sort.name, NO_QUEUE, 0.0, waits, talks)
            later = replace(
                caller,
                patience=telephone.drawn("patience", sort.telephone.patience, n, waits),
                talk=telephone.drawn("talk", sort.telephone.talk, n, talks),
            )
            pressed: Counter[NodeId] = Counter()

            def press(node: NodeId, n: int = n, pressed: Counter[NodeId] = pressed) -> str:
                """Another number for each time at a node: 61 is far from a block's length."""
                if (shares := sort.keys.get(node)) is None:
                    return ""
                uniform = (keys[n] + GOLDEN * pressed.total()) % 1.0
                pressed[node] += 1
                return shares[min(bisect_right([share for _, share in shares], uniform), len(shares) - 1)][0]

            def think(n: int = n) -> Seconds:
                return sort.thinks.draw(thinks, n)

            yield (
                begin + at,
                Person(
                    caller,
                    called=sort.calls,
                    number=f"1{n % (sort.people or 10**10):010}",
                    ends=sort.ends,
                    keys=press,
                    thinks=think,
                    later=later,
                    accepts=telephone.accepts(n),
                    answers=partial(telephone.answer, n),
                ),
            )

    def _works(self, agent: AgentId, working: Working) -> None:
        midnight = self.scenario.midnight
        for begin, end in working.shifts:
            self.timeline.at(midnight + begin, self._log_in, agent)
            self.timeline.at(midnight + end, self.hotline.tell, AgentLoggedOut(agent))
        for begin, end in working.breaks:
            self.timeline.at(midnight + begin, self.hotline.tell, AgentNotReady(agent, BREAK))
            self.timeline.at(midnight + end, self.hotline.tell, AgentReady(agent))

    def _log_in(self, agent: AgentId) -> None:
        self.hotline.tell(AgentLoggedIn(agent))
        self.hotline.tell(AgentReady(agent))


def _worker(agent: AgentId, working: Working) -> Worker:
    return Worker(agent, working.answers, working.ready_after, working.comes_back)
