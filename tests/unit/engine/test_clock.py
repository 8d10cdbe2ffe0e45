"""What a step of the system's clock means, and that it is told."""

import time

import pytest

from ccengine.engine.clock import AnchoredClock, Steps


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds by which the system's clock is set forward, the last of the list."""
    steps, real = [0.0], time.time
    monkeypatch.setattr(time, "time", lambda: real() + steps[-1])
    return steps


def test_a_run_does_not_follow_the_system_and_says_so_once(wall: list[float]) -> None:
    clock = AnchoredClock()
    steps, began = Steps(clock), clock.now()
    assert steps.look() == ""
    wall.append(3600.0)
    assert 0 <= clock.now() - began < 60
    assert "3600 s behind the system's clock" in steps.look()
    assert steps.look() == ""
    wall.append(-7200.0)
    assert 0 <= clock.now() - began < 60
    assert "7200 s ahead of the system's clock" in steps.look()
    wall.append(0.0)
    assert "agree again" in steps.look()
    assert steps.look() == ""


def test_a_journal_of_the_future_goes_on_there_and_says_so(wall: list[float]) -> None:
    """The last run began while the clock was a year ahead: no record may be older than those before it."""
    last = time.time() + 365 * 86400
    clock = AnchoredClock(not_before=last)
    assert clock.now() >= last
    assert "ahead of the system's clock" in Steps(clock).look()
