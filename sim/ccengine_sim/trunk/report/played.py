"""What was played: who called, how often, and what they did."""

import os
from collections.abc import Sequence
from math import isfinite
from statistics import median

from ccengine.model.ids import Seconds
from ccengine_sim.phone.script import Step
from ccengine_sim.plot import Safe, measured, number, tag
from ccengine_sim.plot.markup import joined
from ccengine_sim.trunk.report.run import Report
from ccengine_sim.trunk.report.words import Say
from ccengine_sim.trunk.visit import Seen


def played(report: Report, say: Say) -> Safe:
    callers = say(
        "{calls} in {length} s; {followed} of them listened to from end to end",
        calls=f"{len(report.seen):,}",
        length=number(report.length),
        followed=sum(seen.planned.followed for seen in report.seen),
    )
    machine = say(
        "{cores} cores, shared by hotline and simulator, which was behind its own schedule by {late} ms at most",
        cores=os.cpu_count(),
        late=measured(1000 * report.late),
    )
    facts = (
        (say("callers"), callers),
        (say("agents"), f"{len(report.trunk.staff):,}" if report.trunk else "–"),
        (say("machine"), machine),
        (say("once more"), tag("code", f"bin/ccsim trunk {report.source or report.name} --seed {report.seed}")),
    )
    return tag(
        "section",
        tag("h2", say("What was played")),
        tag("dl", *(joined(tag("dt", name), tag("dd", told)) for name, told in facts), class_="facts"),
        _kinds(report, say),
    )


def _kinds(report: Report, say: Say) -> Safe:
    kinds: dict[str, list[Seen]] = {}
    for seen in report.seen:
        kinds.setdefault(seen.planned.kind.name, []).append(seen)
    heads = (say("callers"), say("what they do"), say("patience"), say("talk"), say("who hangs up"), say("calls"))
    rows = []
    for name, calls in sorted(kinds.items(), key=lambda pair: -len(pair[1])):
        kind = calls[0].planned.kind
        talks = any(step.talk for step in kind.does)
        rows.append(
            tag(
                "tr",
                tag("td", name),
                tag("td", tag("code", ", ".join(_step(step) for step in kind.does))),
                tag("td", _range([seen.planned.patience for seen in calls]) if talks else "–"),
                tag("td", _range([seen.planned.talk for seen in calls]) if talks else "–"),
                tag("td", say(kind.ends.value) if talks else "–"),
                tag("td", f"{len(calls):,}", class_="n"),
            )
        )
    head = tag("tr", *(tag("th", each, class_="n" if n == 5 else None) for n, each in enumerate(heads)))
    return tag("div", tag("table", head, *rows), class_="wide")


def _step(step: Step) -> str:
    if step.talk or step.hangup:
        return "talk" if step.talk else "hangup"
    return step.keys or f"{step.pause:g}s"


def _range(values: Sequence[Seconds]) -> str:
    """Of those that were drawn: the median, and from the least to the most."""
    if not all(map(isfinite, values)):
        return "∞"
    low, middle, high = (number(value) for value in (min(values), median(values), max(values)))
    return f"{middle} s" if low == high else f"{middle} s ({low}–{high})"
