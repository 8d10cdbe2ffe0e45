"""Forty strings that mean SQL, as callers' numbers, SIP names, keys and variables: they are values, and do nothing."""

from dataclasses import replace

from ccengine.flow.bundle import Bundle
from ccengine.flow.loading.load import load
from ccengine.flow.running.loop import run
from ccengine.flow.scripted import DEFAULT_INFO, ScriptedCall, ScriptedDesk
from ccengine.flow.surroundings import Surroundings
from ccengine.model.services import Effect, LookupRequest, Outcome, StoreRequest
from ccengine.model.sources import rights_of
from ccengine.workers.services import Workers
from tests.unit.workers.sources.property import Property, settings

STRINGS = [
    "' OR '1'='1", "' OR 1=1 --", "' OR 1=1 #", "' OR 1=1 /*", "101' --", "101'; DROP TABLE bills; --",
    "101'); DELETE FROM bills; --", "'; UPDATE bills SET paid = true; --", "1 OR 1=1", "0 OR room IS NOT NULL",
    "1; DROP TABLE repairs", "1) OR (1=1", "\" OR \"\"=\"", "`; DROP TABLE bills; --", "\\' OR 1=1 --",
    "\\\\' OR 1=1 --", "\\", "'", "''", "'''", "101\\",
    "縗' OR 1=1 --", "\u00bf\u005c' OR 1=1 --", "ʼ OR 1=1 --",
    "\uff07 OR 1=1 --",
    "%", "_01", "%' OR room LIKE '%", "%s", "%(param_1)s", ":param_1", "?", "$1", "{0}", "{{ caller.number }}",
    "' UNION SELECT 1,2,3,4,5,6,7 --", "101' AND SLEEP(5) --", "'||pg_sleep(5)||'", "x'31303127", "0x313031",
]  # fmt: skip
FLOW = """
flow: asking
language: zh
start: number
variables: {typed: ""}
nodes:
  number: {lookup: property, table: bills, where: {phone: "{{ caller.number }}"}, exits: {none: name}, next: wrong}
  name: {lookup: property, table: bills, where: {owner: "{{ caller.name }}"}, exits: {none: typed}, next: wrong}
  typed: {lookup: property, table: bills, where: {n: "{{ typed }}"}, exits: {none: keys}, next: wrong}
  keys: {collect: welcome, into: typed, min: 1, max: 3, exits: {entered: entered}, next: wrong}
  entered: {lookup: property, table: bills, where: {room: "{{ typed }}"}, exits: {none: keep}, next: wrong}
  keep:
    store: property
    table: plain
    values: {phone: "{{ typed }}", what: "{{ caller.name }}"}
    exits: {done: end}
    next: wrong
  end: {hangup: }
  wrong: {play: no-input, next: end}
"""


def content(database: Property) -> list[tuple[object, ...]]:
    return database.rows("SELECT * FROM bills ORDER BY n")


def test_there_are_forty() -> None:
    assert len(set(STRINGS)) == 40


def test_none_of_them_finds_or_changes_anything(asked: Workers, database: Property) -> None:
    before = content(database)
    for text in STRINGS:
        for column in ("room", "phone", "n", "due", "total", "paid"):
            answer = asked.lookup(LookupRequest("property", "bills", ["n"], {column: text}, "k", order=["-n"]))
            assert (answer.outcome, answer.rows) == (Outcome.DONE, []), (column, text, answer.detail)
    assert content(database) == before


def test_each_is_stored_as_it_stands_and_once(asked: Workers, database: Property) -> None:
    """What GBK cannot hold is no entry of a database in GBK: it is refused, and not stored as question marks."""
    before, many = content(database), len(database.rows("SELECT * FROM repairs"))
    for number, text in enumerate(STRINGS):
        request = StoreRequest("property", "repairs", {"what": text}, f"i:{number}", Effect.IDEMPOTENT)
        first, second = asked.store(request), asked.store(request)
        assert first.value == second.value
        if database.kind == "mariadb" and not _in_gbk(text):
            assert (first.outcome, second.outcome) == (Outcome.FAILED, Outcome.FAILED)
            continue
        assert first.outcome is Outcome.DONE, (text, first.detail)
        found = asked.lookup(LookupRequest("property", "repairs", ["what"], {"ticket": str(first.value)}, "k"))
        assert found.rows == [{"what": text}]
        many += 1
    assert content(database) == before
    assert len(database.rows("SELECT * FROM repairs")) == many


def _in_gbk(text: str) -> bool:
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def test_a_flow_that_is_given_them_finds_none(asked: Workers, database: Property) -> None:
    """As the number and the name of the caller, as a variable; and all keys that there are."""
    rights = rights_of(settings(database.url))
    around = Surroundings(prompts={"zh": frozenset({"welcome", "no-input", "not-valid"})}, sources=rights)
    flow = load(FLOW, "asking.yaml", around)
    before = content(database)
    for text in (text for text in STRINGS if _in_gbk(text)):
        filled = replace(flow, variables={"typed": text})
        call = ScriptedCall("press 00#", replace(DEFAULT_INFO, caller=text, caller_name=text))
        desk = ScriptedDesk(call)
        run(Bundle("asking", {"asking": filled}), call, desk, asked)
        told = str(call.transcript)
        assert "leave keep by done" in told, told
    assert content(database) == before
