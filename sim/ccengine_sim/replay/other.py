"""The same people under other rules: the machine in virtual time, from the records' first moment to the last.

Gives records, as a journal has them: what is counted of the day that was is counted of this one, too."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isinf
from typing import assert_never

from ccengine.acd import commands, events
from ccengine.acd.state import AgentState
from ccengine.model.ids import AgentId, CallId, OfferId, Seconds
from ccengine.model.why import By, LegCause
from ccengine.wire.journal import Record
from ccengine_sim.replay.dialling import Dialling
from ccengine_sim.replay.gather import MISSED
from ccengine_sim.replay.habits import Habits, Taken
from ccengine_sim.replay.past import Past
from ccengine_sim.replay.people import ANSWERED, SENT_ON, People, Wait
from ccengine_sim.replay.staffing import Staffing
from ccengine_sim.virtual.timeline import Timeline


def other_rules(past: Past, people: People, staffing: Staffing, until: Seconds, seed: int | str) -> list[Record]:
    """`staffing`: the rules, and who is a copy of whom; a draw of the same seed falls the same under all rules.
    To `until`, and to the last record at least: a wait counts with all that came of it."""
    return _Other(past, people, staffing, seed).run(max(until, past.end))


@dataclass(slots=True)
class _Leg:
    wait: Wait
    agent: AgentId
    taken: Taken
    talking: bool = False
    wrapping: bool = False


class _Other:
    def __init__(self, past: Past, people: People, staffing: Staffing, seed: int | str) -> None:
        self.past, self.people, self.staffing = past, people, staffing
        self.machine = past.machine(staffing.rules)
        self.habits = Habits(people, staffing.copies, seed)
        self.timeline = Timeline(past.begin)
        self.records: list[Record] = []
        self.facts: deque[events.Event] = deque()
        self.waits: dict[CallId, Wait] = {}  # going on
        self.later = {wait.before: wait for wait in people.waits if wait.before is not None}
        self.legs: dict[OfferId, _Leg] = {}
        self.turns: Counter[tuple[int, AgentId]] = Counter()  # rings of an agent for a wait
        self.last: dict[AgentId, tuple[commands.SetAgent, _Leg | None]] = {}
        self.had: dict[AgentId, _Leg] = {}
        self.dialling = Dialling(people, self.habits, self._after, self._come, self._tell)

    def run(self, until: Seconds) -> list[Record]:
        self._begin()
        timeline, machine = self.timeline, self.machine
        while True:
            planned, due = timeline.next(), machine.next_deadline()
            coming = [at for at in (planned, due) if at is not None]
            if not coming or min(coming) > until:
                return self.records
            if due is not None and (planned is None or due < planned):
                timeline.now = max(timeline.now, due)
                self._tell(events.TimePassed())
            else:
                timeline.step()

    def _begin(self) -> None:
        for there in self.machine.agents() if self.past.state else ():
            self._note(commands.SetAgent(there.id, there.state.value, there.reason))
        for agent, original in self.staffing.copies.items() if self.past.state else ():
            self._as_original(agent, original)
        for wait in self.people.waits:
            if wait.before is None and not wait.called_back:
                self.timeline.at(wait.entered, self._enter, wait)
        for asking in self.people.askings:
            if asking.before is None:
                self.timeline.at(asking.at, self._tell, asking.asked)
        for at, wish in self.people.wishes:
            for fact in self.staffing.told(wish):
                self.timeline.at(at, self._tell, fact)
        self._tell(events.TimePassed())

    def _as_original(self, copy: AgentId, original: AgentId) -> None:
        """A copy is there as he is."""
        if (found := self.machine.agent(original)) is None:
            return
        self._tell(events.AgentLoggedIn(copy) if found.logged_in else events.AgentLoggedOut(copy))
        if found.logged_in and found.excuse is not None:
            self._tell(events.AgentNotReady(copy, found.excuse))

    def _note(self, body: object) -> None:
        self.records.append(Record(len(self.records) + 1, self.timeline.now, body))

    def _tell(self, fact: events.Event) -> None:
        self.facts.append(fact)
        while self.facts:
            body = self.facts.popleft()
            self._note(body)
            for order in self.machine.handle(body, self.timeline.now):
                self._note(order)
                self._obey(order)

    def _obey(self, order: commands.Command) -> None:
        match order:
            case commands.Ring():
                self._ring(order)
            case commands.Join(offer=offer):
                if leg := self.legs.get(offer):
                    self._after(leg.taken.joining, self._talk, offer)
            case commands.SetAgent():
                self._agent(order)
            case commands.Release(offer=offer):
                self.dialling.withdrawn(CallId(offer))
                self._released(offer)
            case commands.StopRinging(offer=offer):
                self.legs.pop(offer, None)
            case commands.SendOn(call=call):
                if wait := self.waits.pop(call, None):
                    self._next(wait, SENT_ON, order.leads)
            case commands.CallBack():
                self.dialling.dial(order)
            case commands.Widen() | commands.EndPause() | commands.CallbackOver():
                pass
            case _:
                assert_never(order)

    def _after(self, seconds: Seconds, do: Callable[..., None], *arguments: object) -> None:
        if not isinf(seconds):
            self.timeline.at(self.timeline.now + seconds, do, *arguments)

    # -- callers ------------------------------------------------------------------------------------------------------

    def _enter(self, wait: Wait) -> None:
        self._come(wait, wait.asked)

    def _come(self, wait: Wait, fact: events.Event) -> None:
        """`fact`: that he waits from now on."""
        self.waits[wait.asked.call] = wait
        after, by = self.habits.gives_up(wait)
        self._after(after, self._give_up, wait, by)
        self._tell(fact)

    def _give_up(self, wait: Wait, by: By) -> None:
        call = wait.asked.call
        if self.waits.get(call) is wait and not any(leg.talking and leg.wait is wait for leg in self.legs.values()):
            if wait.key:
                self._tell(events.WayOutTaken(call, wait.key))
                return
            del self.waits[call]
            self._tell(events.CallerLeft(call, by))
            self._next(wait, by.value)

    def _next(self, wait: Wait, how: str, way_out: str = "") -> None:
        """He waits once more, or asks to be called back, where he did after a wait that ended so."""
        if (wait.how, wait.exit) != (how, way_out):
            return
        if later := self.later.get(wait.number):
            self._after(later.gap, self._enter, later)
        if asking := self.dialling.asking_after(wait):
            self._after(asking.gap, self._tell, asking.asked)

    # -- agents -------------------------------------------------------------------------------------------------------

    def _ring(self, order: commands.Ring) -> None:
        wait = self.waits[order.call]
        key = (wait.number, order.agent)
        taken = self.habits.takes(order.agent, wait, self.turns[key])
        self.turns[key] += 1
        self.legs[order.offer] = self.had[order.agent] = _Leg(wait, order.agent, taken)
        if taken.after >= order.limit:
            # As late as the switch was that day, when it was the same limit.
            known = taken.known
            late = known.after if known and known.cause is LegCause.NO_ANSWER and known.limit == order.limit else 0.0
            self._after(late or order.limit, self._of_leg, events.OfferFailed(order.offer, LegCause.NO_ANSWER))
        elif taken.answered:
            self._after(taken.after, self._of_leg, events.OfferAnswered(order.offer))
        else:
            cause = taken.cause or LegCause.UNREACHABLE
            self._after(taken.after, self._of_leg, events.OfferFailed(order.offer, cause))

    def _of_leg(self, fact: events.OfferAnswered | events.OfferFailed) -> None:
        if fact.offer in self.legs:
            if isinstance(fact, events.OfferFailed):
                del self.legs[fact.offer]
            self._tell(fact)

    def _talk(self, offer: OfferId) -> None:
        leg = self.legs.get(offer)
        if leg is None or self.waits.get(leg.wait.asked.call) is not leg.wait:
            return  # he left meanwhile
        leg.talking = True
        seconds, by = self.habits.talks(leg.agent, leg.wait)
        self._after(seconds, self._end, offer, by)
        self._tell(events.TalkBegan(offer))

    def _end(self, offer: OfferId, by: By) -> None:
        if leg := self.legs.pop(offer, None):
            self._over(leg)
            self._tell(events.TalkEnded(offer, by))

    def _released(self, offer: OfferId) -> None:
        """A talk at the machine's own limit, or a leg that nobody wants."""
        if (leg := self.legs.pop(offer, None)) and leg.talking:
            self._over(leg)

    def _over(self, leg: _Leg) -> None:
        self.waits.pop(leg.wait.asked.call, None)
        self._next(leg.wait, ANSWERED)

    def _agent(self, order: commands.SetAgent) -> None:
        leg = self.had.get(order.agent)
        told = self.last[order.agent] = (order, leg)
        if leg is None:
            return
        if order.state == AgentState.WRAP_UP:
            if leg.wrapping:  # it is extended: what he says is planned
                return
            leg.wrapping = True
            for after, fact in self.habits.wraps_up(order.agent, leg.wait, leg.taken):
                self._after(after, self._say, told, _his(fact, order.agent))
        elif order.state == AgentState.NOT_READY and order.reason in MISSED:
            back = self.habits.comes_back(order.agent, leg.wait, leg.taken)
            self._after(back, self._say, told, events.AgentReady(order.agent))

    def _say(self, told: tuple[commands.SetAgent, _Leg | None], fact: events.Event) -> None:
        """Unless his state has changed since; an extension is told as a new order of the same state."""
        order, leg = self.last[told[0].agent]
        if (order.state, order.reason) == (told[0].state, told[0].reason) and leg is told[1]:
            self._tell(fact)


def _his(fact: events.Event, agent: AgentId) -> events.Event:
    assert isinstance(fact, events.AgentReady | events.WrapUpExtended)
    return replace(fact, agent=agent)
