"""The report as one HTML file: no script, nothing that is fetched, every text escaped (plot.markup)."""

from collections.abc import Sequence

from ccengine_sim.plot import Safe, tag
from ccengine_sim.trunk.report.callers import callers
from ccengine_sim.trunk.report.findings import Finding, findings, in_the_run, story
from ccengine_sim.trunk.report.head import head
from ccengine_sim.trunk.report.machines import loops, processes
from ccengine_sim.trunk.report.played import played
from ccengine_sim.trunk.report.run import Report
from ccengine_sim.trunk.report.style import STYLE
from ccengine_sim.trunk.report.times import times
from ccengine_sim.trunk.report.words import Say, english

FIRST, MOST = 3, 200
"""Calls with findings of one sort: those that are seen at once, and those that are on the page; all are in the JSON."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(report: Report, say: Say = english, language: str = "en") -> str:
    """`language`: of what is said, as HTML calls it."""

    def told(text: str, **values: object) -> str:
        return say(text, **values).replace("'", "’")

    return _page(report, told, language)


def _page(report: Report, say: Say, language: str) -> str:
    verdict = say("clean") if report.clean else say("not clean")
    parts = [head(report, say), *_wrong(report, say), played(report, say), callers(report, say), times(report, say)]
    parts += [processes(report, say), loops(report, say), _foot(say)]
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        + tag("title", f"{report.name}: {verdict}")
        + f"<style>{STYLE}</style></head>\n<body>"
        + tag("main", *parts)
        + "</body></html>\n"
    )


def _wrong(report: Report, say: Say) -> list[Safe]:
    calls: dict[str, dict[tuple[str, str], list[Finding]]] = {}
    for found in findings(report):
        of_sort = calls.setdefault(found.sort, {})
        of_sort.setdefault((found.number, found.call or found.text * (not found.number)), []).append(found)
    return [_sort(report, sort, list(each.values()), say) for sort, each in calls.items()]


def _sort(report: Report, sort: str, calls: Sequence[Sequence[Finding]], say: Say) -> Safe:
    """The first calls at once, the others when they are asked for."""
    listed = [_call(report, each) for each in calls[:MOST]]
    rest = listed[FIRST:]
    more = len(calls) - MOST
    return tag(
        "section",
        tag("h2", f"{say(sort)}: {sum(map(len, calls))}", class_="bad"),
        tag("ul", *listed[:FIRST], class_="faults"),
        tag("details", tag("summary", say("{count} more", count=len(rest))), tag("ul", *rest, class_="faults"))
        if rest
        else None,
        tag("p", say("and {count} more, in report.json", count=more), class_="note") if more > 0 else None,
    )


def _call(report: Report, found: Sequence[Finding]) -> Safe:
    first = found[0]
    at = "" if first.at is None else f"{first.at - report.span.begin:.1f} s"
    command = story(report, first)
    return tag(
        "li",
        tag("span", at, class_="when"),
        tag("b", first.number),
        *(tag("div", in_the_run(each.text, report.span.begin)) for each in found),
        tag("code", command) if command else None,
    )


def _foot(say: Say) -> Safe:
    told = say(
        "All of it as numbers, second by second: report.json beside this page. Nothing here is loaded from elsewhere."
    )
    return tag("footer", tag("p", told, class_="note"))
