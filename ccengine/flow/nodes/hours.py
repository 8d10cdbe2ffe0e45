"""hours: the state that a schedule is in now.  Exits: its states."""

from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow import fields
from ccengine.flow.fields.given import main
from ccengine.flow.node import NodeWithOthersExits, Verb
from ccengine.flow.running.here import Here
from ccengine.flow.running.hours import state
from ccengine.model.call import Call


@dataclass(frozen=True, kw_only=True)
class Hours(NodeWithOthersExits):
    """Go on by the state that a schedule is in: open, lunch, closed ...

    Exits: the states of this schedule of `schedules.yaml` ([hours](hours.md)); `next` leads all that are not named.
    A state that somebody forced (`ccctl schedule force`) comes before all that the schedule says."""

    verb: ClassVar[str] = "hours"
    EXAMPLE: ClassVar[str] = """
flow: when-open
language: zh
start: hours
nodes:
  hours:
    hours: office           # of flows/schedules.yaml
    exits:
      open: service
    next: closed            # all other states
  service: {queue: service, next: bye}
  closed: {play: sorry-all-busy, next: bye}
  bye: {play: goodbye, next: hangup}
"""

    schedule: str = main(fields.schedule, "a schedule of `schedules.yaml`")


def run(node: Hours, call: Call, here: Here) -> str:
    return state(node.schedule, here)


VERB = Verb(Hours, run)
