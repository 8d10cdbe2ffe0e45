"""What the processes cost, and how late their loops were: a line each, with its course over the run."""

from collections.abc import Iterable, Sequence

from ccengine_sim.plot import Panel, Safe, measured, tag
from ccengine_sim.trunk.figures import Usage, late_over_time, over_time, usage
from ccengine_sim.trunk.report.callers import marks
from ccengine_sim.trunk.report.run import Report
from ccengine_sim.trunk.report.words import Say, named

WIDE, HIGH = 240, 34
OWN = "the trunk"
"""So begin the names of the simulator's own processes."""


def processes(report: Report, say: Say) -> Safe | None:
    found = usage(report.samples, report.span)
    if not found:
        return None
    cpu = max((value for each in found.values() for value in each.cpu if value is not None), default=1.0)
    memory = max((value for each in found.values() for value in each.memory if value is not None), default=1)
    hotline = {name: each for name, each in found.items() if not name.startswith(OWN)}
    own = {name: each for name, each in found.items() if name.startswith(OWN)}
    heads = [say("process"), say("CPU, all on one scale"), say("ms a call"), say("% of a core"),
             say("memory, all on one scale"), say("MB")]  # fmt: skip
    rows = [
        _group(say("The hotline")),
        *(_process(report, name, each, cpu, memory, say) for name, each in hotline.items()),
        _group(say("The simulator itself")),
        *(_process(report, name, each, cpu, memory, say) for name, each in own.items()),
    ]
    note = say("The highest CPU is {cpu:.0f} % of a core, the most memory {memory:.0f} MB.",
               cpu=100 * cpu, memory=memory / 1e6)  # fmt: skip
    return _section(say("What it cost"), note, heads, rows)


def loops(report: Report, say: Say) -> Safe | None:
    """Of the engine and the office as they tell it; of the trunk by its own schedule."""
    found = {
        name: [None if late is None else late.most for late in lates]
        for name, lates in late_over_time(report.readings, report.span).items()
    }
    behind = ((seen.invited, seen.late) for seen in report.seen if seen.invited is not None)
    found[OWN] = [None if spread is None else spread.most for spread in over_time(behind, report.span)]
    high = max((value for each in found.values() for value in each if value is not None), default=0.0)
    if not high:
        return None
    rows = []
    for name, lates in found.items():
        there = sorted(late for late in lates if late is not None)
        middle, most = (1000 * there[len(there) // 2], 1000 * there[-1]) if there else (0.0, 0.0)
        rows.append(
            tag(
                "tr",
                tag("td", named(say, name)),
                tag("td", _spark(report, lates, high, name), class_="spark"),
                tag("td", measured(middle), class_="n"),
                tag("td", measured(most), class_="n"),
            )
        )
    note = say(
        "How much later than it was due a loop did what it had to do, the worst of each {every:g} s; engine and office "
        "tell it in steps (… 20, 50, 100, 200 ms …). The highest is {high} ms.",
        every=report.span.every,
        high=measured(1000 * high),
    )
    heads = [say("loop"), say("lateness, all on one scale"), say("median, ms"), say("greatest, ms")]
    return _section(say("How late they were"), note, heads, rows)


def _section(title: str, note: str, heads: Sequence[str], rows: Iterable[Safe]) -> Safe:
    head = tag("tr", *(tag("th", head, class_=_column(n)) for n, head in enumerate(heads)))
    table = tag("div", tag("table", head, *rows, class_="small"), class_="wide")
    return tag("section", tag("h2", title), tag("p", note, class_="note"), table)


def _column(n: int) -> str | None:
    return None if not n else "spark" if n in (1, 4) else "n"


def _group(name: str) -> Safe:
    return tag("tr", tag("td", tag("h3", name), colspan=6))


def _process(report: Report, name: str, used: Usage, cpu: float, memory: float, say: Say) -> Safe:
    there = [value for value in used.cpu if value is not None]
    each = 1000 * report.cpu.get(name, 0.0) / max(1, len(report.seen))
    return tag(
        "tr",
        tag("td", named(say, name)),
        tag("td", _spark(report, used.cpu, cpu, name), class_="spark"),
        tag("td", measured(each), class_="n"),
        tag("td", measured(100 * sum(there) / len(there)) if there else "", class_="n"),
        tag("td", _spark(report, used.memory, memory, name), class_="spark"),
        tag("td", measured(report.memory.get(name, 0) / 1e6), class_="n"),
    )


def _spark(report: Report, values: Sequence[float | None], high: float, name: str) -> Safe:
    span = report.span
    panel = Panel(0, 2, WIDE, HIGH - 4, 0, span.count * span.every, high)
    middles = [(n + 0.5) * span.every for n in range(span.count)]
    points = [None if value is None else (x, value) for x, value in zip(middles, values, strict=True)]
    drawn = [
        panel.band([None if point is None else (point[0], 0.0, point[1]) for point in points], class_="fill"),
        panel.line(points, class_="mid"),
        panel.across(0, class_="axis"),
        *marks(panel, report.broken, span),
    ]
    return tag("svg", tag("title", name), *drawn, viewBox=f"0 0 {WIDE} {HIGH}", role="img")
