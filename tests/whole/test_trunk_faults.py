"""`ccsim trunk` with faults: who was cut by a kill is told as that, by his telephone and on record."""

import sqlite3
from contextlib import closing

from tests.support.hotline import Homes
from tests.whole.test_trunk import SETTINGS, played, report

TRUNK = """\
trunk: little
calls: "4008001234"
lasts: 14s
arrivals: {every: 1s}
staff:
  8001-8009: {answers: 100ms}
callers:
  served: {does: talk, patience: 50s, talk: 2s}
faults:
- {at: 2s, kill: engine}
- {at: 12s, kill: asterisk}
"""
"""The engine is back before Asterisk dies, however slow the machine: whom both miss is on no record."""
FLOW = """\
flow: hotline
language: zh
start: service
nodes:
  service: {queue: service, next: hangup}
"""


HELD_UP = """\
trunk: little
calls: "4008001234"
lasts: 6s
arrivals: {every: 500ms}
staff:
  8001-8020: {answers: 1500ms}
callers:
  talks: {does: talk, patience: 50s, talk: 1s}
faults:
- {at: 3s, stop: engine, for: 3s}
"""
"""Who rings at 3 s answers at most 1.5 s later, and is joined when the engine goes on."""


async def test_a_talk_begins_when_the_two_hear_each_other(homes: Homes) -> None:
    """Not with the phone's 200 OK: its agent would have put down, and another one would be rung for the caller."""
    place = homes.new()
    flows = place / "little" / "flows"
    flows.mkdir(parents=True)
    (flows / "hotline.yaml").write_text(FLOW)
    async with played(place, HELD_UP, SETTINGS.replace("8009", "8020")):
        pass
    told = report(place)
    assert (told["clean"], told["ends"]) == (True, {"served": 11}), (place / "said").read_text()
    assert told["ends_on_record"] == {"served": {"served": 11}}
    with closing(sqlite3.connect(place / "home" / "books.sqlite")) as books:
        waited = [late for (late,) in books.execute("select max(connected - answered) from offers")]
        talked = [length for (length,) in books.execute("select min(ended - connected) from offers")]
    assert waited > [1.2], "nobody answered while the engine stood still"
    assert talked > [0.9], "a talk was shorter than its plan"


async def test_what_was_killed_explains_who_was_cut_and_nothing_else_is_wrong(homes: Homes) -> None:
    place = homes.new()
    flows = place / "little" / "flows"
    flows.mkdir(parents=True)
    (flows / "hotline.yaml").write_text(FLOW)
    async with played(place, TRUNK):
        pass
    told = report(place)
    assert (told["clean"], told["calls"]) == (True, 13), (place / "said").read_text()
    assert [fault["what"] for fault in told["faults"]] == ["engine's kill at 2 s", "asterisk's kill at 12 s"]
    assert all(fault["at"] < fault["back"] for fault in told["faults"])
    cut, served = told["ends"]["cut"], told["ends"]["served"]
    assert min(cut, served) >= 1
    assert told["ends_on_record"] == {"cut": {"cut with Asterisk": cut}, "served": {"served": served}}
    assert told["excused"] == {"cut by asterisk's kill at 12 s": cut}
    assert any("asterisk's kill at 12 s" in each for each in told["explained"])
