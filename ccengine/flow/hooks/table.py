"""Every question that users' code may ask, each answered by what its flow has."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ccengine.flow.duty.roster import DUTY, Roster
from ccengine.flow.expr import ExpressionFault
from ccengine.flow.hooks.arguments import Parameter, count, plain, values, word, words
from ccengine.flow.running.here import Here
from ccengine.flow.running.hours import state
from ccengine.flow.schedules.schedule import Schedule
from ccengine.model.facts import ClassGiven, Tagged
from ccengine.model.hooks import Denied
from ccengine.model.ids import Seconds
from ccengine.model.reader import did_you_mean
from ccengine.model.services import Effect, JsonValue, LookupRequest, Outcome, StoreRequest

NAME = re.compile(r"[\w][\w-]{0,63}")


class Denial(Exception):
    """There is no answer."""

    def __init__(self, denied: Denied, why: str) -> None:
        super().__init__(why)
        self.denied = denied


@dataclass(frozen=True, slots=True)
class Asked:
    """One question."""

    here: Here
    effect: Effect  # of the node
    key: str  # of a request to the world: the same when users' code that runs again asks the same again
    within: Seconds


@dataclass(frozen=True, slots=True)
class Hook:
    answer: Callable[..., Any]  # of an Asked and the arguments by name; raises Denial, ExpressionFault
    parameters: tuple[Parameter, ...] = ()
    changes: bool = False  # the world: refused to code that is said to change nothing


def _schedule(asked: Asked, schedule: str) -> str:
    return _state(asked.here, schedule, {name for name, one in asked.here.schedules.items() if not _has_people(one)})


def _duty(asked: Asked, roster: str) -> str:
    """Who: his name in duty.yaml, not his numbers; those are for `dial`."""
    return _state(asked.here, f"{DUTY}{roster}", {name for name in asked.here.schedules if name.startswith(DUTY)})


def _has_people(schedule: Schedule) -> bool:
    return isinstance(schedule, Roster)


def _state(here: Here, name: str, known: Collection[str]) -> str:
    if name not in known:
        remedy = did_you_mean(name, known) or "name it under `schedules` of the node `script`"
        raise Denial(Denied.NOT_KNOWN, f"no schedule {name[:60]!r} is known here; {remedy}")
    return state(name, here)


def _scope(name: str) -> Callable[[Asked], Any]:
    """What expressions see under this name."""
    return lambda asked: asked.here.scope[name]


def _tag(asked: Asked, name: str, value: str) -> None:
    here = asked.here
    if not name.isidentifier() or len(name) > 64:
        raise Denial(Denied.WRONG, f"{name[:60]!r} is no tag's name: letters, digits and _, 64 at most")
    try:
        here.scope.tag(name, value)
    except ExpressionFault as fault:
        raise Denial(Denied.REFUSED, str(fault)) from None
    here.desk.record(Tagged(here.call.info.id, name, value))


def _give_class(asked: Asked, caller_class: str) -> None:
    """What the queue nodes go by from now on."""
    if not NAME.fullmatch(caller_class):
        raise Denial(Denied.WRONG, f"{caller_class[:60]!r} is no class's name: letters, digits, _ and -, 64 at most")
    asked.here.scope.give_class(caller_class)
    asked.here.desk.record(ClassGiven(asked.here.call.info.id, caller_class))


def _lookup(
    asked: Asked,
    source: str,
    table: str,
    fields: list[str],
    where: dict[str, JsonValue],
    order: Sequence[str] = (),
    most: int = 0,
) -> list[Mapping[str, JsonValue]]:
    request = LookupRequest(source, table, fields, where, asked.key, order, most, asked.within)
    answer = asked.here.services.lookup(request)
    _done(answer.outcome, answer.detail)
    return list(answer.rows)


def _store(asked: Asked, source: str, table: str, values: dict[str, JsonValue]) -> JsonValue:
    request = StoreRequest(source, table, values, asked.key, asked.effect, asked.within)
    answer = asked.here.services.store(request)
    _done(answer.outcome, answer.detail)
    return answer.value


def _done(outcome: Outcome, detail: str) -> None:
    if outcome is not Outcome.DONE:
        raise Denial(Denied(outcome.value), detail)


HOOKS: Mapping[str, Hook] = {
    "schedule": Hook(_schedule, (Parameter("schedule", word),)),
    "duty": Hook(_duty, (Parameter("roster", word),)),
    "caller": Hook(_scope("caller")),
    "member": Hook(_scope("member")),
    "port": Hook(_scope("port")),
    "call": Hook(_scope("call")),
    "tags": Hook(_scope("tags")),
    "marks": Hook(_scope("survey")),
    "tag": Hook(_tag, (Parameter("name", word), Parameter("value", plain))),
    "give_class": Hook(_give_class, (Parameter("caller_class", word),)),
    "lookup": Hook(
        _lookup,
        (
            Parameter("source", word),
            Parameter("table", word),
            Parameter("fields", words),
            Parameter("where", values),
            Parameter("order", words, needed=False),
            Parameter("most", count, needed=False),
        ),
    ),
    "store": Hook(_store, (Parameter("source", word), Parameter("table", word), Parameter("values", values)), True),
}
