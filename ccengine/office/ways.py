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

    def stages(step: Step) -> list[ColumnElement[bool]]:
        return [Stage.call == Call.id, Stage.stage == step, Stage.flow == flow, *when]

    came_in = session.scalar(select(func.count()).select_from(Call).where(Call.flow == flow, *when)) or 0
    led_there = session.scalar(select(func.count()).where(*stages(Step.FLOW))) or 0
    entered = select(Stage.node, func.count()).where(*stages(Step.NODE)).group_by(Stage.node)
    left = select(Stage.node, Stage.exit, func.count()).where(*stages(Step.NODE_LEFT))
    return Ways(
        came_in + led_there,
        sorted((node, count) for node, count in session.execute(entered)),
        sorted((node, exit, count) for node, exit, count in session.execute(left.group_by(Stage.node, Stage.exit))),
    )
