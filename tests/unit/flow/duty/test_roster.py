"""duty.yaml: whose turn it is, at which moment that changes, what is wrong with a file, and what will disappoint."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ccengine.flow.duty.coming import holes, undialled
from ccengine.flow.duty.roster import Roster
from ccengine.flow.schedules.changes import next_change
from ccengine.flow.schedules.folder import read_schedules
from ccengine.model.diagnostics import BadInput
from ccengine.model.dialling import Confirm
from ccengine.model.outgoing import Outgoing
from tests.unit.flow.around import HERE

CHINA = ZoneInfo("Asia/Shanghai")
KNOWN = read_schedules(HERE / "hours").by_name


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp()


def night() -> Roster:
    found = KNOWN["duty:night"]
    assert isinstance(found, Roster)
    return found


@pytest.mark.parametrize(
    ("moment", "who"),
    [
        ("2026-11-16T07:59", "li"),  # before the first one's first morning: as if it had always gone round
        ("2026-11-16T08:00", "wang"),
        ("2026-11-21T23:59", "wang"),
        ("2026-11-22T00:00", "zhao"),  # Sunday is his
        ("2026-11-23T00:00", "wang"),
        ("2026-11-23T07:59", "wang"),
        ("2026-11-23T08:00", "li"),
        ("2026-11-30T08:00", "wang"),
        ("2026-12-31T03:00", "li"),
    ],
)
def test_whose_turn_it_is(moment: str, who: str) -> None:
    assert night().state(at(moment)) == who


def test_when_it_changes() -> None:
    """What looking at every quarter of an hour finds."""
    begin = at("2026-11-16T08:00")
    moments = [begin + 900.0 * each for each in range(1, 4 * 24 * 21)]
    changes = [each for each in moments if night().state(each) != night().state(each - 900.0)]
    found, now = [], begin
    while (now := next_change(night(), now) or 0.0) and now <= moments[-1]:
        found.append(now)
    assert found == changes
    assert len(found) == 8


def test_the_telephones_in_order_then_the_substitutes() -> None:
    asks = Confirm("1", ("a",), "zh")
    rungs = [(each.target, each.ring, each.step) for each in night().rungs("wang", 25.0, 0, asks)]
    assert rungs == [("13800138000", 25.0, 0), ("8001", 25.0, 1), ("13700137000", 25.0, 2)]
    together = [(each.target, each.ring, each.step, each.who) for each in night().rungs("li", 25.0, 3, asks)]
    assert together == [
        ("13900139000", 30.0, 3, "duty:night li"),
        ("075523456789", 25.0, 3, "duty:night li"),
        ("13700137000", 25.0, 4, "duty:night zhao"),
    ]
    assert [each.target for each in night().rungs("nobody", 25.0, 0, None)] == ["13700137000"]
    assert [each.target for each in night().rungs("zhao", 25.0, 0, None)] == ["13700137000"], "once"


def test_anybody_may_be_put_there_and_nobody_too() -> None:
    assert night().states == {"wang", "li", "zhao", "nobody"}


def test_a_person_is_a_target_of_his_own() -> None:
    found = KNOWN["person:wang"]
    assert isinstance(found, Roster)
    assert found.state(0.0, CHINA) == "wang"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("people: {wang: x y}", "1:16 bad-target"),
        ("people: {nobody: '1'}", "1:10 reserved-name"),
        ("people: {a: []}", "1:13 list-length"),
        ("people: {a: {together: true}}", "1:13 missing-key"),
        ("people: {a: '1'}\nrosters: {n: {substitute: b}}", "2:27 unknown-person"),
        ("people: {a: '1'}\nrosters: {n: {week: {mon: b}}}", "2:27 unknown-person"),
        ("people: {a: '1'}\nrosters: {n: {week: {mon: {b: '08:00-09:00'}}}}", "2:28 unknown-person"),
        ("people: {a: '1'}\nrosters: {n: {exceptions: {2026-12-31: b}}}", "2:40 unknown-person"),
        ("people: {a: '1'}\nrosters: {n: {otherwise: turn}}", "2:26 unknown-person"),
        ("people: {a: '1'}\nrosters: {n: {turn: {people: [a, b], since: 2026-11-16}}}", "2:34 unknown-person"),
        ("people: {a: '1'}\nrosters: {n: {turn: {people: a, since: monday}}}", "2:40 bad-date"),
        ("people: {a: '1'}\nrosters: {n: {turn: {people: a, since: 2026-11-16, at: 8}}}", "2:56 bad-time"),
        ("people: {a: '1'}\nrosters: {n: {by_hand: a}}", "2:15 unknown-key"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "duty.yaml").write_text(text, "utf-8")
    with pytest.raises(BadInput) as caught:
        read_schedules(tmp_path, "flows")
    assert [f"{d.at.line}:{d.at.column} {d.rule}" for d in caught.value.found] == [told]
    assert caught.value.found[0].at.file == "flows/duty.yaml"


def test_a_roster_with_a_hole_is_told() -> None:
    told = [(each.at.line, each.text) for each in holes(KNOWN, at("2026-11-20T13:00"), CHINA)]
    assert told == [
        (14, "duty:empty: nobody is on duty from 2026-11-20 13:00 to 2026-12-18 13:00"),
        (15, "duty:lunch: nobody is on duty from 2026-11-20 13:30 to 2026-11-23 12:00"),
    ]


def test_telephones_that_the_settings_let_nobody_dial() -> None:
    out = Outgoing("sip:192.0.2.1", allowed=("13",))
    assert [(each.at.line, each.at.column) for each in undialled(KNOWN, out, {"8001"})] == [(4, 54)]
    assert len(list(undialled(KNOWN, Outgoing(), ()))) == 5
