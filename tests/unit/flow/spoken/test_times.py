"""Times of day and lengths of time, against the rules with ICU's words."""

import datetime
import random

import pytest

from ccengine.flow.spoken import NotSpeakable, spoken
from tests.unit.flow.spoken.conventions import clock_as_icu
from tests.unit.flow.spoken.said import chinese, chinese_plain, counted, english, english_clock, said

MINUTES = [datetime.time(minute // 60, minute % 60) for minute in range(1440)]
_HOURS, _MINUTES, _SECONDS = counted("hour"), counted("minute"), counted("second")


def in_english(clock: datetime.time) -> str:
    hour, minute, half = english_clock(datetime.datetime.combine(datetime.date(2026, 1, 1), clock)).split()
    tens, ones = divmod(int(minute), 10)
    return f"{english(int(hour))} {english(int(minute)) if tens else 'zero ' + english(ones)} {half}"


def in_chinese(clock: datetime.time) -> str:
    def two_places(number: int) -> str:
        return ("零" if 0 < number < 10 else "") + chinese_plain(number)

    text = f"{chinese(clock.hour)}点{two_places(clock.minute)}分{two_places(clock.second)}秒"
    return text.removesuffix("零秒").removesuffix("零分") + ("" if clock.minute or clock.second else "整")


def test_every_minute() -> None:
    for clock in MINUTES:
        assert clock_as_icu(said("time", clock, "en")) == in_english(clock)
        assert said("time", clock, "zh") == in_chinese(clock)


def test_seconds() -> None:
    chance = random.Random(86400)
    for number in [*range(200), *chance.sample(range(86400), 4000)]:
        clock = datetime.time(number // 3600, number // 60 % 60, number % 60)
        minute = said("time", clock.replace(second=0), "en")
        seconds = f" and {_SECONDS(clock.second)}" if clock.second else ""
        assert said("time", clock, "en") == minute + seconds
        assert said("time", clock, "zh") == in_chinese(clock)


def test_a_clock_does_not_run_ahead() -> None:
    clock = datetime.datetime(2026, 1, 1, 11, 59, 59, 999_999)
    assert said("time", clock, "zh") == "十一点五十九分五十九秒"
    with pytest.raises(NotSpeakable, match="a time of day is needed, not a date"):
        spoken("time", clock.date(), "zh")


def test_lengths_of_time() -> None:
    chance = random.Random(3600)
    for number in [*range(3700), *(chance.randrange(36_000_000) for _ in range(3000))]:
        hours, minutes, seconds = number // 3600, number // 60 % 60, number % 60
        parts = [_HOURS(hours)] if hours else []
        parts += [_MINUTES(minutes)] if minutes else []
        parts += [_SECONDS(seconds)] if seconds or not number else []
        last = ["and", parts[-1]] if len(parts) > 1 else parts[-1:]
        assert said("duration", number, "en") == " ".join([*parts[:-1], *last])
        text = f"{chinese(hours)}小时{chinese(minutes)}分钟{chinese(seconds)}秒"
        text = text.replace("零小时", "", not hours).replace("零分钟", "零" if hours and seconds else "", not minutes)
        assert said("duration", number, "zh") == (text.removesuffix("零秒") or "零秒")


@pytest.mark.parametrize(
    ("value", "text"), [(59.5, "一分钟"), ("1.49", "一秒"), ("1m30s", "一分钟三十秒"), (0.4, "零秒")]
)
def test_lengths_are_rounded_to_the_second(value: float | str, text: str) -> None:
    assert said("duration", value, "zh") == text


def test_a_length_is_not_negative() -> None:
    with pytest.raises(NotSpeakable, match="not negative"):
        spoken("duration", -1, "zh")
