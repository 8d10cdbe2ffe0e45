"""What of duty.yaml will disappoint a caller: days on which nobody is on duty, telephones that may not be dialled."""

from collections.abc import Collection, Iterator, Mapping
from datetime import tzinfo

from ccengine.flow.duty.roster import FILE, NOBODY, Roster
from ccengine.flow.schedules.changes import next_change
from ccengine.flow.schedules.schedule import Schedule, wall
from ccengine.model.diagnostics import Diagnostic
from ccengine.model.ids import Seconds
from ccengine.model.numbers import normal
from ccengine.model.outgoing import Outgoing

AHEAD: Seconds = 28 * 86_400.0
_MOST = 1000  # changes that are looked at


def holes(schedules: Mapping[str, Schedule], now: Seconds, zone: tzinfo | None = None) -> Iterator[Diagnostic]:
    """The first time within four weeks that a roster has nobody, and no substitute."""
    for _, roster in sorted(schedules.items()):
        if isinstance(roster, Roster) and not roster.substitute and (found := _hole(roster, now, zone)):
            begin, end = (wall(at, roster.zone or zone).isoformat(" ", "minutes") for at in found)
            text = f"{roster.name}: nobody is on duty from {begin} to {end}"
            remedy = "name somebody for it under `week`, `exceptions` or `turn`, or a `substitute`"
            yield Diagnostic(roster.at, text, "nobody-on-duty", remedy, warning=True)


def _hole(roster: Roster, now: Seconds, zone: tzinfo | None) -> tuple[Seconds, Seconds] | None:
    at = now
    for _ in range(_MOST):
        following = next_change(roster, at, zone)
        if roster.state(at, zone) == NOBODY:
            return at, following if following is not None else now + AHEAD
        if following is None or following > now + AHEAD:
            return None
        at = following
    return None


def undialled(schedules: Mapping[str, Schedule], outgoing: Outgoing, agents: Collection[str]) -> Iterator[Diagnostic]:
    """Telephones that the settings let nobody dial, each once."""
    people = next((each.people for each in schedules.values() if isinstance(each, Roster)), {})
    for person in people.values():
        for telephone in person.telephones:
            number = normal(telephone.number)
            if telephone.number not in agents and (number is None or not outgoing.allows(number)):
                text = f"{FILE}: {person.name}'s telephone {telephone.number} is neither an agent's nor may be dialled"
                remedy = "allow its prefix under `outgoing` of settings.yaml, or write another number"
                yield Diagnostic(telephone.at, text, "not-dialled", remedy, warning=True)
