"""A trunk's file, its plan, and what it makes of what was seen and heard."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.model.diagnostics import BadInput
from ccengine.model.ids import AgentId
from ccengine.model.why import By
from ccengine_sim.phone.media import Heard
from ccengine_sim.phone.script import Step
from ccengine_sim.trunk import Report, Trunk, against_books, parse_trunk, plan
from ccengine_sim.trunk.report import markdown
from ccengine_sim.trunk.sound import faults, pauses
from ccengine_sim.trunk.visit import End, Seen
from ccengine_sim.virtual.chance import Uniform

SHIPPED = Path(__file__).parents[3] / "sim" / "trunk"
TEXT = """\
trunk: campaign
calls: "4008001234"
lasts: 100s
arrivals: {per_hour: 3600}
followed: 10%
people: 40
staff:
  8001-8003: {answers: {from: 1s, to: 2s}, rejects: 5%}
callers:
  talks: {share: 75%, does: "1s,1,talk,5", talk: {mean: 3s}, patience: 1m}
  leaves: {share: 25%, does: "1,2s", ends_talk: caller}
"""


def trunk(text: str = TEXT) -> Trunk:
    return parse_trunk(text, "trunk.yaml")


def test_what_a_file_says() -> None:
    read = trunk()
    talks, leaves = read.kinds
    assert (read.name, read.calls, read.lasts, read.followed, read.people) == ("campaign", "4008001234", 100, 0.1, 40)
    assert talks.does == (Step(pause=1.0), Step(keys="1"), Step(talk=True), Step(keys="5"))
    assert (talks.share, talks.ends, leaves.ends) == (0.75, By.AGENT, By.CALLER)
    assert [*read.staff] == ["8001", "8002", "8003"]
    third = read.staff[AgentId("8003")]
    assert (third.answers, third.rejects) == (Uniform(1.0, 2.0), 0.05)


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("75%", "75", "10:18", 'trunk.yaml:10:18: "75" is no share'),
        ("1s,1,talk,5", "1s,dance", "10:29", '"dance" is neither keys'),
        ("  8001-8003:", "  8002: {}\n  8001-8003:", "9:3", "agent 8002 is here a second time"),
        ("callers:", "colours:", "9:1", '"callers" is missing'),
        ("lasts: 100s", "lasts: 2h", "3:8", "2h"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(old: str, new: str, where: str, what: str) -> None:
    with pytest.raises(BadInput) as bad:
        trunk(TEXT.replace(old, new))
    assert what in str(bad.value)


def test_a_seed_is_a_plan() -> None:
    planned = plan(trunk(), 1)
    assert planned == plan(trunk(), 1)
    assert planned != plan(trunk(), 2)
    assert 70 < len(planned) < 130
    assert [each.at for each in planned] == sorted(each.at for each in planned)
    assert 0.6 < sum(each.kind.name == "talks" for each in planned) / len(planned) < 0.9
    assert 2 < sum(each.followed for each in planned) < 25
    assert {each.number for each in planned} == {str(13_800_000_000 + n) for n in range(40)}


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*/trunk.yaml")), ids=lambda file: file.parent.name)
def test_those_that_ship_can_be_played(file: Path) -> None:
    read = parse_trunk(file.read_bytes(), str(file))
    assert read.name == file.parent.name
    assert (file.parent / "settings.yaml").is_file()
    assert plan(read, 1)


def test_the_manual_s_can_be_played() -> None:
    page = (SHIPPED.parents[1] / "docs" / "manual" / "trunk.md").read_text("utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(plan(trunk(example), 1)) > 100


HEARD = Heard(500, 0, 0, 0, 0, 0.0, 0.0, 10.0, 0.0, (), (), {1000: ((0.0, 10.0),)}, (), {})


@pytest.mark.parametrize(
    ("tones", "told", "short"),
    [
        ({1000: ((0.0, 10.0),)}, [], []),
        ({1000: ((0.0, 4.0), (4.1, 10.0))}, [], []),
        ({1000: ((0.0, 4.0), (4.2, 10.0))}, [], ["a gap of 0.20 s, 4.00 s after the first sound"]),
        ({1000: ((0.0, 6.0),)}, ["a gap of 3.70 s, 6.00 s after the first sound"], []),
        ({1000: ((0.0, 10.0),), 1200: ((0.0, 0.3), (5.0, 5.1))}, [], []),
        ({1000: ((0.0, 10.0),), 1200: ((5.0, 6.0),)}, ["heard 1200 Hz for 1.00 s, his partner sends 1000 Hz"], []),
        ({1000: ((2.0, 10.0),), 650: ((0.0, 2.0),)},
         ["a gap of 1.70 s, 0.30 s after the first sound", "heard 650 Hz for 1.70 s, his partner sends 1000 Hz"], []),
    ],
)  # fmt: skip
def test_gaps_and_strangers_are_heard(
    tones: dict[int, tuple[tuple[float, float], ...]], told: list[str], short: list[str]
) -> None:
    heard = replace(HEARD, tones=tones)
    assert sorted(faults(heard, 1000, 0.0, 10.0)) == told
    assert [*pauses(heard, 1000, 0.0, 10.0)] == short


def test_one_way_audio_is_told() -> None:
    assert [*faults(HEARD, 1100, None, 10.0)] == ["never heard his partner (1100 Hz)"]


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


def test_a_report_names_what_is_wrong() -> None:
    assert Report("campaign", 1, [seen(), seen(end=End.GAVE_UP)]).clean
    lost = seen(end=End.REFUSED, detail="503", joined=None)
    crossed = seen(wrong=["the caller never heard his partner (1000 Hz)"])
    report = Report("campaign", 1, [seen(), lost, crossed], differences=["cc-1.0: no record"])
    assert not report.clean
    text = markdown(report)
    for line in (
        "# Trunk campaign, seed 1: not clean",
        "- 13800000000: refused: 503",
        "- 13800000000: the caller never heard his partner (1000 Hz)",
        "- cc-1.0: no record",
        "| INVITE to 200 | 3 | 100.0 | 100.0 | 100.0 |",
    ):
        assert line in text.splitlines(), text
