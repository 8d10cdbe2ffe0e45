"""Where ours and the packages' words differ: every rule, as a function from ours to theirs.

No number is left out of a comparison because of them.  docs/manual/spoken-values.md lists the same rules with examples,
and test_manual.py holds the two together."""

import re

from tests.unit.flow.spoken.said import chinese_plain


def as_cn2an(ours: str) -> str:
    """cn2an never says 两.  When the 万 are all zero it drops the 零 before 千: 一亿一千 for 100001000."""
    return re.sub("亿零(.千)", r"亿\1", ours.replace("两", "二"))


def as_icu(ours: str) -> str:
    """ICU's counts are 两 also alone; it has 兆 for 万亿.  Before a group that is not the last it has no 零, and 十 for
    一十; before the 万 behind a 兆 without 亿 it has the 零."""
    if "亿" not in ours:
        return "两" if ours == "二" else ours
    high, low = ours.split("亿")
    trillions, _, rest = high.rpartition("万")
    rest = _without_zero(rest)
    high = trillions + ("兆" if trillions else "") + (rest + "亿" if rest else "")
    if "万" in low:
        low = re.sub("^零一十", "零十", low) if high.endswith("兆") else _without_zero(low)
    return high + low


def _without_zero(group: str) -> str:
    bare = group.removeprefix("零")
    if bare == group:
        return group
    return "两" if bare == "二" else re.sub("^一十", "十", bare)


def date_as_icu(ours: str) -> str:
    """ICU writes 〇 where 零 is said, and its years before 1000 are counts."""
    year, behind = ours.split("年")
    if len(year) < 4:
        year = chinese_plain(int("".join(str("零一二三四五六七八九".index(digit)) for digit in year)))
    return year.replace("零", "〇") + "年" + behind


_FORMAL = str.maketrans("一二三四五六七八九十百千两", "壹贰叁肆伍陆柒捌玖拾佰仟贰")


def money_as_cn2an(ours: str) -> str:
    """As a cheque is written: other characters, 壹拾 also at the begin, 整 behind whole yuan; and no 两."""
    text = re.sub("^(负?)十", r"\1一十", ours).translate(_FORMAL)
    return text + "整" if text.endswith("元") else text


def clock_as_icu(ours: str) -> str:
    """ICU's pattern `h mm a` in words: no noon or midnight, no o'clock, and figures for the minutes 00 to 09."""
    text = {"twelve noon": "twelve o'clock p.m.", "twelve midnight": "twelve o'clock a.m."}.get(ours, ours)
    return text.replace("o'clock", "zero zero").replace("oh ", "zero ").replace("a.m.", "AM").replace("p.m.", "PM")
