"""`ccsim trunk` with faults: who was cut by a kill is told as that, by his telephone and on record."""

from tests.support.hotline import Homes
from tests.whole.test_trunk import played, report

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
