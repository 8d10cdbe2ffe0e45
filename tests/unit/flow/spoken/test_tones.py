"""Chinese digits change their tone before a unit, and only there.  Pinyin by hand, with tone numbers as spoken."""

import pytest

from ccengine.flow.spoken import spoken

_DIGITS = ("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3", "shi2")
_PINYIN = {
    **{f"number-{digit}": word for digit, word in enumerate(_DIGITS)},
    "number-yao": "yao1",
    "number-liang": "liang3",
    "number-1-rising": "yi2",
    "number-1-falling": "yi4",
    "number-5-rising": "wu2",
    "number-9-rising": "jiu2",
    "number-liang-rising": "liang2",
    "number-hundred": "bai3",
    "number-thousand": "qian1",
    "number-wan": "wan4",
    "number-yi": "yi4",
    "number-point": "dian3",
    "number-minus": "fu4",
    "date-year": "nian2",
    "date-month": "yue4",
    "date-day": "ri4",
    "time-hour": "dian3",
    "time-minute": "fen1",
    "time-sharp": "zheng3",
    "unit-hours": "xiao3-shi2",
    "unit-minutes": "fen1-zhong1",
    "unit-seconds": "miao3",
    "unit-yuan": "yuan2",
    "unit-jiao": "jiao3",
    "unit-fen": "fen1",
}


@pytest.mark.parametrize(
    ("kind", "value", "pinyin"),
    [
        ("number", 1, "yi1"),
        ("number", 11_1111, "shi2 yi1 wan4 yi4 qian1 yi4 bai3 yi1 shi2 yi1"),
        ("number", 1_0001_0101, "yi2 yi4 ling2 yi2 wan4 ling2 yi4 bai3 ling2 yi1"),
        ("number", "1.15", "yi4 dian3 yi1 wu3"),
        ("number", "-11.1", "fu4 shi2 yi1 dian3 yi1"),
        ("number", 2592, "liang3 qian1 wu2 bai3 jiu3 shi2 er4"),
        ("number", 2_0200, "liang3 wan4 ling2 liang2 bai3"),
        ("digits", "1509", "yao1 wu3 ling2 jiu3"),
        ("date", "2011-01-21", "er4 ling2 yi1 yi1 nian2 yi1 yue4 er4 shi2 yi1 ri4"),
        ("time", "01:01:01", "yi4 dian3 ling2 yi1 fen1 ling2 yi1 miao3"),
        ("time", "02:00", "liang2 dian3 zheng3"),
        ("time", "09:59", "jiu2 dian3 wu3 shi2 jiu3 fen1"),
        ("time", "11:15:05", "shi2 yi1 dian3 shi2 wu3 fen1 ling2 wu2 miao3"),
        ("duration", "1h1m1s", "yi4 xiao3-shi2 yi4 fen1-zhong1 yi4 miao3"),
        ("duration", "2h5m9s", "liang2 xiao3-shi2 wu3 fen1-zhong1 jiu2 miao3"),
        ("money", "101.11", "yi4 bai3 ling2 yi1 yuan2 yi4 jiao3 yi4 fen1"),
        ("money", "1.59", "yi4 yuan2 wu2 jiao3 jiu3 fen1"),
        ("money", "0.20", "liang2 jiao3"),
    ],
)
def test_tones(kind: str, value: int | str, pinyin: str) -> None:
    assert " ".join(_PINYIN[name] for name in spoken(kind, value, "zh")) == pinyin
