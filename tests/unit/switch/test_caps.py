"""Caps of outgoing legs: exact, by day, over a crash, and told once."""

import json
import random
from dataclasses import dataclass, field, replace

import pytest

from ccengine.acd import commands, events
from ccengine.model import facts
from ccengine.model.ids import CallId, OfferId
from ccengine.model.outgoing import DayCap, Outgoing
from ccengine.model.parties import Outside
from ccengine.model.why import By, LegCause
from ccengine.switch.gate import Around, Gate, NotDialled, Origin
from ccengine.switch.tally import Tally

OUT = Outgoing(
    "sip:192.0.2.1", allowed=("13", "0755"), at_once=1000, per_number=1000, per_call=1000, per_caller=1000, per_day=1000
)
MOBILE = "13800138000"
DAY = 86_400.0


@dataclass
class House:
    """A gate with a journal: what left, what was on record before, and an engine that may die at any moment."""

    outgoing: Outgoing
    now: float = 0.0
    journal: list[tuple[object, float]] = field(default_factory=list)
    left: list[facts.LegSent] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    origins: dict[CallId, Origin] = field(default_factory=dict)
    legs: int = 0

    def __post_init__(self) -> None:
        self.tally = Tally()
        self.begin()

    def begin(self) -> None:
        around = Around(
            of=lambda call: self.origins.get(call, Origin()),
            now=lambda: self.now,
            day=lambda: f"2026-11-{1 + int(self.now // DAY):02d}",
            alarm=self.alarms.append,
        )
        self.gate = Gate(self.outgoing, self.tally, around)

    def asks(self, number: str = MOBILE, call: str = "a") -> facts.LegSent | LegCause:
        """At the gate; its record is still to be written."""
        self.legs += 1
        try:
            _, leg = self.gate.number(OfferId(f"d1-{self.legs}"), Outside(number), CallId(call))
        except NotDialled as told:
            return told.cause
        assert leg is not None
        return leg

    def written(self, leg: facts.LegSent) -> None:
        """Then it leaves."""
        self.record(leg)
        self.left.append(leg)

    def record(self, body: object) -> None:
        self.journal.append((body, self.now))
        self.tally.apply(body, self.now)

    def sends(self, number: str = MOBILE, call: str = "a") -> LegCause | None:
        leg = self.asks(number, call)
        if isinstance(leg, LegCause):
            return leg
        self.written(leg)
        return None

    def talks(self, seconds: float, number: str = MOBILE, call: str = "a") -> LegCause | None:
        if why := self.sends(number, call):
            return why
        offer = self.left[-1].offer
        self.record(events.OfferAnswered(offer))
        self.now += seconds
        self.record(events.TalkEnded(offer, By.AGENT))
        self.gate.over(offer)
        return None

    def dies(self, snapshot: bool) -> None:
        """What was not written is forgotten."""
        if snapshot:
            self.tally = Tally.restore(json.loads(json.dumps(self.tally.snapshot())))
        else:
            self.tally = Tally()
            for body, at in self.journal:
                self.tally.apply(body, at)
        self.begin()


def test_fifty_at_one_moment_are_exactly_the_cap() -> None:
    house = House(replace(OUT, per_day=17))
    asked = [house.asks(call=f"call {n}") for n in range(50)]  # nothing is written yet
    legs = [leg for leg in asked if isinstance(leg, facts.LegSent)]
    assert len(legs) == 17
    assert set(asked) - set(legs) == {LegCause.CAPPED}
    for leg in legs:
        house.written(leg)
    assert house.sends() is LegCause.CAPPED
    assert house.alarms == [
        "outgoing calls: 17 legs a day in all are reached; no other leaves today (`outgoing: per_day` of settings.yaml)"
    ]


@pytest.mark.parametrize("seed", range(60))
def test_never_one_more_in_any_order_with_crashes_in_the_midst(seed: int) -> None:
    """Asks, writes, ends and deaths mixed; a leg that was not written never left.  What was asked for and forgotten by
    a crash may be asked for again: so in the end it is the cap, exactly."""
    chance = random.Random(seed)
    house = House(replace(OUT, per_day=20))
    pending: list[facts.LegSent] = []
    for _ in range(300):
        match chance.choice("aaaawwwed"):
            case "a" if isinstance(leg := house.asks(call=f"call {chance.random()}"), facts.LegSent):
                pending.append(leg)
            case "w" if pending:
                house.written(pending.pop(chance.randrange(len(pending))))
            case "e" if house.left:
                offer = chance.choice(house.left).offer
                house.record(events.OfferFailed(offer, LegCause.BUSY))
                house.gate.over(offer)
            case "d" if chance.random() < 0.2:
                pending.clear()
                house.dies(snapshot=False)
            case _:
                pass
        assert len(house.left) <= 20
        assert house.tally.legs("all", "2026-11-01") >= len(house.left)
    for leg in pending:
        house.written(leg)
    while house.sends() is None:
        pass
    assert len(house.left) == 20


def test_a_snapshot_says_the_same_as_the_journal() -> None:
    house = House(replace(OUT, per_day=30, per_call=30))
    for n in range(12):
        house.origins[CallId(f"c{n}")] = Origin("p", f"who {n % 3}")
        house.talks(10.0, call=f"c{n}")
    before = house.tally.snapshot()
    house.dies(snapshot=True)
    assert house.tally.snapshot() == before
    house.dies(snapshot=False)
    assert house.tally.snapshot() == before


def test_told_twice_is_counted_once() -> None:
    """The gate has counted it; its record, or a snapshot and the record behind it, says so again."""
    house = House(OUT)
    house.sends()
    house.tally.apply(house.left[0], house.now)
    assert house.tally.legs("all", "2026-11-01") == 1


def test_a_new_day_begins_at_midnight() -> None:
    house = House(replace(OUT, per_day=2))
    assert [house.sends() for _ in range(3)] == [None, None, LegCause.CAPPED]
    house.now = DAY - 1
    assert house.sends() is LegCause.CAPPED
    house.now = DAY
    assert [house.sends() for _ in range(3)] == [None, None, LegCause.CAPPED]
    assert len(house.alarms) == 2, "once a day"


def test_a_clock_that_is_set_back_over_midnight_gives_no_second_day() -> None:
    house = House(replace(OUT, per_day=2))
    house.now = DAY + 5
    house.sends()
    house.now = DAY - 5
    assert [house.sends() for _ in range(2)] == [None, LegCause.CAPPED]
    house.now = DAY + 10
    assert house.tally.legs("all", "2026-11-02") == 2


def test_a_leg_whose_record_comes_after_midnight_is_counted_once() -> None:
    house = House(OUT)
    house.now = DAY - 0.001
    late = house.asks()
    assert isinstance(late, facts.LegSent)
    house.now = DAY
    house.sends(call="another")
    house.written(late)
    assert house.tally.of_call(CallId("a")) == 1


def test_what_a_caller_did_more_than_an_hour_ago_is_forgotten() -> None:
    house = House(OUT)
    house.origins[CallId("a")] = Origin("p", "+8613911112222")
    for _ in range(100):
        house.sends()
        house.now += 1800.0
    assert len(house.tally.snapshot()["of_caller"]["+8613911112222"]) == 2


def test_minutes_of_talks_that_are_over_and_of_those_that_are_on() -> None:
    house = House(replace(OUT, minutes_per_day=3))
    assert house.talks(100.0) is None
    assert house.sends() is None
    house.record(events.OfferAnswered(house.left[-1].offer))
    house.now += 79.0
    assert house.sends() is None
    house.now += 2.0
    assert house.sends() is LegCause.CAPPED
    assert "3 minutes a day" in house.alarms[0]


def test_a_talk_whose_end_nobody_told_counts_as_the_longest() -> None:
    house = House(replace(OUT, minutes_per_day=61, longest=3600.0))
    house.sends()
    house.record(events.OfferAnswered(house.left[-1].offer))
    house.now += 7200.0
    assert house.sends() is None


@pytest.mark.parametrize("end", [commands.Release, commands.StopRinging])
def test_an_order_that_ends_a_leg_ends_its_minutes(end: type) -> None:
    house = House(OUT)
    house.sends()
    offer = house.left[-1].offer
    house.record(events.OfferAnswered(offer))
    house.now += 30.0
    house.record(end(offer, LegCause.FORCED))
    assert house.tally.seconds("all", "2026-11-01", house.now + 500.0, 3600.0) == 30.0


def test_of_a_number_a_prefix_and_a_port() -> None:
    out = replace(OUT, per_number=2, prefixes={"0755": DayCap(legs=3)}, ports={"night": DayCap(legs=4)})
    house = House(out)
    house.origins[CallId("n")] = Origin("night")
    assert [house.sends(MOBILE) for _ in range(3)] == [None, None, LegCause.CAPPED]
    assert [house.sends(f"0755{n}") for n in range(4)] == [None] * 3 + [LegCause.CAPPED]
    assert [house.sends(f"137{n}", "n") for n in range(5)] == [None] * 4 + [LegCause.CAPPED]
    assert house.sends("1379") is None, "other ports have no cap"
    assert [text.partition(" are")[0] for text in house.alarms] == [
        "outgoing calls: 2 legs a day to one number",
        "outgoing calls: 3 legs a day to numbers with 0755",
        "outgoing calls: 4 legs a day for port night",
    ]


def test_a_country_has_one_cap_however_its_numbers_begin() -> None:
    out = replace(OUT, abroad=("0044", "+44"), prefixes={"0044": DayCap(legs=2)})
    house = House(out)
    assert [house.sends(text) for text in ("00442071", "+442072", "+442073", "00442074")] == [
        None, None, LegCause.CAPPED, LegCause.CAPPED,
    ]  # fmt: skip


def test_of_one_call_and_of_one_caller() -> None:
    house = House(replace(OUT, per_call=3, per_caller=5))
    for call in ("a", "b", "c"):
        house.origins[CallId(call)] = Origin("p", "+8613911112222")
    assert [house.sends(call="a") for _ in range(4)] == [None] * 3 + [LegCause.CAPPED]
    assert [house.sends(call="b") for _ in range(3)] == [None, None, LegCause.CAPPED], "five of this caller"
    house.now += 3599.0
    assert house.sends(call="c") is LegCause.CAPPED
    house.now += 1.0
    assert house.sends(call="c") is None, "within an hour"
    assert [house.sends(call="nobody knows who") for _ in range(4)][:3] == [None] * 3
    house.record(facts.CallEnded(CallId("a"), By.CALLER))
    assert house.tally.of_call(CallId("a")) == 0


def test_who_is_called_back_is_counted_as_well() -> None:
    house = House(replace(OUT, per_day=1))
    call = "c1-1"
    house.gate.number(OfferId(call), Outside(MOBILE), CallId(call))
    assert house.sends() is LegCause.CAPPED
    house.tally.apply(facts.CallArrived(CallId(call), "x", "1", MOBILE, "", "f", "zh"), 10.0)
    house.tally.apply(facts.CallEnded(CallId(call), By.CALLER), 40.0)
    assert house.tally.seconds("all", "2026-11-01", 99.0, 3600.0) == 30.0


def test_agents_phones_cost_nothing() -> None:
    from ccengine.model.ids import AgentId

    house = House(replace(OUT, per_day=0))
    assert house.gate.number(OfferId("o1-1"), AgentId("8001"), CallId("a")) == ("", None)
