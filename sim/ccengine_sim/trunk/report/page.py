"""The report as one HTML file: no script, nothing that is fetched, every text escaped (plot.markup)."""

from ccengine_sim.plot import Safe, tag
from ccengine_sim.trunk.report.callers import callers
from ccengine_sim.trunk.report.findings import Finding, findings, story
from ccengine_sim.trunk.report.head import head, played
from ccengine_sim.trunk.report.machines import loops, processes
from ccengine_sim.trunk.report.run import Report
from ccengine_sim.trunk.report.style import STYLE
from ccengine_sim.trunk.report.times import times
from ccengine_sim.trunk.report.words import Say, english

SHOWN = 100
"""Faults of one sort on the page; all are in the JSON."""
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
    found = findings(report)
    sections = []
    for sort in ("Lost", "Sound", "Differences", "Not at rest again"):
        each = [finding for finding in found if finding.sort == sort]
        if each:
            more = len(each) - SHOWN
            sections.append(
                tag(
                    "section",
                    tag("h2", f"{say(sort)}: {len(each)}", class_="bad"),
                    tag("ul", *(_finding(report, finding) for finding in each[:SHOWN]), class_="faults"),
                    tag("p", say("and {count} more, in report.json", count=more), class_="note") if more > 0 else None,
                )
            )
    return sections


def _finding(report: Report, finding: Finding) -> Safe:
    at = "" if finding.at is None else f"{finding.at - report.span.begin:.1f} s  "
    command = story(report, finding)
    return tag("li", at, tag("b", finding.number), " ", finding.text, tag("code", command) if command else None)


def _foot(say: Say) -> Safe:
    told = say(
        "All of it as numbers, second by second: report.json beside this page. Nothing here is loaded from elsewhere."
    )
    return tag("footer", tag("p", told, class_="note"))
