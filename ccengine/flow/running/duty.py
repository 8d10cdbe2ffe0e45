"""Targets of `dial` that name a roster or a person -> the telephones that are rung now."""

from collections.abc import Iterator

from ccengine.flow.duty.roster import Roster, is_on_duty
from ccengine.flow.expr import ExpressionFault
from ccengine.flow.running.here import Here
from ccengine.model.call import Call
from ccengine.model.dialling import TARGETS, Dialling, Rung


def planned(wish: Dialling, call: Call, here: Here) -> tuple[Rung, ...]:
    """Nobody, when nobody is on duty.  Raises ExpressionFault for a roster that there is not."""
    found: list[Rung] = []
    for target in wish.targets:
        step = 0 if wish.at_once or not found else found[-1].step + 1
        found += _rungs(target, step, wish, call, here)
    return tuple(sorted(found, key=lambda rung: rung.step))[:TARGETS]


def _rungs(target: str, step: int, wish: Dialling, call: Call, here: Here) -> Iterator[Rung]:
    if not is_on_duty(target):
        yield Rung(target, wish.ring, step, wish.confirm)
        return
    roster = here.schedules.get(target)
    if not isinstance(roster, Roster):
        raise ExpressionFault(f"there is no {target!r} in duty.yaml")
    put = here.desk.forced(target)
    who = put if put in roster.states else roster.state(call.clock.now(), here.scope.zone)
    yield from roster.rungs(who, wish.ring, step, wish.confirm)
