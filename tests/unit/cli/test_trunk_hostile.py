"""Attackers beside a trunk: the order in which both sides are played, and what an attacker got, as records and channel
events tell it."""

from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.cli.trunk.hostile import PAIRS, Siege, in_turns, served
from ccengine.cli.trunk.site import FILE
from ccengine.wire.cel import CelEvent
from ccengine_sim.trunk import Report, parse_trunk

RECORD = {"id": "cc-1.0", "caller": "13800000000", "agents": ["8001"], "outcome": "handled"}
EVENT = CelEvent(
    1.0, "ANSWER", "cc-1.0", "cc-1.0", "PJSIP/ccengine-trunk-1", "400", "acd", "138", "", "AGI", "", "", ""
)
LEG = replace(EVENT, unique="o1-1", channel="PJSIP/agent8001-2", number="8001")
SHIPPED = Path(__file__).parents[3] / "sim" / "trunk" / "hostile"


def test_every_second_pair_begins_with_the_attackers(tmp_path: Path) -> None:
    played: list[str] = []

    def play(site: Path, place: Path, siege: Siege) -> Report:
        assert (site / FILE).is_file()
        played.append(place.name)
        return Report(place.name, 1, [])

    trunk = parse_trunk((SHIPPED / FILE).read_bytes(), FILE)
    pairs = in_turns(trunk, SHIPPED, tmp_path, 1, play).pairs
    assert played[:4] == ["1-without", "1-with", "2-with", "2-without"]
    assert [side.report.name for side in pairs[1]] == ["2-without", "2-with"]
    assert len(pairs) == PAIRS


def test_honest_callers_are_nobodys_business() -> None:
    hostile = {"id": "cc-2.0", "caller": "6660000001", "agents": [], "outcome": "contained"}
    assert [*served([RECORD, hostile], [EVENT, LEG, replace(EVENT, number="6660000001")])] == []


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"caller": "6670000001", "agents": []}, "call cc-1.0 of 6670000001 is on record: handled"),
        ({"caller": "6660000001"}, "call cc-1.0 of 6660000001 is on record: handled"),
    ],
)
def test_a_call_for_a_stranger_is_told(record: dict[str, object], told: str) -> None:
    assert [*served([RECORD | record], [])] == [told]


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (replace(EVENT, number="6670000001"), "the switch had a channel PJSIP/ccengine-trunk-1 for 6670000001"),
        (
            replace(EVENT, channel="PJSIP/ccengine-outgoing-1", number=""),
            "the switch had a channel PJSIP/ccengine-outgoing-1 for nobody",
        ),
    ],
)
def test_a_channel_for_a_stranger_or_to_outside_is_told_once(event: CelEvent, told: str) -> None:
    assert [*served([], [EVENT, event, event])] == [told]
