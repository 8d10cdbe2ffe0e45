"""The recorded facts are told to the machine once more, and it decides: does it order what was ordered then?"""

from dataclasses import dataclass

from ccengine.acd import commands, events
from ccengine.acd.rules import Rules
from ccengine.model import facts
from ccengine.model.ids import Seconds
from ccengine_sim.replay.past import Past


@dataclass(frozen=True, slots=True)
class Differs:
    """The first fact after which the machine ordered otherwise."""

    n: int  # of its record
    at: Seconds
    fact: object
    ordered: tuple[object, ...]  # then
    would: tuple[object, ...]  # now


def decided_anew(past: Past, rules: Rules) -> Differs | None:
    """None when every order is the same: rules and program decide as they did that day."""
    machine = past.machine(rules)
    number = 0
    while number < len(past.records):
        record = past.records[number]
        number += 1
        if isinstance(record.body, facts.EngineStarted):
            machine.begin_run(record.body.run)
        if not isinstance(record.body, events.Event):
            continue
        then: list[object] = []
        while number < len(past.records) and isinstance(past.records[number].body, commands.Command):
            then.append(past.records[number].body)
            number += 1
        now = machine.handle(record.body, record.t)
        if [*now] != then:
            return Differs(record.n, record.t, record.body, tuple(then), tuple(now))
    return None
