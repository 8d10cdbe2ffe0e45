"""A home's records against its switch's channel events, call by call."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from ccengine.cli.api import Api
from ccengine.model.home import Home
from ccengine_sim.phone.cel import SwitchCall, read_cel, switch_calls
from ccengine_sim.phone.reconcile import CallRecord, Difference, reconcile

_MARGIN = 1.0  # seconds before the first call: clocks and rounding
_LIMIT = 30.0  # seconds until the books have caught up
_SETTLED = 2.0  # seconds without news in which a call that is nowhere might still be told of


def compare(home: Home, since: float, tolerance: float) -> list[Difference]:
    """The calls that arrived since then.  Waits until the books hold the end of each, within a limit; what is missing
    then is a difference.  `tolerance` in seconds.  Raises Away, Refused."""
    sides = both_sides(home, since)
    return reconcile(sides.records, sides.calls, tolerance)


@dataclass(frozen=True, slots=True)
class BothSides:
    """`full`: as the API gives it, of calls that an agent took, by their ids."""

    records: list[CallRecord]
    calls: dict[str, SwitchCall]
    full: dict[str, dict[str, Any]]


def both_sides(
    home: Home, since: float, close: Callable[[dict[str, SwitchCall]], dict[str, SwitchCall]] = lambda calls: calls
) -> BothSides:
    """What is on record, and the ended calls that the switch has seen, since then.  `close`: knows of ends that the
    switch could not tell.  Raises Away, Refused."""
    end = time.monotonic() + _LIMIT
    settled: float | None = None
    with closing(Api(home.root)) as api:
        while True:
            known = close(switch_calls(read_cel(home.channel_events)))
            calls = {
                call: seen for call, seen in known.items() if seen.arrived >= since - _MARGIN and seen.ended is not None
            }
            rest = _at_rest(api)
            rows = list(_rows(api, since - _MARGIN))
            ended = {row["id"] for row in rows if row["ended"] is not None}
            now = time.monotonic()
            settled = (settled or now) if rest else None
            if calls.keys() == ended or now > end or (settled is not None and now - settled > _SETTLED):
                full = {row["id"]: api.get(f"calls/{row['id']}")["record"] for row in rows if row["agents"]}
                return BothSides([_record(row, full.get(row["id"])) for row in rows], calls, full)
            time.sleep(0.2)


def _at_rest(api: Api) -> bool:
    """The engine has no calls, and the books have all of its journal: nothing more is to come."""
    status = api.get("status")
    engine = status["engine"]
    return engine is not None and not engine["calls"] and status["office"]["books"]["behind_records"] == 0


def booked(home: Home, since: float) -> list[dict[str, Any]]:
    """The records of the calls that arrived since then.  Raises Away, Refused."""
    with closing(Api(home.root)) as api:
        return list(_rows(api, since - _MARGIN))


def _rows(api: Api, since: float) -> Iterator[dict[str, Any]]:
    after: str | None = None
    while True:
        page = api.get("records", since=since, after=after, limit=500)
        yield from page["records"]
        after = page["next"]
        if after is None:
            return


def _record(row: dict[str, Any], full: dict[str, Any] | None) -> CallRecord:
    joined = ended = None
    estimated = row["estimated"] or row["answered_estimated"]
    if full:
        talks = [offer for offer in full["offers"] if offer["connected"]]
        joined = min((offer["connected"] for offer in talks), default=None)
        ended = max((offer["ended"] for offer in talks if offer["ended"]), default=None)
        estimated = estimated or any(offer["estimated"] for offer in talks)
    return CallRecord(
        row["id"], row["caller"], row["called"], row["arrived"], row["answered"], joined, ended, row["ended"],
        row["agents"][-1] if row["agents"] else "", estimated,
    )  # fmt: skip


def wait_for_recordings(home: Home) -> None:
    """Until every talk's file is made, within a limit.  Raises Away, Refused."""
    end = time.monotonic() + _LIMIT
    with closing(Api(home.root)) as api:
        while api.get("status")["office"]["recordings"]["due"] and time.monotonic() < end:
            time.sleep(0.2)


def way_out(home: Home, call: str) -> str:
    """By which exit the call left its last queue; "" when it was in none.  Raises Away, Refused."""
    with closing(Api(home.root)) as api:
        waits = api.get(f"calls/{call}")["record"]["waits"]
    return str(waits[-1]["exit"]) if waits else ""
