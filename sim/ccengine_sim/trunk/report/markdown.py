"""A report as text for a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ccengine.model.yamltext import shown
from ccengine_sim.plot.markup import LONGEST
from ccengine_sim.trunk.ends import table_lines
from ccengine_sim.trunk.figures import Spread
from ccengine_sim.trunk.report.findings import causes
from ccengine_sim.trunk.report.run import Report
from ccengine_sim.trunk.report.words import Say, english, named

SHOWN = 20
"""Faults of one sort that are named; all are counted, and all are in the JSON."""


def markdown(report: Report, say: Say = english) -> str:
    lost = [f"{seen.planned.number}: {seen.end.value}: {seen.detail}" for seen in report.lost]
    sound = [f"{seen.planned.number}: {fault}" for seen in report.unheard for fault in seen.wrong]
    pauses = [f"{seen.planned.number}: {pause}" for seen in report.seen for pause in seen.pauses]
    lines = [
        *_head(report, say),
        *_times(report, say),
        *_ended(report, say),
        *_processes(report, say),
        *(report.rest.markdown() if report.rest else []),
        *_causes(report, say),
        *_named(say("Lost"), lost, say),
        *_named(say("Sound"), sound, say),
        *_named(say("Differences"), report.differences, say),
        *_named(say("Not at rest again"), report.restless, say),
        *_named(say("Too few served"), report.unserved, say),
        *_named(say("Differences that a fault explains"), report.explained, say),
        *_named(say("Short pauses (no fault)"), pauses, say),
    ]
    return "\n".join(lines) + "\n"


def _head(report: Report, say: Say) -> list[str]:
    ends = ", ".join(f"{count} {say(end)}" for end, count in sorted(report.ends.items()))
    verdict = say("clean") if report.clean else say("not clean")
    return [
        say("# Trunk {name}, seed {seed}: {verdict}", name=report.name, seed=report.seed, verdict=verdict),
        "",
        say(
            "{calls} calls: {ends}; {followed} of them listened to from end to end. "
            "The trunk was behind its own schedule by {late:.0f} ms at most.",
            calls=len(report.seen),
            ends=ends,
            followed=sum(seen.planned.followed for seen in report.seen),
            late=report.late * 1000,
        ),
    ]


def _times(report: Report, say: Say) -> Iterator[str]:
    yield from ("", say("| time, ms | of | median | 95 % | greatest |"), "|---|---|---|---|---|")
    for name, found in report.times.items():
        if spread := Spread.of_values([took for _, took in found]):
            cells = (f"{1000 * value:.1f}" for value in (spread.median, spread.p95, spread.most))
            yield f"| {named(say, name)} | {spread.of} | {' | '.join(cells)} |"


def _ended(report: Report, say: Say) -> Iterator[str]:
    """As the telephones and the books tell it, with what was broken meanwhile and what it excuses."""
    yield from ("", *table_lines(report.on_record))
    if report.broken:
        yield ""
        for each in report.broken:
            yield say("- {what}: back after {seconds:.2f} s", what=each, seconds=each.until - each.at)
    if excused := Counter(seen.excuse for seen in report.seen if seen.excuse):
        yield from ("", *(f"- {count} {shown(why, LONGEST)}" for why, count in sorted(excused.items())))


def _processes(report: Report, say: Say) -> Iterator[str]:
    yield from ("", say("| process | CPU ms a call | memory, MB |"), "|---|---|---|")
    for name, used in sorted(report.cpu.items()):
        each = 1000 * used / max(1, len(report.seen))
        yield f"| {named(say, name)} | {each:.1f} | {report.memory.get(name, 0) / 1e6:.0f} |"


def _causes(report: Report, say: Say) -> Iterator[str]:
    if found := causes(report):
        yield from ("", say("| failure | calls |"), "|---|---|")
        yield from (f"| {named(say, cause)} | {count} |" for cause, count in found.most_common())


def _named(title: str, faults: Sequence[str], say: Say) -> list[str]:
    if not faults:
        return []
    more = [say("- and {count} more", count=len(faults) - SHOWN)] if len(faults) > SHOWN else []
    return ["", f"## {title}: {len(faults)}", "", *(f"- {shown(fault, LONGEST)}" for fault in faults[:SHOWN]), *more]
