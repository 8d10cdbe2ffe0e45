"""What was broken explains a difference, or nothing does.  Times in seconds since the epoch."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ccengine.model.ids import Seconds
from ccengine_sim.phone.cel import SwitchCall
from ccengine_sim.phone.reconcile import LATE, TOLERANCE, CallRecord, Difference
from ccengine_sim.trunk.breaking import Broken
from ccengine_sim.trunk.faults import AMI, ASTERISK, ENGINE, Deed
from ccengine_sim.trunk.sound import HELLO
from ccengine_sim.trunk.visit import Seen
from ccengine_sim.trunk.wrong import Sort, Wrong

EDGE: Seconds = 0.5
"""Before a fault: what happened so shortly before was not told any more."""
EXACT: Seconds = 0.05
"""What is on record and what the switch wrote down itself are the same moment."""
SEEN_BY = (ENGINE, ASTERISK, AMI)
"""While one of these is away, the engine does not see what happens.  Office and database only write it down later."""


def kills(broken: Iterable[Broken]) -> list[Broken]:
    return [each for each in broken if (each.fault.deed, each.fault.what) == (Deed.KILL, ASTERISK)]


def ended_with_the_switch(calls: Mapping[str, SwitchCall], broken: Sequence[Broken]) -> dict[str, SwitchCall]:
    """A killed Asterisk writes no end: the calls that it had, and their talks, ended then."""
    deaths = sorted(each.at for each in kills(broken))

    def after(moment: Seconds) -> Seconds | None:
        return next((death for death in deaths if death + EDGE >= moment), None)

    found = {}
    for ident, call in calls.items():
        if call.ended is None and (death := after(call.arrived)) is not None:
            talks = [replace(talk, ended=death) if talk.ended is None else talk for talk in call.talks]
            call = replace(call, ended=death, talks=talks)
        found[ident] = call
    return found


def within(broken: Iterable[Broken], times: Sequence[Seconds | None]) -> Broken | None:
    """Of what the engine could not see: the fault that was there at all these times."""
    known = [time for time in times if time is not None]
    for each in broken:
        covers = all(each.at - EDGE <= time <= each.until + LATE for time in known)
        if known and covers and each.fault.what in SEEN_BY:
            return each
    return None


def explain(
    found: Difference, record: CallRecord | None, call: SwitchCall | None, broken: Sequence[Broken]
) -> Broken | None:
    """The books and the switch differ; by which fault?  What is on record must be marked as estimated."""
    if record is None or call is None:
        return _one_side(record, call, broken)
    first, last = (call.talks[0], call.talks[-1]) if call.talks else (None, None)
    begins = record.joined, first.joined if first else None
    ends = record.talk_ended, last.ended if last else None
    match found.kind:
        case "talk time":
            pairs = [pair for pair in (begins, ends) if not _same(pair)] or [ends]
            away = [unseen(broken, pair, record.estimated) for pair in pairs]
            return away[-1] if all(away) else None
        case "agent":
            return unseen(broken, begins, record.estimated) if None in begins else None
        case "caller":
            return None
    times = [time for time in (found.recorded, found.switch) if isinstance(time, float)]
    return unseen(broken, times, record.estimated)


def by_the_switch(times: Sequence[Seconds | None], call: SwitchCall | None) -> str | None:
    """A telephone and the books differ, and the books have the switch's own time.  On full cores the two are apart: a
    channel's thread gets no core for half a second after the BYE was answered (docs/asterisk-notes.md), or the 200 OK
    is as late at the telephone.  None when it is not so."""
    if call is None or None in times or len(times) != 2:
        return None
    seen, told = (time for time in times if time is not None)
    own = [time for time in (call.answered, call.ended) if time is not None]
    if abs(seen - told) > LATE or all(abs(told - time) > EXACT for time in own):
        return None
    return f"the switch itself has this moment, {abs(told - seen):.2f} s from the telephone's"


def unseen(broken: Iterable[Broken], times: Sequence[Seconds | None], estimated: bool) -> Broken | None:
    """As `within`; what is not marked as estimated was at best held up, by something that stood still and went on."""
    stops = (each for each in broken if each.fault.deed is Deed.STOP)
    return within(broken if estimated else stops, times)


def _same(pair: tuple[Seconds | None, Seconds | None]) -> bool:
    a, b = pair
    return a == b if a is None or b is None else abs(a - b) <= TOLERANCE


def _one_side(record: CallRecord | None, call: SwitchCall | None, broken: Sequence[Broken]) -> Broken | None:
    """A call that came and went while the engine was away; or came in the moment of a kill, when Asterisk had told the
    engine of it and not yet its own file, or the other way round."""
    if call is not None:
        return within(broken, (call.arrived, call.ended))
    assert record is not None
    return next((kill for kill in kills(broken) if abs(record.arrived - kill.at) <= EDGE), None)


def silenced(seen: Seen, broken: Iterable[Broken]) -> Iterator[str]:
    """What was wrong with his talk's sound and comes of a fault: it counts no more."""
    for each in broken:
        for wrong in [wrong for wrong in seen.wrong if _comes_of(each, wrong)]:
            seen.wrong.remove(wrong)
            yield f"{seen.planned.number}: {wrong} ({each})"


def _comes_of(broken: Broken, wrong: Wrong) -> bool:
    """Of an Asterisk that stood still, a gap that began meanwhile.  The talks' threads have their turns only after it
    goes on, so that the gap may be over later than the engine is served again, but no later than all else that a fault
    explains.  Of what kept the engine from joining the two, a partner who was not heard in time: he was waited for when
    it happened, or answered before the engine had caught up.  A talk that goes on hears nothing of a dead engine."""
    match wrong.sort:
        case Sort.GAP:
            stood = (broken.fault.deed, broken.fault.what) == (Deed.STOP, ASTERISK)
            return stood and broken.at - EDGE <= wrong.at <= broken.until and wrong.until <= broken.until + LATE
        case Sort.NEVER | Sort.LATE:
            return broken.fault.what in SEEN_BY and broken.at - HELLO <= wrong.at <= broken.until + LATE
        case Sort.STRANGE:
            return False


def away(broken: Iterable[Broken], moment: Seconds | None) -> Broken | None:
    """The fault that kept Asterisk away from a caller who came then."""
    stood = (each for each in broken if each.fault.what == ASTERISK and moment is not None)
    return next((each for each in stood if each.at - EDGE <= (moment or 0.0) <= each.until + EDGE), None)
