"""Targets of `dial` that name a roster or a person -> the telephones that are rung now."""

from collections.abc import Iterator

from ccengine.flow.duty.roster import Roster, is_on_duty
from ccengine.flow.expr import ExpressionFault
from ccengine.flow.running.here import Here
from ccengine.flow.running.hours import state
from ccengine.model.dialling import TARGETS, Dialling, Rung


def planned(wish: Dialling, here: Here) -> tuple[Rung, ...]:
    """Nobody, when nobody is on duty.  Raises ExpressionFault for a roster that there is not."""
    found: list[Rung] = []
    for target in wish.targets:
        step = 0 if wish.at_once or not found else found[-1].step + 1
        found += _rungs(target, step, wish, here)
    return tuple(sorted(found, key=lambda rung: rung.step))[:TARGETS]


def _rungs(target: str, step: int, wish: Dialling, here: Here) -> Iterator[Rung]:
    if not is_on_duty(target):
        yield Rung(target, wish.ring, step, wish.confirm)
        return
    roster = here.schedules.get(target)
    if not isinstance(roster, Roster):
        raise ExpressionFault(f"there is no {target!r} in duty.yaml")
    yield from roster.rungs(state(target, here), wish.ring, step, wish.confirm)
