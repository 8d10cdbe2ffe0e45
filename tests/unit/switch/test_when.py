"""Asterisk's stamps in the engine's time."""

import time

import pytest

from ccengine.switch.asterisk.when import OLDEST, When


class Clock:
    """The engine's, so far ahead of the system's, which was set back meanwhile."""

    AHEAD = 500.0

    def now(self) -> float:
        return time.time() + self.AHEAD


def test_a_stamp_is_told_in_the_engines_time() -> None:
    seen = time.time() - 0.25
    assert When(Clock())(f"{seen:.6f}") == pytest.approx(seen + Clock.AHEAD, abs=0.001)


def test_nothing_happened_later_than_now() -> None:
    at = When(Clock())(f"{time.time() + 30:.6f}")
    assert at is not None
    assert at <= Clock().now()


@pytest.mark.parametrize("stamp", ["", "now", "nan", "inf", "-inf", "-5", "0", "1e308", "1" * 400])
def test_what_cannot_be_meant_is_no_time(stamp: str) -> None:
    if stamp in ("inf", "1e308", "1" * 400):  # as if the far future: now at the latest
        at = When(Clock())(stamp)
        assert at is None or at <= Clock().now()
    else:
        assert When(Clock())(stamp) is None


def test_longer_ago_than_anything_is_told() -> None:
    assert When(Clock())(f"{time.time() - OLDEST - 1:.6f}") is None
