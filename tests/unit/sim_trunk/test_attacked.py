"""A trunk with attackers and without: what counts against the hotline."""

from collections import Counter
from collections.abc import Sequence
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


def side(
    setup: float = 0.1, faults: tuple[str, ...] = (), told: dict[str, int] | None = None, more: Sequence[Seen] = ()
) -> Side:
    """Thirty calls, each answered `setup` seconds after its INVITE, and `more`."""
    calls = [*(seen(invited=1.0 - setup) for _ in range(30)), *more]
    attackers = Attackers({"scan": Counter(told)}, {"scan": Sent(9, 4000)}, 0.004, 0.5) if told else Attackers()
    return Side(Report("campaign", 1, calls), Lateness(0.001, 0.02), faults, attackers)


def unanswered(end: End, number: int = 1, **what: object) -> list[Seen]:
    """Calls that no agent took."""
    return [seen(end=end, rung=None, joined=None, agent="", **what) for _ in range(number)]


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


def test_what_recordings_lack_is_no_time_that_a_caller_waits_for() -> None:
    quiet, attacked = side(), side()
    quiet.report.lacking, attacked.report.lacking = [(1.0, 0.01)] * 30, [(1.0, 0.03)] * 30
    assert told(quiet, attacked) == []


def test_too_few_who_are_served_are_told() -> None:
    gone = [side(more=unanswered(End.GAVE_UP, 10)) for _ in range(2)]
    for each in gone:
        each.report.trunk = trunk(TEXT + "served: 80%\n")
    assert told(*gone) == [
        f"run 1 {name} attackers: 30 of 40 callers were served (75.0%), and at least 80.0% should be"
        for name in ("without", "with")
    ]


def test_a_run_that_is_not_clean_is_told_whatever_the_other_one_did() -> None:
    refused = unanswered(End.REFUSED, 2, detail="503")
    assert told(side(more=refused), side(more=refused)) == [
        "run 1 without attackers: 2 x SIP 503",
        "run 1 with attackers: 2 x SIP 503",
    ]
    assert told(side(), side(more=refused))[-1] == "2 honest calls failed with attackers, 0 without"
    odd = [seen(wrong=["the caller never heard his partner"])]
    assert told(side(more=odd), side(more=odd)) == [
        "run 1 without attackers: 1 x sound",
        "run 1 with attackers: 1 x sound",
    ]
    quiet, attacked = side(), side()
    for each in (quiet, attacked):
        each.report = replace(each.report, differences=[f"call {n}: no record" for n in range(10)])
    assert told(quiet, attacked) == [
        "run 1 without attackers: 10 x difference",
        "run 1 with attackers: 10 x difference",
    ]


def test_callers_who_give_up_or_are_sent_away_because_of_attackers_are_told() -> None:
    gone = [*unanswered(End.GAVE_UP), *unanswered(End.UNSERVED, excuse="sent away: full")]
    assert told(side(), side(more=gone)) == ["2 honest calls failed with attackers, 0 without"]
    assert told(side(more=gone), side(more=gone)) == []


def test_who_is_cut_off_by_the_files_own_wish_is_no_failure() -> None:
    assert told(side(), side(more=unanswered(End.CUT, excuse="cut by asterisk's kill at 40 s"))) == []


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


def test_starved_callers_are_told() -> None:
    quiet, attacked = side(), side(0.5, more=unanswered(End.GAVE_UP, 25, answered=None))
    attacked.report = replace(attacked.report, seen=attacked.report.seen[25:])
    verdict = Verdict("campaign", [(quiet, attacked)])
    assert verdict.faults == [
        "run 1 with attackers: 5 of 30 callers were served: fewer than 20 say nothing",
        "run 1: INVITE to 200 cannot be told: 30 values without attackers, 5 with",
        "run 1: 200 to the agent's ring cannot be told: 30 values without attackers, 5 with",
        "run 1: 200 to the agent's 200 cannot be told: 30 values without attackers, 5 with",
        "25 honest calls failed with attackers, 0 without",
    ]


def test_starved_on_both_sides_says_nothing_either() -> None:
    starved = side()
    starved.report = replace(starved.report, seen=unanswered(End.GAVE_UP, 30))
    assert told(starved, starved) == [
        f"run 1 {name} attackers: 0 of 30 callers were served: fewer than 20 say nothing"
        for name in ("without", "with")
    ]


def test_a_time_that_one_pair_cannot_tell_is_a_dash_in_it() -> None:
    silent = side()
    for each in silent.report.seen:
        each.invited = None
    text = Verdict("campaign", [(side(), side()), (side(), silent)]).markdown()
    assert "| INVITE to 200 | 100.0, 100.0 | 100.0, - | 1.00 (1.00) |" in text.splitlines()


def test_attackers_in_a_file() -> None:
    assert trunk(TEXT + "hostile: {scan: 5, key-flood: 0.2}\n").hostile == {"scan": 5.0, "key-flood": 0.2}
    assert trunk().hostile == {}
