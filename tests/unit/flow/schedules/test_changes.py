"""`next_change` is what one finds by looking at every minute, in any zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ccengine.flow.fields.moments import Dates, Times
from ccengine.flow.schedules.changes import next_change
from ccengine.flow.schedules.schedule import Plan, Schedule

ZONES = (
    "Asia/Shanghai", "UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "America/Sao_Paulo",
    "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Apia", "America/Havana", "Asia/Tehran",
)  # fmt: skip
TURNS = (
    "2026-03-28", "2026-10-24", "2026-03-07", "2026-10-31", "2010-11-06", "2017-10-14", "2018-02-17", "2011-12-29",
    "2026-04-04", "2026-10-03", "2026-11-22",
)  # fmt: skip
"""Days about which one of these sets its clocks, or leaves out a whole day (Apia)."""

minutes = st.integers(0, 47).map(lambda half: half * 30) | st.integers(0, 1439)
times = st.tuples(minutes, minutes | st.just(1440)).filter(lambda pair: pair[0] != pair[1]).map(lambda p: Times(*p))
plans = st.lists(st.tuples(times, st.sampled_from("abc")), max_size=3).map(lambda parts: Plan(tuple(parts)))
days = st.tuples(st.integers(1, 12), st.integers(1, 28))
yearly = st.tuples(days, days).map(lambda pair: Dates((0, *pair[0]), (0, *pair[1])))
schedules = st.builds(
    Schedule,
    name=st.just("x"),
    week=st.tuples(*[plans] * 7),
    otherwise=st.sampled_from("ad"),
    exceptions=st.lists(st.tuples(yearly, plans), max_size=2).map(tuple),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
moments = st.builds(
    lambda day, seconds: datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() + seconds,
    st.sampled_from(TURNS),
    st.integers(0, 2 * 86_400),
)


@settings(max_examples=60, deadline=None)
@given(schedules, moments)
def test_nothing_changes_before_the_next_change(schedule: Schedule, now: float) -> None:
    state, changes = schedule.state(now), next_change(schedule, now)
    end = now + 2 * 86_400 if changes is None else changes
    assert changes is None or changes > now
    looked = [now + 60 * step for step in range(1, int((min(end, now + 2 * 86_400) - now) // 60) + 1)]
    assert [each for each in looked if each < end and schedule.state(each) != state] == []
    if changes is not None:
        assert schedule.state(changes) != state
        assert schedule.state(changes - 1) == state  # to the second
