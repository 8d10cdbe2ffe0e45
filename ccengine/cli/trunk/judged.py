"""A trunk's calls, as the telephones, the books and the switch tell of them: what nothing explains is a difference."""

from collections.abc import Sequence

from ccengine.cli.reconciled import booked, both_sides, wait_for_recordings, way_out
from ccengine.cli.trunk.hostile import honest, is_hostile
from ccengine.cli.trunk.kept import recorded, surveys_of
from ccengine.model.home import Home
from ccengine_sim.phone.reconcile import TOLERANCE, reconcile
from ccengine_sim.trunk import (
    Broken,
    Judged,
    Seen,
    Trunk,
    against_books,
    against_kept,
    ended_with_the_switch,
    explain,
    silenced,
)


def judged(home: Home, trunk: Trunk, since: float, seen: Sequence[Seen], broken: Sequence[Broken]) -> Judged:
    """Waits until the books are complete, within a limit.  `since`: seconds since the epoch.  Raises Away, Refused,
    OSError, BadInput."""
    wait_for_recordings(home)
    sides = both_sides(home, since, lambda calls: ended_with_the_switch(calls, broken))
    records, calls, rows = sides.records, sides.calls, honest(booked(home, since))
    found = against_books(seen, rows, broken, lambda call: way_out(home, call), calls)
    surveys = surveys_of(home, trunk.calls)
    found.lacking = against_kept(found, seen, rows, sides.full, recorded(home, trunk), surveys, broken)
    known = {record.call: record for record in records}
    strangers = {record.call for record in records if is_hostile(record.caller)}  # some are still here
    ours = [record for record in records if record.call not in strangers]
    for each in reconcile(ours, {call: seen for call, seen in calls.items() if call not in strangers}, TOLERANCE):
        why = explain(each, known.get(each.call), calls.get(each.call), broken)
        found.take(str(each), why, each.untimely)
    found.explained += [told for each in seen for told in silenced(each, broken)]
    found.differences += [
        f"{each}: it was not back after {each.until - each.at:.0f} s" for each in broken if each.back is None
    ]
    found.differences += [f"after {each}: {trouble}" for each in broken for trouble in each.left]
    return found
