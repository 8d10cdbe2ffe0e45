"""Days with callbacks in them: who asked is dialled again, and answers as he did."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from ccengine.acd import commands, events
from ccengine.acd.machine import Machine
from ccengine.acd.rules import Rules
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.settings import parse_settings
from ccengine.model.why import By, LegCause
from ccengine.wire.journal import Record
from ccengine_sim.replay import Past, gather, other_rules, staffed
from ccengine_sim.replay.past import apply
from tests.unit.sim_replay.day import MORNING, Noting

SETTINGS = """\
timezone: Asia/Shanghai
outgoing: {contact: "sip:192.0.2.1:5060", caller: "4008001234", allowed: ["13"]}
agents:
  8001: {}
queues:
  service:
    agents: 8001
    wrap_up: 10s
    callbacks: {share: 100%, tries: 3, pause: 1m, ring: 30s}
"""
A, B, C, BACK = CallId("A"), CallId("B"), CallId("C"), CallId("back:B")
SERVICE = QueueName("service")


class Day:
    """One morning, told fact by fact; times are seconds after nine."""

    def __init__(self, settings: str = SETTINGS) -> None:
        self.machine = Noting(Rules.from_settings(parse_settings(settings, "settings.yaml")))
        self.ring, self.leg = OfferId(""), CallId("")  # the last that was ordered
        self._tell(events.TimePassed(), MORNING)

    def until(self, seconds: float) -> None:
        """What the machine decides by the clock before that."""
        while (due := self.machine.next_deadline()) is not None and due < MORNING + seconds:
            self._tell(events.TimePassed(), due)

    def at(self, seconds: float, fact: events.Event) -> None:
        self.until(seconds)
        self._tell(fact, MORNING + seconds)

    def _tell(self, fact: events.Event, now: float) -> None:
        for order in self.machine.handle(fact, now):
            if isinstance(order, commands.Ring):
                self.ring = order.offer
            elif isinstance(order, commands.CallBack):
                self.leg = order.call

    def talks(self, begin: float, end: float) -> None:
        self.until(begin)
        self.at(begin, events.OfferAnswered(self.ring))
        self.at(begin, events.TalkBegan(self.ring))
        self.at(end, events.TalkEnded(self.ring, By.CALLER))

    @property
    def past(self) -> Past:
        return Past(tuple(self.machine.records))


def day() -> Day:
    """B leaves the queue by a key and asks; he is busy at first, and reached a minute later."""
    day = Day()
    day.at(0, events.CallerQueued(A, SERVICE))
    day.at(5, events.OfferAnswered(day.ring))
    day.at(5, events.TalkBegan(day.ring))
    day.at(10, events.CallerQueued(B, SERVICE))
    day.at(20, events.WayOutTaken(B, "1"))
    day.at(21, events.CallbackAsked(BACK, B, SERVICE, "13800000001"))
    day.at(30, events.CallerQueued(C, SERVICE))
    day.at(105, events.TalkEnded(day.ring, By.CALLER))
    day.until(125)
    day.at(125, events.CallbackFailed(day.leg, LegCause.BUSY))
    day.talks(130, 160)
    day.until(195)
    day.at(195, events.CallbackReached(day.leg, SERVICE))
    day.talks(202, 237)
    day.at(300, events.TimePassed())
    return day


def simulated(past: Past, settings: str = SETTINGS, more: int = 0, seed: int = 1) -> list[Record]:
    people = gather(past)
    return other_rules(past, people, staffed(parse_settings(settings, "s"), past, people, more), past.end, seed)


def dialled(records: list[Record]) -> list[tuple[float, str]]:
    """When, and what came of it."""
    kinds = (commands.CallBack, events.CallbackFailed, events.CallbackReached)
    return [(round(each.t - MORNING, 3), type(each.body).__name__) for each in records if isinstance(each.body, kinds)]


def happened(records: Iterable[Record]) -> list[tuple[float, object]]:
    """To the millisecond; without the looks at the clock."""
    return [(round(each.t, 3), each.body) for each in records if not isinstance(each.body, events.TimePassed)]


def talked(records: list[Record]) -> list[float]:
    return [round(each.t - MORNING, 3) for each in records if isinstance(each.body, events.TalkBegan)]


def test_under_the_same_rules_he_is_dialled_and_reached_as_he_was() -> None:
    past = day().past
    assert dialled([*past.records]) == [
        (115, "CallBack"), (125, "CallbackFailed"), (185, "CallBack"), (195, "CallbackReached"),
    ]  # fmt: skip
    assert happened(simulated(past)) == happened(past.records)


def test_other_rules_of_callbacks() -> None:
    past = day().past
    soon = simulated(past, SETTINGS.replace("pause: 1m", "pause: 10s"))
    # C is talked with to 160, and wrap-up is to 170.
    assert dialled(soon)[2:] == [(170, "CallBack"), (180, "CallbackReached")]
    once = simulated(past, SETTINGS.replace("tries: 3", "tries: 1"))
    assert dialled(once) == [(115, "CallBack"), (125, "CallbackFailed")]
    assert talked(once) == [5, 130]
    none = simulated(past, SETTINGS.partition("    callbacks")[0])
    assert dialled(none) == []
    assert talked(none) == [5, 120]  # C is rung ten seconds sooner


def test_who_is_answered_in_time_does_not_ask() -> None:
    assert dialled(simulated(day().past, more=1)) == []


def test_who_asks_without_having_waited_asks_by_the_clock() -> None:
    told = Day()
    told.at(10, events.CallbackAsked(BACK, B, SERVICE, "13800000001"))
    told.at(14, events.CallbackReached(told.leg, SERVICE))
    told.talks(15, 20)
    assert dialled(simulated(told.past)) == [(10, "CallBack"), (14, "CallbackReached")]
    assert talked(simulated(told.past)) == [15]


def test_who_leaves_the_queue_by_another_way_does_not_ask() -> None:
    assert dialled(simulated(day().past, SETTINGS + "    longest_wait: 5s\n")) == []


def test_who_still_waits_is_not_kept() -> None:
    told = day()
    told.at(310, events.CallerQueued(CallId("D"), SERVICE))
    told.until(315)
    told.at(315, events.CallbackAsked(CallId("back:D"), CallId("D"), SERVICE, "13800000002"))
    told.talks(320, 340)
    assert happened(simulated(told.past)) == happened(told.past.records)


def test_an_operator_forgets_it_by_the_clock_while_he_is_dialled() -> None:
    told = Day()
    told.at(10, events.CallbackAsked(BACK, B, SERVICE, "13800000001"))
    told.at(15, events.CallbackCancelled(BACK, "operator"))
    told.at(60, events.TimePassed())
    assert happened(simulated(told.past)) == happened(told.past.records)


@pytest.mark.parametrize(
    ("end", "settings", "fails"),
    [
        (lambda day: day.at(33, events.CallerLeft(day.leg, By.CALLER)), SETTINGS, 33),  # he did not press the key
        (lambda day: None, SETTINGS, 100),  # the machine's own limit, when the switch tells nothing
        (lambda day: None, SETTINGS.replace("ring: 30s", "ring: 20s"), 30),
        (lambda day: day.at(20, events.CallbackFailed(day.leg, LegCause.BUSY)), SETTINGS, 20),
        (lambda day: day.at(20, events.CallbackFailed(day.leg, LegCause.BUSY)), SETTINGS.replace("30s", "5s"), 15),
        # What he would have done is not known: as the second try, of which the switch told nothing.
        (lambda day: day.at(20, events.CallbackFailed(day.leg, LegCause.SWITCH_LOST)), SETTINGS, 100),
    ],
)
def test_what_else_becomes_of_a_dial(end: Callable[[Day], None], settings: str, fails: float) -> None:
    told = Day()
    told.at(10, events.CallbackAsked(BACK, B, SERVICE, "13800000001"))
    end(told)
    told.at(200, events.TimePassed())
    assert dialled(simulated(told.past, settings))[:2] == [(10, "CallBack"), (fails, "CallbackFailed")]


def test_one_of_whom_nothing_is_known_answers_as_another_did() -> None:
    """D is dialled as the journal ends.  B was busy after ten seconds, and reached after ten the next time; his phone
    rang for seven seconds, those of the others for five."""
    told = day()
    told.at(310, events.CallbackAsked(CallId("back:D"), CallId("D"), SERVICE, "13800000002"))
    past = replace(told.past, records=(*told.past.records, Record(999, MORNING + 330, events.TimePassed())))
    days = [simulated(past, seed=seed) for seed in range(20)]
    outcomes = {tuple(dialled(each)[4:]) for each in days}
    assert outcomes == {((310, "CallBack"), (320, outcome)) for outcome in ("CallbackFailed", "CallbackReached")}
    assert {talk for each in days for talk in talked(each)[3:]} == {325, 327}


def test_callbacks_that_were_kept_from_before() -> None:
    """From 130 on: B asked before that, and was dialled once; there is one outcome to draw from."""
    told = day()
    rules = Rules.from_settings(parse_settings(SETTINGS, "settings.yaml"))
    before = [each for each in told.past.records if each.t < MORNING + 170]
    machine = Machine(rules)
    for each in before:
        apply(machine, each)
    past = Past(told.past.records[len(before) :], machine.snapshot())
    assert dialled(simulated(past)) == [(185, "CallBack"), (195, "CallbackReached")]
    assert len(talked(simulated(past))) == 1


def test_a_wrap_up_is_extended_as_often_as_it_was() -> None:
    told = Day()
    told.at(0, events.CallerQueued(A, SERVICE))
    told.talks(5, 105)
    told.at(110, events.WrapUpExtended(AgentId("8001"), 60.0))
    told.at(120, events.WrapUpExtended(AgentId("8001"), 30.0))
    told.at(300, events.TimePassed())
    assert happened(simulated(told.past)) == happened(told.past.records)
