"""hours: the state that a schedule is in now.  Exits: its states."""

from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow.fields.given import main
from ccengine.flow.node import NodeWithOthersExits, Verb
from ccengine.flow.running.here import Here
from ccengine.model.call import Call
from ccengine.model.reader import Report
from ccengine.model.shape import shape_of, shaped
from ccengine.model.values import name
from ccengine.model.yamltree import Tree


@shaped("a schedule", **shape_of(name).schema)
def schedule_name(tree: Tree, report: Report) -> str:
    return name(tree, report)


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

    schedule: str = main(schedule_name, "a schedule of `schedules.yaml`")


def run(node: Hours, call: Call, here: Here) -> str:
    schedule = here.schedules[node.schedule]
    forced = here.desk.forced(node.schedule)
    return forced if forced in schedule.states else schedule.state(call.clock.now(), here.scope.zone)


VERB = Verb(Hours, run)
