"""What the trunk saw against what the books say, call by call.  Books and switch are compared elsewhere
(ccengine_sim.phone.reconcile); this is the third side, which has seen neither."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ccengine.model.ids import Seconds
from ccengine_sim.trunk.visit import End, Seen

NEAR: Seconds = 0.5
"""Between what a caller's SIP and the books tell of one moment."""

OUTCOMES = {End.SERVED: "handled", End.GAVE_UP: "abandoned"}


def against_books(seen: Iterable[Seen], records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """`records` as the API gives them.  Each number is taken to call once at a time: its calls are told apart by their
    order."""
    booked: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for record in sorted(records, key=lambda record: float(record["arrived"])):
        booked[record["caller"]].append(record)
    called: dict[str, list[Seen]] = defaultdict(list)
    for each in sorted(seen, key=lambda each: each.invited or 0.0):
        if each.answered is not None:
            called[each.planned.number].append(each)
    for number in sorted(called.keys() | booked.keys()):
        yield from _number(number, called[number], booked[number])


def _number(number: str, calls: Sequence[Seen], records: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    answered = [record for record in records if record["answered"] is not None]
    if len(calls) != len(answered):
        yield f"{number}: called and was answered {len(calls)} times, on record are {len(answered)}"
        return
    for call, record in zip(calls, answered, strict=True):
        yield from (f"{number}, call {record['id']}: {what}" for what in _call(call, record))


def _call(call: Seen, record: Mapping[str, Any]) -> Iterator[str]:
    for what, seen, told in (("answered", call.answered, "answered"), ("ended", call.ended, "ended")):
        if seen is None or record[told] is None or abs(seen - record[told]) > NEAR:
            yield f"{what} at {seen} by the caller's telephone, at {record[told]} on record"
    wanted = OUTCOMES.get(call.end)
    if wanted is not None and record["outcome"] != wanted:
        yield f"{call.end} as the caller saw it, {record['outcome']} on record"
    talked = [call.agent.removeprefix("agent")] if call.agent else []
    if list(record["agents"])[-1:] != talked:
        yield f"talked with {', '.join(talked) or 'nobody'}, on record with {', '.join(record['agents']) or 'nobody'}"
