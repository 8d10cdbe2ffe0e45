"""The state that a schedule is in for a call."""

from ccengine.flow.running.here import Here
from ccengine.flow.schedules.schedule import Schedule


def state(schedule: Schedule, here: Here) -> str:
    """Now: what somebody forced comes before all that the schedule says."""
    forced = here.desk.forced(schedule.name)
    return forced if forced in schedule.states else schedule.state(here.call.clock.now(), here.scope.zone)
