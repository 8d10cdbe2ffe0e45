"""What is wrong, call by call, and where its story is told."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from shlex import quote

from ccengine.model.ids import Seconds
from ccengine_sim.trunk.figures import cause
from ccengine_sim.trunk.report.run import Report
from ccengine_sim.trunk.visit import Seen


@dataclass(frozen=True, slots=True)
class Finding:
    sort: str  # "Lost", "Sound", "Differences", "Not at rest again", "Too few served"
    text: str
    at: Seconds | None = None  # since the epoch; None: nobody knows
    number: str = ""  # the caller's
    call: str = ""  # id on record


def causes(report: Report) -> Counter[str]:
    """How often each thing went wrong."""
    found = Counter(cause(seen) for seen in report.lost)
    for name, count in (("sound", len(report.unheard)), ("difference", len(report.differences))):
        found.update({name: count} if count else {})
    return found


def findings(report: Report) -> list[Finding]:
    """Lost calls, wrong sound, differences, what is not at rest again; each sort in the order of time."""
    restless = [Finding("Not at rest again", text) for text in report.restless]
    unserved = [Finding("Too few served", text) for text in report.unserved]
    return [*_calls(report), *_differences(report), *restless, *unserved]


def _calls(report: Report) -> Iterator[Finding]:
    for seen in report.lost:
        told = f"{seen.end.value}: {seen.detail}".removesuffix(": ")
        yield Finding("Lost", told, seen.ended or seen.invited, seen.planned.number, _id(report, seen))
    for seen in report.unheard:
        for wrong in seen.wrong:
            yield Finding("Sound", str(wrong), seen.joined, seen.planned.number, _id(report, seen))


def _id(report: Report, seen: Seen) -> str:
    return report.calls.get(seen.planned.n, "")


def _differences(report: Report) -> Iterator[Finding]:
    """They name their call, or their caller's number, in their first words."""
    known = {call: seen for seen in report.seen if (call := _id(report, seen))}
    numbers = {seen.planned.number: seen for seen in report.seen}
    for text in report.differences:
        who, _, what = text.partition(": ")
        words = re.findall(r"[\w.-]+", who)
        call = next((word for word in words if word in known), "")
        seen = known.get(call) or next((numbers[word] for word in words if word in numbers), None)
        if seen is None:
            yield Finding("Differences", text, call=call)
        else:
            yield Finding("Differences", what, seen.answered, seen.planned.number, call or _id(report, seen))


def in_the_run(text: str, begin: Seconds) -> str:
    """With moments as seconds from the begin of the run: ten digits and a fraction are a moment."""
    return re.sub(r"\b\d{10}\.\d+\b", lambda found: f"{float(found[0]) - begin:.2f} s", text)


def story(report: Report, found: Finding) -> str:
    """The command that tells what happened to this call; without a record, where its telephone's trace is."""
    if found.call:
        return f"bin/ccctl --home {quote(f'{report.folder}/home')} journal --call {quote(found.call)}"
    traces = f"{quote(f'{report.folder}/traces')}/callers*.trace"  # a SIPp more for each sixty calls a second
    return f"grep -n {quote(found.number)} {traces}" if found.number else ""
