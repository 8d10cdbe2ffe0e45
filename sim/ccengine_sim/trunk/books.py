"""What the trunk saw against what the books say, call by call.  Books and switch are compared elsewhere
(ccengine_sim.phone.reconcile); this is the third side, which has seen neither."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ccengine.model.ids import Seconds
from ccengine.model.why import By
from ccengine_sim.phone.cel import SwitchCall
from ccengine_sim.trunk.breaking import Broken
from ccengine_sim.trunk.ends import Ending, Table, agree, ending, table
from ccengine_sim.trunk.explain import away, by_the_switch, kills, unseen, within
from ccengine_sim.trunk.figures import Timed
from ccengine_sim.trunk.visit import End, Seen

NEAR: Seconds = 0.5
"""Between what a caller's SIP and the books tell of one moment."""
Record = Mapping[str, Any]
"""As the API gives it."""
NOBODYS: Mapping[str, SwitchCall] = {}


@dataclass(slots=True)
class Judged:
    """`explained`: with the fault that explains it.  `untimely`: how many of the differences are of when, and not of
    what.  `lacking`: how much of a talk its recording lacks, in seconds, with the talk's end."""

    differences: list[str] = field(default_factory=list)
    explained: list[str] = field(default_factory=list)
    untimely: int = 0
    ends: Table = field(default_factory=dict)
    lacking: list[Timed] = field(default_factory=list)

    def take(self, what: str, why: Broken | str | None, untimely: bool = False) -> None:
        if why is None:
            self.differences.append(what)
            self.untimely += untimely
        else:
            self.explained.append(f"{what} ({why})")


def against_books(
    seen: Iterable[Seen],
    records: Iterable[Record],
    broken: Sequence[Broken],
    way_out: Callable[[str], str],
    switch: Mapping[str, SwitchCall] = NOBODYS,
) -> Judged:
    """`way_out`: by which a call left its last queue.  Who was not served for a reason that the books confirm gets it
    as his excuse.  `switch`: what it wrote down by itself, of calls by their ids."""
    judged = Judged()
    ends: list[tuple[Seen, Ending]] = []
    for number, call, record in paired(seen, records):
        if call is None:
            known = record or {}
            again = _by_a_kill(broken, known.get("arrived")) if known.get("ended_by") == By.SWITCH else None
            judged.take(f"{number}, call {known.get('id')}: on record, and no such call was made", again)
            continue
        unserved = record is not None and record["ended_by"] == "flow" and record["outcome"] == "unserved"
        out = way_out(record["id"]) if record is not None and unserved else ""
        told = ending(record, out)
        ends.append((call, told))
        who = f"{number}, call {record['id']}" if record is not None else number
        if agree(call, told):
            call.excuse = _excuse(call, told, out, broken)
        else:
            why = _ends_differ(call, record, told, broken)
            judged.take(f"{who}: {call.end} as the caller saw it, {told} on record", why)
            call.excuse = str(why) if why and call.end not in (End.SERVED, End.GAVE_UP) else ""
        if record is None:
            continue
        for what, times in _times(call, record):
            judged.take(f"{who}: {what}", _why_so(broken, times, record, switch), None not in times)
        for what, times in _agents(call, record, switch.get(record["id"])):
            judged.take(f"{who}: {what}", _why_so(broken, times, record, switch))
    judged.ends = table(ends)
    return judged


def paired(seen: Iterable[Seen], records: Iterable[Record]) -> Iterator[tuple[str, Seen | None, Record | None]]:
    """Each number is taken to call once at a time: a record belongs to its last call that began before."""
    booked: dict[str, list[Record]] = defaultdict(list)
    for record in sorted(records, key=lambda record: float(record["arrived"])):
        booked[record["caller"]].append(record)
    called: dict[str, list[Seen]] = defaultdict(list)
    for each in sorted(seen, key=lambda each: each.invited or 0.0):
        called[each.planned.number].append(each)
    for number in sorted(called.keys() | booked.keys()):
        rest = booked[number]
        calls = called[number]
        for call, following in zip(calls, [*calls[1:], None], strict=False):  # of a number that nobody called: none
            until = following.invited - NEAR if following and following.invited else float("inf")
            mine = [record for record in rest if record["arrived"] < until]
            rest = rest[len(mine) :]
            # The second of two, if Asterisk was killed when it had taken the INVITE and not said so: it was repeated.
            own = next((record for record in mine if record["ended_by"] != By.SWITCH), mine[0] if mine else None)
            yield number, call, own
            yield from ((number, None, record) for record in mine if record is not own)
        yield from ((number, None, record) for record in rest)


def _excuse(call: Seen, told: Ending, way_out: str, broken: Sequence[Broken]) -> str:
    if call.end is End.CUT:
        kill = within(kills(broken), (call.ended,))
        return f"cut by {kill}" if kill else ""
    if told is Ending.SENT_AWAY:
        return f"sent away: {way_out or 'refused by the port'}"
    return ""


def _ends_differ(call: Seen, record: Record | None, told: Ending, broken: Sequence[Broken]) -> Broken | None:
    """Nobody was there to see it; or it was the last moment before a kill."""
    moment = (call.invited, call.ended)
    match call.end, told:
        case ((End.REFUSED | End.LOST | End.CUT), Ending.NONE):
            return away(broken, call.invited)
        case ((End.GAVE_UP | End.SERVED), Ending.UNSEEN):
            return within(broken, moment[1:])
        case End.CUT, (Ending.SERVED | Ending.LEFT | Ending.SENT_AWAY) if record is not None:
            return _by_a_kill(broken, record["ended"])
    return None


def _by_a_kill(broken: Sequence[Broken], moment: Seconds | None) -> Broken | None:
    """Of Asterisk, at this very moment."""
    return next((kill for kill in kills(broken) if moment is not None and abs(moment - kill.at) <= NEAR), None)


def _why_so(
    broken: Sequence[Broken], times: Sequence[Seconds | None], record: Record, switch: Mapping[str, SwitchCall]
) -> Broken | str | None:
    """What explains a time that differs."""
    estimated = bool(record["estimated"] or record["answered_estimated"])
    return unseen(broken, times, estimated) or by_the_switch(times, switch.get(record["id"]))


def _times(call: Seen, record: Record) -> Iterator[tuple[str, Sequence[Seconds | None]]]:
    """What differs, and when it was."""
    for what, seen, told in (("answered", call.answered, "answered"), ("ended", call.ended, "ended")):
        if seen is None and record[told] is None:
            continue
        if seen is None or record[told] is None or abs(seen - record[told]) > NEAR:
            yield f"{what} at {seen} by the caller's telephone, at {record[told]} on record", (seen, record[told])


def _agents(call: Seen, record: Record, switch: SwitchCall | None) -> Iterator[tuple[str, Sequence[Seconds | None]]]:
    """What differs, and when it was.  A talk that was cut before its caller heard a word began when the switch says."""
    talked = [call.agent.removeprefix("agent")] if call.agent else []
    booked = list(record["agents"])[-1:]
    if booked != talked and not call.crossed:
        on_record = ", ".join(record["agents"]) or "nobody"
        begun = switch.talks[-1].joined if switch is not None and switch.talks else None
        one_sided = not booked or not talked or call.heard_nobody
        when = (call.joined or begun,) if one_sided else ()  # two agents: that nobody saw it explains nothing
        yield f"talked with {', '.join(talked) or 'nobody'}, on record with {on_record}", when
