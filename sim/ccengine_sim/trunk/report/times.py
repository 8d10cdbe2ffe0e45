"""How long things took, each over the whole run: small plots with one scale of time."""

from collections.abc import Sequence

from ccengine_sim.plot import Panel, Safe, clock, measured, number, tag, ticks
from ccengine_sim.trunk.figures import Span, Spread, Timed, over_time
from ccengine_sim.trunk.figures.span import MOST
from ccengine_sim.trunk.report.callers import marks
from ccengine_sim.trunk.report.run import RELEASE, Report
from ccengine_sim.trunk.report.words import Say, named

WIDE, HIGH, LEFT, TOP = 330, 150, 42, 8
ENOUGH, FEWEST = 5, 8
"""So many values in a bucket; and so many buckets even if there are not."""
SLOW = 1.0  # seconds in the median, from which on it is written in seconds

MEANS = {
    "INVITE to 200": "Until the hotline took the call.",
    "key to the next prompt": "From the end of the key to the first packet of another recording. Followed calls.",
    "200 to the agent's ring": "With the welcome, the caller's choice, and his wait.",
    "200 to the agent's 200": "With the time that the agent let it ring.",
    "agent's 200 to what the caller hears": "The partner's tone. Followed calls.",
    "agent's 200 to what the agent hears": "The partner's tone. Followed calls.",
    RELEASE: "Where a caller stood in the queue already; wrap-up is taken off.",
}


def times(report: Report, say: Say) -> Safe | None:
    cards = [_card(report, name, found, say) for name, found in report.times.items() if found]
    if not cards:
        return None
    note = say("Line: the median. Band: from there to 95 %. Dots: the greatest. By the telephones' own SIP and RTP.")
    head = tag("h2", say("How long things took"))
    return tag("section", head, tag("p", note, class_="note"), tag("div", *cards, class_="few"))


def unit(spread: Spread) -> tuple[float, str]:
    """Seconds are multiplied by it, and what that is called."""
    return (1.0, "s") if spread.median >= SLOW else (1000.0, "ms")


def _card(report: Report, name: str, found: Sequence[Timed], say: Say) -> Safe:
    whole = Spread.of_values([took for _, took in found])
    assert whole is not None
    factor, told = unit(whole)
    median, p95, most = (measured(value * factor) for value in (whole.median, whole.p95, whole.most))
    values = say("{median} {unit} · 95 % {p95} · greatest {most} · of {of}",
                 median="\0", unit=told, p95=p95, most=most, of=f"{whole.of:,}").partition("\0")  # fmt: skip
    return tag(
        "div",
        tag("h3", named(say, name)),
        tag("p", values[0], tag("b", median), values[2]),
        _plot(report, found, factor, named(say, name)),
        tag("p", named(say, MEANS[name])) if name in MEANS else None,
    )


def _plot(report: Report, every: Sequence[Timed], factor: float, name: str) -> Safe:
    """In buckets so wide that most of them have something to tell."""
    span = Span.of(report.span.begin, report.span.end, max(FEWEST, min(MOST, len(every) // ENOUGH)))
    found = over_time(every, span)
    there = [spread for spread in found if spread]
    usual = max(spread.p95 for spread in there)
    levels = ticks(factor * max(usual, min(max(spread.most for spread in there), 3 * usual)), 3)
    length = report.span.end - report.span.begin
    panel = Panel(LEFT, TOP, WIDE - LEFT - 4, HIGH - TOP - 22, 0, length, levels[-1])
    middles = [min((n + 0.5) * span.every, length) for n in range(span.count)]
    edges = [None if s is None else (x, factor * s.median, factor * s.p95) for x, s in zip(middles, found, strict=True)]
    drawn = [
        *(panel.across(level, class_="grid") for level in levels[1:]),
        panel.across(0, class_="axis"),
        panel.band(edges, class_="band"),
        *(
            tag("circle", cx=round(panel.x(x), 1), cy=round(panel.y(factor * s.most), 1), r=1.4, class_="dot")
            for x, s in zip(middles, found, strict=True)
            if s
        ),
        panel.line([None if edge is None else edge[:2] for edge in edges], class_="mid"),
        *panel.levels((level, number(level)) for level in levels),
        *panel.moments(clock(length, 4)),
        *marks(panel, report.broken, span),
    ]
    return tag("svg", tag("title", name), *drawn, viewBox=f"0 0 {WIDE} {HIGH}", role="img")
