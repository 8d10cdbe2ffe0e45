"""The state that a schedule is in for a call; and who is on duty: a roster is a schedule whose states are people."""

from ccengine.flow.running.here import Here


def state(name: str, here: Here) -> str:
    """Now: what somebody forced comes before all that the schedule says.  Raises KeyError for one that is not among
    those of the flow's version."""
    schedule = here.schedules[name]
    forced = here.desk.forced(name)
    return forced if forced in schedule.states else schedule.state(here.call.clock.now(), here.scope.zone)
