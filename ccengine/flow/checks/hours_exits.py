"""unknown-schedule of a node `hours` or `script`; missing-exit and unknown-exit of a node `hours`: its exits are its
schedule's states."""

from collections.abc import Collection

from ccengine.flow.duty.roster import FILE as DUTY_FILE
from ccengine.flow.duty.roster import is_on_duty
from ccengine.flow.fields.exits import FAILED, NEXT
from ccengine.flow.flow import Flow
from ccengine.flow.nodes.hours import Hours
from ccengine.flow.nodes.script import Script
from ccengine.flow.schedules.schedule import FILE, Schedule
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report, did_you_mean


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    if around.schedules is None:
        return
    for node in flow.nodes.values():
        if isinstance(node, Script):
            for name in node.schedules:
                if name not in around.schedules:
                    _unknown(node, name, around.schedules, report)
        if not isinstance(node, Hours):
            continue
        if (schedule := around.schedules.get(node.schedule)) is not None:
            _exits(node, schedule, report)
        else:
            _unknown(node, node.schedule, around.schedules, report)


def _unknown(node: Hours | Script, name: str, known: Collection[str], report: Report) -> None:
    at = node.place("schedule" if isinstance(node, Hours) else "schedules")
    remedy = did_you_mean(name, known) or f"add it to flows/{DUTY_FILE if is_on_duty(name) else FILE}"
    report.add(at, f'{node}: there is no schedule "{name}"', "unknown-schedule", remedy)


def _exits(node: Hours, schedule: Schedule, report: Report) -> None:
    missing = sorted(schedule.states - node.exits.keys()) if NEXT not in node.exits else []
    if missing:
        text = f'{node}: no node for {", ".join(missing)}, which schedule "{schedule.name}" can be'
        remedy = f"write `exits: {{{missing[0]}: NODE}}`, or `next: NODE` for all the others; the schedule"
        report.add(node.at, text, "missing-exit", remedy, schedule.at)
    for exit, leads in node.exits.items():
        if exit not in (NEXT, FAILED) and exit not in schedule.states:
            text = f'{node}: schedule "{schedule.name}" is never "{exit}"'
            known = ", ".join(sorted(schedule.states))
            remedy = did_you_mean(exit, schedule.states) or f"it can be: {known} (others under `by_hand`)"
            report.add(leads.at, text, "unknown-exit", remedy, schedule.at)
