"""How long things take and how often they come, as a scenario writes it."""

import re
from itertools import pairwise

from ccengine.model.ids import Seconds
from ccengine.model.reader import Reader, Report, list_of, mapping_of
from ccengine.model.values import duration, text, whole
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Mapping, Scalar, Tree
from ccengine_sim.virtual import NEVER, Constant, Exponential, Law
from ccengine_sim.virtual.chance import Lognormal, Uniform
from ccengine_sim.virtual.people import Arrivals, Burst, Bursts, Curve, Gaps, Times
from ccengine_sim.virtual.telephone import Telephone

DAY: Seconds = 86400.0
LAWS = "3m (always), {mean: 3m} (exponential), {median: 3m, spread: 0.6} (lognormal), {from: 1m, to: 4m} or never"
MOST_PER_HOUR = 1_000_000.0
MOST_IN_A_BURST = 100_000
HOUR: Seconds = 3600.0


def law(tree: Tree, report: Report) -> Law:
    if isinstance(tree, Scalar):
        return NEVER if tree.text == "never" else Constant(duration(0, DAY)(tree, report))
    reader = Reader(tree, "a length of time", report)
    found = _law(reader, report)
    reader.done(also=("mean", "median", "spread", "from", "to"))
    if found is None:
        raise report.wrong(tree.at, "this says no length of time", "no-law", f"write {LAWS}")
    return found


def _law(reader: Reader, report: Report) -> Law | None:
    if reader.has("mean"):
        mean = reader.need("mean", duration(0.001, DAY))
        return Exponential(mean) if mean else None
    if reader.has("median"):
        median, spread = reader.need("median", duration(0.001, DAY)), reader.take("spread", number(0.0, 3.0), 0.5)
        return Lognormal(median, spread) if median else None
    if reader.has("from") and reader.has("to"):
        low, high = reader.need("from", duration(0, DAY)), reader.need("to", duration(0, DAY))
        if low is None or high is None:
            return None
        if low > high:
            raise report.wrong(reader.at_value("from"), "`from` is after `to`", "bad-range", "the smaller first")
        return Uniform(low, high)
    return None


class _Number:
    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def __call__(self, tree: Tree, report: Report) -> float:
        value = text(tree, report)
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?%?", value):
            raise report.wrong(tree.at, f'"{shown(value)}" is no number', "not-a-number", "as in 12 or 0.5")
        found = float(value.rstrip("%"))
        if not self.low <= found <= self.high:
            text_ = f"{shown(value)} is not within {self.low:g} to {self.high:g}"
            raise report.wrong(tree.at, text_, "out-of-range", "see docs/manual/simulating.md")
        return found


def number(low: float, high: float) -> _Number:
    return _Number(low, high)


def clock_time(tree: Tree, report: Report) -> Seconds:
    """`09:30` or `09:30:15`, up to `24:00`, in seconds since midnight."""
    value = text(tree, report)
    match = re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])(?::([0-5][0-9]))?", value)
    found = 3600.0 * int(match[1]) + 60.0 * int(match[2]) + float(match[3] or 0) if match else DAY + 1
    if found > DAY:
        raise report.wrong(
            tree.at, f'"{shown(value)}" is no time of the day', "not-a-time", 'as in "09:30", up to "24:00"'
        )
    return found


def hours(tree: Tree, report: Report) -> tuple[Seconds, Seconds]:
    """`09:00-12:30`."""
    value = text(tree, report)
    first, dash, last = value.partition("-")
    if not dash or not isinstance(tree, Scalar):
        raise report.wrong(tree.at, f'"{shown(value)}" is no part of the day', "not-hours", "as in 09:00-12:30")
    begin, end = (clock_time(Scalar(tree.at, part.strip()), report) for part in (first, last))
    if begin >= end:
        raise report.wrong(tree.at, f'"{shown(value)}" ends before it begins', "bad-range", "the earlier first")
    return begin, end


def many_hours(tree: Tree, report: Report) -> tuple[tuple[Seconds, Seconds], ...]:
    found = tuple(sorted(list_of(hours, most=100)(tree, report)))
    if any(first[1] > second[0] for first, second in pairwise(found)):
        raise report.wrong(tree.at, "two of these overlap", "overlap", "join them")
    return found


def arrivals(tree: Tree, report: Report) -> Arrivals:
    """{per_hour: 60}, {every: 30s} or {curve: {"08:00": 20, "12:00": 60}}; beside it, or alone, bursts: [...]."""
    reader = Reader(tree, "arrivals", report)
    known = any(map(reader.has, ("curve", "per_hour", "every", "bursts")))
    found = _arrivals(reader)
    if reader.has("bursts"):
        bursts = reader.need("bursts", list_of(_burst, least=1, most=100))
        found = Bursts(bursts, found or Times(())) if bursts else found
    reader.done(also=("curve", "per_hour", "every", "bursts"))
    if not known:
        remedy = (
            'write {per_hour: 60} (at random), {every: 30s}, {curve: {"08:00": 20, "12:00": 60}} (per hour), '
            "or {bursts: [{at: 10s, calls: 500, within: 10s}]}"
        )
        raise report.wrong(tree.at, "this says not how often they call", "no-arrivals", remedy)
    return found or Times(())  # what could not be read is told already


def _arrivals(reader: Reader) -> Arrivals | None:
    if reader.has("curve"):
        steps = reader.need("curve", mapping_of(clock_time, lambda _, rate, told: number(0, MOST_PER_HOUR)(rate, told)))
        return Curve(tuple(sorted((at, rate / HOUR) for at, rate in steps.items()))) if steps else None
    if reader.has("per_hour"):
        rate = reader.need("per_hour", number(0.001, MOST_PER_HOUR))
        return Curve(((0.0, rate / HOUR),)) if rate else None
    if reader.has("every"):
        gap = reader.need("every", duration(0.001, DAY))
        return Gaps(Constant(gap)) if gap else None
    return None


def _burst(tree: Tree, report: Report) -> Burst:
    """`{at: 10s, calls: 500, within: 10s}`, or at: "09:30"."""
    reader = Reader(tree, "a burst", report)
    burst = Burst(
        at=reader.need("at", _moment) or 0.0,
        calls=reader.need("calls", whole(1, MOST_IN_A_BURST)) or 0,
        within=reader.take("within", duration(0, DAY), 0.0),
    )
    reader.done()
    return burst


def _moment(tree: Tree, report: Report) -> Seconds:
    """A time of the day, or so long after the first moment: a trunk begins at midnight."""
    return clock_time(tree, report) if ":" in text(tree, report) else duration(0, DAY)(tree, report)


def shares(tree: Tree, report: Report) -> tuple[tuple[str, float], ...]:
    """`1`, or {1: 70, 2: 20, none: 10}: keys and the parts of the callers who press them."""
    if isinstance(tree, Scalar):
        return ((_keys(tree, report), 1.0),)
    if not isinstance(tree, Mapping) or not tree.entries:
        raise report.wrong(tree.at, "keys are needed", "no-keys", "write 1, or {1: 70, 2: 20, none: 10}")
    parts = [(_keys(key, report), number(0, 1e6)(value, report)) for key, value in tree.entries]
    total = sum(part for _, part in parts)
    if total <= 0:
        raise report.wrong(tree.at, "nobody presses any of these", "no-keys", "give one of them a part above 0")
    found, up_to = [], 0.0
    for keys, part in parts:
        up_to += part / total
        found.append((keys, up_to))
    return tuple(found)


def _keys(tree: Tree, report: Report) -> str:
    value = text(tree, report)
    if value == "none":
        return ""
    if not re.fullmatch(r"[0-9*#A-D]{1,32}", value):
        raise report.wrong(tree.at, f'"{shown(value)}" are no keys', "bad-keys", "of 0123456789*#ABCD, or none")
    return value


def _share(tree: Tree, report: Report) -> float:
    """`20%`, as a number from 0 to 1."""
    return number(0, 100)(tree, report) / 100


def telephone(tree: Tree, report: Report) -> Telephone:
    """`{busy: 10%, voicemail: 20%, answers: {mean: 8s}}`."""
    reader, default = Reader(tree, "callback", report), Telephone()
    found = Telephone(
        accepts=reader.take("accepts", _share, default.accepts),
        busy=reader.take("busy", _share, default.busy),
        no_answer=reader.take("no_answer", _share, default.no_answer),
        voicemail=reader.take("voicemail", _share, default.voicemail),
        answers=reader.take("answers", law, default.answers),
        confirms=reader.take("confirms", _share, default.confirms),
        thinks=reader.take("thinks", law, default.thinks),
        patience=reader.take("patience", law, default.patience),
        talk=reader.take("talk", law, default.talk),
    )
    reader.done()
    if found.busy + found.no_answer + found.voicemail > 1.0 + 1e-9:
        remedy = "these are shares of the tries; in the others he answers himself"
        raise report.wrong(tree.at, "busy, no_answer and voicemail are more than 100 %", "bad-share", remedy)
    return found
