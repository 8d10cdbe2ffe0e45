"""A trunk with attackers and without: what counts against the hotline."""

from collections import Counter
from dataclasses import replace

from ccengine_sim.hostile.attackers import Attackers
from ccengine_sim.hostile.siege import LEFT_OUT
from ccengine_sim.hostile.stray_rtp import HEARD
from ccengine_sim.hostile.world import Sent
from ccengine_sim.trunk import Report
from ccengine_sim.trunk.attacked import Lateness, Side, Verdict
from ccengine_sim.trunk.rest import AtRest
from ccengine_sim.trunk.visit import End, Seen
from tests.unit.sim_trunk.test_trunk import TEXT, seen, trunk


def side(setup: float = 0.1, lost: int = 0, faults: tuple[str, ...] = (), told: dict[str, int] | None = None) -> Side:
    """Thirty calls, each answered `setup` seconds after its INVITE."""
    calls: list[Seen] = [seen(invited=1.0 - setup) for _ in range(30)]
    calls += [seen(end=End.REFUSED, detail="503", invited=1.0 - setup) for _ in range(lost)]
    attackers = Attackers({"scan": Counter(told)}, {"scan": Sent(9, 4000)}, 0.004, 0.5) if told else Attackers()
    return Side(Report("campaign", 1, calls), Lateness(0.001, 0.02), faults, attackers)


def told(quiet: Side, attacked: Side) -> list[str]:
    return Verdict("campaign", [(quiet, attacked)]).faults


def test_nothing_came_of_it() -> None:
    verdict = Verdict("campaign", [(side(), side(0.11, told={"401": 9}))] * 2)
    assert verdict.clean
    text = verdict.markdown().splitlines()
    assert "# Trunk campaign with attackers and without: clean" in text
    assert "| INVITE to 200 | 100.0, 100.0 | 110.0, 110.0 | 1.10 (1.10, 1.10) |" in text
    assert "| 2 with | 30 | 0 | 1.00 / 20 | 0.5 | 4 |" in text
    assert "| scan | 18 | 18 | 8 | 401: 18 |" in text


def test_slower_medians_are_told() -> None:
    assert told(side(), side(0.13)) == ["INVITE to 200: 1.30 times as long with attackers"]
    pairs = [(side(), side(ratio * 0.1)) for ratio in (1.1, 1.4, 1.1)]
    assert Verdict("campaign", pairs).clean, "the median of the pairs counts"


def test_more_failures_are_told_and_as_many_are_not() -> None:
    assert told(side(), side(lost=1)) == ["1 honest calls failed with attackers, 0 without"]
    assert told(side(lost=2), side(lost=2)) == []


def test_what_no_attacker_may_bring_about_is_told() -> None:
    assert told(side(), side(faults=("engine was process 7 and is 9",))) == [
        "run 1 with attackers: engine was process 7 and is 9"
    ]
    assert told(side(), side(told={HEARD: 2, "not heard": 3})) == ["run 1: a stranger heard audio of a call 2 times"]


def test_what_is_not_at_rest_after_an_attack_is_told() -> None:
    leak = AtRest({}, ["engine: greenlets: 2 more of call than before the calls"], {}, {})
    attacked = side()
    attacked.report = replace(attacked.report, rest=leak)
    assert told(side(), attacked) == [f"run 1 with attackers: {leak.faults[0]}"]


def test_attackers_who_did_less_are_told() -> None:
    told = {"scan": Counter({"401": 89, LEFT_OUT: 11}), "toll-fraud": Counter({"404": 90, LEFT_OUT: 10})}
    assert [*Attackers(told).weaker()] == ["scan: 89 of 100 tries were made"]


def test_few_times_say_nothing() -> None:
    quiet, attacked = side(), side(0.5)
    attacked.report = replace(attacked.report, seen=attacked.report.seen[:5])
    assert told(quiet, attacked) == []


def test_attackers_in_a_file() -> None:
    assert trunk(TEXT + "hostile: {scan: 5, key-flood: 0.2}\n").hostile == {"scan": 5.0, "key-flood": 0.2}
    assert trunk().hostile == {}
