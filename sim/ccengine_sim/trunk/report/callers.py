"""What became of the callers: how many were where, over time, and how their calls ended."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil

from ccengine_sim.plot import Panel, Safe, clock, number, tag, ticks
from ccengine_sim.plot.markup import joined
from ccengine_sim.trunk.breaking import Broken
from ccengine_sim.trunk.figures import Span, Stage, arrivals, people
from ccengine_sim.trunk.report.findings import causes
from ccengine_sim.trunk.report.run import Report
from ccengine_sim.trunk.report.words import Say, named

WIDE, HIGH, LEFT, TOP = 1016, 300, 40, 26
CLASS = {stage: stage.value.partition(" ")[0] for stage in Stage}


def callers(report: Report, say: Say) -> Safe:
    counts = people(report.stays, report.span)
    return tag(
        "section",
        tag("h2", say("What became of the callers")),
        _key(counts, say),
        _plot(report, counts, say),
        _ends(report, say),
    )


def _key(counts: dict[Stage, list[float]], say: Say) -> Safe:
    def entry(name: str, swatch: Safe) -> Safe:
        return tag("li", tag("svg", swatch, viewBox="0 0 22 10", aria_hidden="true"), name)

    entries = [
        entry(
            say("{stage}, at most {count:.0f}", stage=say(stage.value), count=ceil(max(counts[stage]))),
            tag("rect", width=22, height=10, rx=2, class_=CLASS[stage]),
        )
        for stage in reversed(Stage)
    ]
    came = tag("line", x1=1, x2=21, y1=5, y2=5, class_="came")
    return tag("ul", *entries, entry(say("calls that came, a second"), came), class_="key")


def _plot(report: Report, counts: dict[Stage, list[float]], say: Say) -> Safe:
    span = report.span
    came = [count / span.every for count in arrivals(report.seen, span)]
    levels = ticks(max([*map(sum, zip(*counts.values(), strict=True)), *came, 1.0]), 5)
    panel = Panel(LEFT, TOP, WIDE - LEFT - 8, HIGH - TOP - 24, 0, span.count * span.every, levels[-1])
    drawn = [panel.across(level, class_="grid") for level in levels[1:]]
    floor = [0.0] * span.count
    for stage in Stage:
        ceiling = [low + here for low, here in zip(floor, counts[stage], strict=True)]
        drawn.append(panel.band(_edges(span, floor, ceiling), class_=CLASS[stage]))
        floor = ceiling
    drawn += [
        panel.line([*zip(_middles(span), came, strict=True)], class_="came"),
        panel.across(0, class_="axis"),
        *panel.levels((level, number(level)) for level in levels),
        *panel.moments(clock(span.count * span.every, 10)),
        *marks(panel, report.broken, span, told=True),
        *(_lost(panel, seen.ended or seen.invited, span) for seen in report.lost),
    ]
    title = tag("title", say("Callers in the hotline over time, by stage"))
    drawing = tag("svg", title, *drawn, viewBox=f"0 0 {WIDE} {HIGH}", role="img", class_="big")
    return tag("div", drawing, class_="wide")


def _middles(span: Span) -> list[float]:
    return [(n + 0.5) * span.every for n in range(span.count)]


def _edges(span: Span, low: Sequence[float], high: Sequence[float]) -> list[tuple[float, float, float]]:
    return [*zip(_middles(span), low, high, strict=True)]


def _lost(panel: Panel, at: float | None, span: Span) -> Safe:
    """A small mark under the axis for each call that was lost."""
    if at is None:
        return joined()
    return tag("rect", x=round(panel.x(at - span.begin) - 1, 1), y=panel.bottom + 1, width=2, height=6, class_="lost")


def marks(panel: Panel, found: Sequence[Broken], span: Span, told: bool = False) -> Iterator[Safe]:
    """What was broken, and until when; `told`: with its number in the list."""
    for n, broken in enumerate(found, 1):
        at, until = broken.at - span.begin, min(broken.until, span.end) - span.begin
        if not 0 <= at <= until:
            continue
        x, y = round(panel.x(at), 1), panel.top - 10
        yield joined(
            panel.between(at, until, class_="broken"),
            panel.down(at, 6 if told else 0, class_="mark"),
            tag("text", n, x=x, y=y, text_anchor="middle", class_="marked") if told else None,
        )


def _ends(report: Report, say: Say) -> Safe:
    total = max(1, len(report.seen))
    rows = [
        *((say(end), count, "") for end, count in report.ends.most_common()),
        *((say("of them by what was done: {excuse}", excuse=why), n, "") for why, n in _excused(report)),
        *((say("wrong: {cause}", cause=named(say, cause)), n, "bad") for cause, n in causes(report).most_common()),
    ]
    return joined(
        _told_marks(report, say),
        tag(
            "table",
            tag(
                "tr", tag("th", say("end of the call")), tag("th", say("calls"), class_="n"), tag("th", "%", class_="n")
            ),
            *(
                tag(
                    "tr",
                    tag("td", told, class_=kind or None),
                    tag("td", f"{count:,}", class_="n"),
                    tag("td", f"{100 * count / total:.1f}", class_="n"),
                )
                for told, count, kind in rows
            ),
            class_="small",
        ),
    )


def _excused(report: Report) -> list[tuple[str, int]]:
    return Counter(seen.excuse for seen in report.seen if seen.excuse).most_common()


def _told_marks(report: Report, say: Say) -> Safe | None:
    if not report.broken:
        return None
    entries = (
        say("{n}: {what}, back after {seconds:.1f} s", n=n, what=each, seconds=each.until - each.at)
        for n, each in enumerate(report.broken, 1)
    )
    return tag("p", say("Done to the hotline: "), "; ".join(entries), ".", class_="note bad")
