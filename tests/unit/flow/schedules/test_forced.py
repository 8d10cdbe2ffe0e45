"""A state by hand: until when, and what is shown meanwhile."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ccengine.flow.schedules.forced import Forced, moment, shown, until
from ccengine.flow.schedules.reading import parse_schedules

BERLIN = ZoneInfo("Europe/Berlin")
TEXT = 'schedules: {shop: {zone: Europe/Berlin, by_hand: storm, week: {mon-sun: {open: "09:00-17:00"}}}}'
SHOP = parse_schedules(TEXT, lambda _name: {})["shop"]


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp()


NOW = at("2026-11-22T12:00")


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        ("14:00", "2026-11-22T12:00", "2026-11-22T14:00"),
        ("12:00", "2026-11-22T12:00", "2026-11-23T12:00"),  # not this very moment
        ("8:30", "2026-11-22T12:00", "2026-11-23T08:30"),
        ("24:00", "2026-11-22T12:00", "2026-11-23T00:00"),
        ("02:30", "2026-03-29T01:00", "2026-03-30T02:30"),  # the clocks skip it
        ("2026-12-01T08:00", "2026-11-22T12:00", "2026-12-01T08:00"),
        ("2026-11-23", "2026-11-22T12:00", "2026-11-23T00:00"),
        ("2026-11-22T11:00", "2026-11-22T12:00", ""),
        ("2029-01-01", "2026-11-22T12:00", ""),
        ("25:00", "2026-11-22T12:00", ""),
        ("tomorrow", "2026-11-22T12:00", ""),
    ],
)
def test_until(text: str, now: str, expected: str) -> None:
    assert until(text, at(now), BERLIN) == (at(expected) if expected else None)


def test_no_moment_that_no_calendar_has() -> None:
    assert moment("9999-12-31T23:59", BERLIN) is None
    assert moment("0001-01-01", BERLIN) is None
    assert moment("2026-10-01T12:30+08:00", BERLIN) == at("2026-10-01T06:30")


def test_it_ends_by_itself() -> None:
    put = Forced("storm", NOW, NOW + 3600, "li")
    assert shown(SHOP, put, NOW, None) == ("storm", NOW + 3600)
    assert shown(SHOP, put, NOW + 3600, None) == ("open", at("2026-11-22T17:00"))
    assert shown(SHOP, put, NOW - 1, None) == ("open", at("2026-11-22T17:00"))


def test_one_without_end_stays() -> None:
    assert shown(SHOP, Forced("closed", NOW, 0.0, ""), NOW + 1e6, None) == ("closed", None)


def test_the_change_is_the_callers_not_the_hands() -> None:
    put = Forced("open", NOW, NOW + 3600, "")  # it would be open anyway
    assert shown(SHOP, put, NOW, None) == ("open", at("2026-11-22T17:00"))


def test_a_state_that_the_schedule_does_not_know_any_more_counts_for_nothing() -> None:
    assert shown(SHOP, Forced("feast", NOW, 0.0, ""), NOW, None)[0] == "open"
