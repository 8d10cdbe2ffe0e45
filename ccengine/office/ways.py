"""How many calls went which way through a flow."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ccengine.office.schema import Call, Stage
from ccengine.office.words import Step


@dataclass(frozen=True, slots=True)
class Ways:
    begun: int  # calls that came in there, and times that another flow led there
    nodes: list[tuple[str, int]]  # node, times entered
    exits: list[tuple[str, str, int]]  # node, exit, times


def ways(session: Session, flow: str, since: float | None, until: float | None) -> Ways:
    """Of the calls that arrived within since..until (seconds since the epoch, `until` not included; None: any)."""
    when: list[ColumnElement[bool]] = []
    if since is not None:
        when.append(Call.arrived >= since)
    if until is not None:
        when.append(Call.arrived < until)
    came_in = session.scalar(select(func.count()).select_from(Call).where(Call.flow == flow, *when)) or 0
    there = [Stage.flow == flow, Stage.stage.in_((Step.FLOW, Step.NODE, Step.NODE_LEFT))]
    if when:  # from the calls to their stages: those are found by their key
        there.append(Stage.call.in_(select(Call.id).where(*when)))
    asked = select(Stage.stage, Stage.node, Stage.exit, func.count()).where(*there)
    grouped = session.execute(asked.group_by(Stage.stage, Stage.node, Stage.exit))
    rows = sorted((step, node, exit, count) for step, node, exit, count in grouped)
    return Ways(
        came_in + sum(count for step, _, _, count in rows if step == Step.FLOW),
        [(node, count) for step, node, _, count in rows if step == Step.NODE],
        [(node, exit, count) for step, node, exit, count in rows if step == Step.NODE_LEFT],
    )
