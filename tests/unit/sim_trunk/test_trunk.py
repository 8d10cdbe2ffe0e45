"""A trunk's file, its plan, and what it makes of what was seen and heard."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.app.trouble import Trouble
from ccengine.model.diagnostics import BadInput
from ccengine.model.ids import AgentId
from ccengine.model.why import By
from ccengine_sim.phone.script import Step
from ccengine_sim.trunk import Report, Trunk, against_books, parse_trunk, plan
from ccengine_sim.trunk.ends import Ending, agree
from ccengine_sim.trunk.plan import at_once, processes, sample
from ccengine_sim.trunk.report import markdown
from ccengine_sim.trunk.scenario import Leaving, Sends
from ccengine_sim.trunk.sound import never
from ccengine_sim.trunk.visit import End, Seen
from ccengine_sim.trunk.wrong import Side
from ccengine_sim.virtual.chance import Constant, Uniform
from ccengine_sim.virtual.people import Gaps

SHIPPED = Path(__file__).parents[3] / "sim" / "trunk"
TEXT = """\
trunk: campaign
calls: "4008001234"
lasts: 100s
arrivals: {per_hour: 3600}
followed: 10%
people: 40
staff:
  8001-8003: {answers: {from: 1s, to: 2s}, rejects: 5%, unregisters: {share: 2%, for: 3s}}
callers:
  talks: {share: 75%, does: "1s,1,talk,5", talk: {mean: 3s}, patience: 1m}
  leaves: {share: 25%, does: "1,2s", ends_talk: caller, law: ulaw-only, sends: none}
"""


def trunk(text: str = TEXT) -> Trunk:
    return parse_trunk(text, "trunk.yaml")


def test_what_a_file_says() -> None:
    read = trunk()
    talks, leaves = read.kinds
    assert (read.name, read.calls, read.lasts, read.followed, read.people) == ("campaign", "4008001234", 100, 0.1, 40)
    assert (read.served, trunk(TEXT + "served: 70%\n").served) == (1.0, 0.7)
    assert talks.does == (Step(pause=1.0), Step(keys="1"), Step(talk=True), Step(keys="5"))
    assert (talks.share, talks.ends, leaves.ends) == (0.75, By.AGENT, By.CALLER)
    assert [*read.staff] == ["8001", "8002", "8003"]
    third = read.staff[AgentId("8003")]
    assert (third.answers, third.rejects) == (Uniform(1.0, 2.0), 0.05)
    assert third.unregisters == Leaving(0.02, None, Constant(3.0))
    assert (leaves.law, leaves.sends, talks.law, talks.sends) == ("ulaw-only", Sends.NONE, "alaw", Sends.TONE)


@pytest.mark.parametrize(
    ("old", "new", "what", "remedy"),
    [
        ("75%", "75", '10:18: "75" is no share', "write it in per cent: 10%"),
        ("1s,1,talk,5", "1s,dance", '10:29: "dance" is neither keys', "as in 1s,1,talk,1s,5"),
        ("  8001-8003:", "  8002: {}\n  8001-8003:", "9:3: agent 8002 is here a second time", "name him once"),
        ("callers:", "colours:", '9:1: trunk: unknown key "colours"', "known are: lasts"),
        ("lasts: 100s", "lasts: 2h", "3:8: 2h is not within 1s to 3600s", ""),
        ("ulaw-only", "g729", '11:62: "g729" is not known here', "alaw, ulaw, alaw-only, ulaw-only"),
        ("sends: none", "sends: noise", '11:80: "noise" is not known here', 'did you mean "none"?'),
        (
            "rejects: 5%",
            "rejects: 99%",
            "8:14: rejects, misses and unregisters are more than 100 %",
            "shares of his rings",
        ),
        ("{share: 2%, for: 3s}", "{for: 3s}", "8:70: when does he unregister?", "{at: 30s, for: 10s}"),
        ("for: 3s", "for: never", "8:87: he never comes back", "as in for: 10s"),
        ("for: 3s", "for: 3", '"3" is not a length of time', "say the unit: 3s"),
        ("per_hour: 3600", "bursts: []", "4:20: a list of 1 to 100 values is needed", ""),
        ("per_hour: 3600", "bursts: [{at: 1s, calls: many}]", '4:37: "many" is not a whole number', ""),
        ("per_hour: 3600", "bursts: [{calls: 5}]", '4:21: a burst: "at" is missing', "write `at: ...`"),
        ("per_hour: 3600", "bursts: [{at: noon, calls: 5}]", '4:26: "noon" is not a length of time', ""),
        ("per_hour: 3600", "bursts: [{at: 100s, calls: 5}]", "4:11: a burst at 100 s, and nobody", "greater `lasts`"),
        (TEXT[TEXT.index("  talks") :], "  {}\n", "10:3: nobody calls", "as in callers:"),
        ('does: "1,2s"', 'does: "1,talk,2s"', "11:3: who ends the talk by hanging up does nothing", "leave out what"),
        ("talk: {mean: 3s}", "talk: never", "10:50: this talk never ends", "as in talk: {mean: 20s}"),
        ("1s,1,talk,5", "99999s,1,talk", "10:29: a pause of more than 3600s", "a shorter one"),
        (
            "people: 40",
            "hostile: {scan: 1}\nfaults: [{at: 1s, kill: office}]",
            "6:10: attackers, and a kill",
            "a trunk",
        ),
        (
            "people: 40",
            "rest: {warm_up: 1s}\nfaults: [{at: 1s, kill: engine}]",
            "6:7: what a process holds says nothing of the one",
            "leave out the kill",
        ),
        ("per_hour: 3600", "often: 3", '4:12: arrivals: unknown key "often"', ""),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_a_remedy(old: str, new: str, what: str, remedy: str) -> None:
    with pytest.raises(BadInput) as bad:
        trunk(TEXT.replace(old, new))
    assert what in str(bad.value)
    assert remedy in str(bad.value)


def test_one_mistake_in_arrivals_is_told_once() -> None:
    with pytest.raises(BadInput) as bad:
        trunk(TEXT.replace("per_hour: 3600", "every: 2"))
    assert str(bad.value).count("[") == 1, bad.value
    assert '4:19: "2" is not a length of time' in str(bad.value)


def test_nobody_calls() -> None:
    none = re.sub(r"share: (75|25)%", "share: 0%", TEXT)
    with pytest.raises(BadInput, match="10:3: all shares are 0 %"):
        trunk(none)
    with pytest.raises(Trouble, match="nobody calls within 100 s"):
        plan(trunk(TEXT.replace("per_hour: 3600", "every: 24h")), 1)


def test_more_calls_than_anybody_can_play() -> None:
    bursts = "bursts: [{at: 1s, calls: 100000}, {at: 2s, calls: 100000}], per_hour: 36000"
    with pytest.raises(Trouble, match="more than 200000 calls"):
        plan(trunk(TEXT.replace("per_hour: 3600", bursts)), 1)


def test_a_seed_is_a_plan() -> None:
    planned = plan(trunk(), 1)
    assert planned == plan(trunk(), 1)
    assert planned != plan(trunk(), 2)
    assert 70 < len(planned) < 130
    assert [each.at for each in planned] == sorted(each.at for each in planned)
    assert 0.6 < sum(each.kind.name == "talks" for each in planned) / len(planned) < 0.9
    assert 2 < sum(each.followed for each in planned) < 25
    assert {each.number for each in planned} == {str(13_800_000_000 + n) for n in range(40)}


def test_a_burst_comes_beside_the_others() -> None:
    before = [each.at for each in plan(trunk(), 1)]
    burst = trunk(TEXT.replace("3600}", "3600, bursts: [{at: 10s, calls: 50, within: 5s}, {at: 00:01:00, calls: 3}]}"))
    after = [each.at for each in plan(burst, 1)]
    added = Counter(after) - Counter(before)
    assert not Counter(before) - Counter(after), "nobody else moves"
    assert after == sorted(after)
    assert sum(10 <= at < 15 for at in added.elements()) == 50
    assert added[60.0] == 3
    assert added.total() == 53


def test_all_are_followed_while_few_are_inside_and_else_a_sample() -> None:
    few = plan(trunk(TEXT.replace("followed: 10%\n", "")), 1)
    assert all(each.followed for each in few)
    many = plan(trunk(TEXT.replace("followed: 10%\n", "").replace("3600", "360000")), 1)
    assert at_once(many) > 100
    assert sample(many) == 20 / at_once(many)
    assert 0.5 < sum(each.followed for each in many) / len(many) / sample(many) < 2


def test_a_sipp_more_for_each_sixty_calls_a_second() -> None:
    assert processes(plan(trunk(TEXT.replace("{per_hour: 3600}", "{every: 20ms}")), 1)) == 1
    assert processes(plan(trunk(TEXT.replace("{per_hour: 3600}", "{every: 10ms}")), 1)) == 2
    assert processes([]) == 1


def test_who_gives_up_while_an_agent_answers_may_be_on_record_as_either() -> None:
    assert not agree(seen(end=End.GAVE_UP), Ending.SERVED)
    assert agree(seen(end=End.GAVE_UP, crossed=True), Ending.SERVED)
    assert agree(seen(end=End.GAVE_UP, crossed=True), Ending.LEFT)
    assert not agree(seen(end=End.GAVE_UP, crossed=True), Ending.CUT)


def test_so_many_calls_at_once_as_overlap() -> None:
    nine = trunk(
        TEXT.replace("{per_hour: 3600}", "{every: 10s}").replace("1s,1,talk,5", "4s,1").replace("1,2s", "1,4s")
    )
    assert at_once(plan(nine, 1)) == 1, "each is there for nine seconds, by the plan's guess"
    assert at_once(plan(replace(nine, arrivals=Gaps(Constant(2.0))), 1)) == 5


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*/trunk.yaml")), ids=lambda file: file.parent.name)
def test_those_that_ship_can_be_played(file: Path) -> None:
    read = parse_trunk(file.read_bytes(), str(file))
    assert read.name == file.parent.name
    assert (file.parent / "settings.yaml").is_file()
    assert plan(read, 1)


def test_the_manual_s_can_be_played() -> None:
    page = (SHIPPED.parents[1] / "docs" / "manual" / "trunk.md").read_text("utf-8")
    small, example = re.findall(r"^```(?:yaml)?\n(trunk: .*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(plan(trunk(small), 1)) == 10
    assert len(plan(trunk(example), 1)) > 100


def seen(**what: object) -> Seen:
    """A call that was served by 8001, answered at 1 and ended at 9."""
    planned = replace(plan(trunk(), 1)[0], number="13800000000")
    found = Seen(planned, 0.9, 1.0, 3.0, 3.2, 8.0, 9.0, "agent8001", "15", End.SERVED)
    for name, value in what.items():
        setattr(found, name, value)
    return found


RECORD = {"id": "cc-1.0", "caller": "13800000000", "arrived": 0.91, "answered": 1.01, "ended": 9.01,
          "outcome": "handled", "ended_by": "flow", "refused": "", "agents": ["8001"],
          "estimated": False, "answered_estimated": False}  # fmt: skip
LEFT: dict[str, object] = {"outcome": "abandoned", "ended_by": "caller"}


@pytest.mark.parametrize(
    ("call", "records", "told"),
    [
        ({}, [RECORD], []),
        ({"end": End.GAVE_UP, "agent": ""}, [RECORD | LEFT | {"agents": []}], []),
        ({}, [], ["13800000000: served as the caller saw it, no record on record"]),
        ({}, [RECORD, RECORD | {"id": "cc-1.1"}], ["13800000000, call cc-1.1: on record, and no such call was made"]),
        ({}, [RECORD, RECORD | {"id": "cc-2.0", "caller": "1"}],
         ["1, call cc-2.0: on record, and no such call was made"]),
        ({}, [RECORD | {"agents": ["8002"]}],
         ["13800000000, call cc-1.0: talked with 8001, on record with 8002"]),
        ({}, [RECORD | {"ended": 11.0}],
         ["13800000000, call cc-1.0: ended at 9.0 by the caller's telephone, at 11.0 on record"]),
        ({}, [RECORD | LEFT],
         ["13800000000, call cc-1.0: served as the caller saw it, hung up himself on record"]),
    ],
)  # fmt: skip
def test_the_third_side(call: dict[str, object], records: list[dict[str, object]], told: list[str]) -> None:
    assert against_books([seen(**call)], records, [], lambda call: "").differences == told


@pytest.mark.parametrize(
    ("served", "others", "told"),
    [
        (7, [{"end": End.GAVE_UP}] * 3, []),
        (6, [{"end": End.GAVE_UP}] * 3, ["6 of 9 callers were served (66.7%), and at least 70.0% should be"]),
        (6, [{"end": End.UNSERVED, "excuse": "sent away: full"}] * 3, ["6 of 9"]),
        (0, [{"end": End.GAVE_UP}] * 3, ["0 of 3 callers were served (0.0%), and at least 70.0% should be"]),
        (1, [{"end": End.CUT, "excuse": "cut by asterisk's kill at 4 s"}] * 9, []),
    ],
)
def test_too_few_who_are_served(served: int, others: list[dict[str, object]], told: list[str]) -> None:
    """Nobody is lost, and nobody rings: a hotline like that is not clean."""
    report = Report("campaign", 1, [*[seen()] * served, *(seen(**each) for each in others)])
    report.trunk = trunk(TEXT + "served: 70%\n")
    assert report.clean is not bool(told)
    assert [*report.unserved] == told or report.unserved[0].startswith(told[0])
    assert ("## Too few served: 1" in markdown(report)) is bool(told)


def test_a_report_names_what_is_wrong() -> None:
    assert Report("campaign", 1, [seen(), seen(end=End.GAVE_UP)]).clean
    lost = seen(end=End.REFUSED, detail="503", joined=None)
    crossed = seen(wrong=[never(Side.CALLER, "1000+1700 Hz", 3.2, 8.0)])
    report = Report("campaign", 1, [seen(), lost, crossed], differences=["cc-1.0: no record"])
    assert not report.clean
    text = markdown(report)
    for line in (
        "# Trunk campaign, seed 1: not clean",
        "- 13800000000: refused: 503",
        "- 13800000000: the caller never heard his partner (1000+1700 Hz)",
        "- cc-1.0: no record",
        "| INVITE to 200 | 3 | 100.0 | 100.0 | 100.0 |",
    ):
        assert line in text.splitlines(), text
