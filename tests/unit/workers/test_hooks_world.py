"""What a callable asks of the world while it runs: a real database, by the rights of the settings, on the call's
record."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ccengine.engine.book import Book
from ccengine.engine.clock import AnchoredClock
from ccengine.engine.members import MemberGate
from ccengine.engine.services import CallServices
from ccengine.flow.hooks import FlowHooks
from ccengine.model import facts
from ccengine.model.ids import CallId, NodeId
from ccengine.model.secret import Secret
from ccengine.model.services import Effect, Outcome, ProgramRequest, ScriptAnswer, ScriptRequest
from ccengine.model.sources import SourceSettings, TableRights
from ccengine.workers.services import Workers
from ccengine.workers.settings import WorkerSettings
from tests.support.asking import here

HEAD = "from ccengine.hooks import HotlineError, hotline\ndef f():\n"
TABLES = {
    "bills": TableRights("bills", read=("month", "total"), where=("room",)),
    "repairs": TableRights("repairs", write=("room", "what"), returns="ticket", key="request"),
    "notes": TableRights("notes", write=("text",)),
}


class House:
    """Workers with a source, and what they journal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder.parent / "property.db"
        with closing(sqlite3.connect(self.database)) as made:
            made.executescript(
                "CREATE TABLE bills (room, month, total, pin); CREATE TABLE notes (text);"
                "CREATE TABLE repairs (ticket INTEGER PRIMARY KEY, room, what, request UNIQUE);"
                "INSERT INTO bills VALUES ('7', '2026-10', 12.5, 1), ('7', '2026-11', 13.5, 1), ('8', '2026-11', 1, 1);"
            )
        source = SourceSettings("property", Secret(f"sqlite:///{self.database}"), timeout=20.0, tables=TABLES)
        self.workers = Workers(WorkerSettings(script=1, program=1, grace=15.0), sources={"property": source})
        self.told: list[Any] = []
        members = MemberGate(self.workers, Book(), AnchoredClock(), self.told.append)
        self.services = CallServices(
            self.workers, CallId("c1"), lambda: NodeId("asks"), self.told.append, self.told.append, members
        )

    def run(self, body: str, effect: Effect = Effect.ONCE) -> ScriptAnswer:
        (self.folder / "script.py").write_text(HEAD + "".join(f"    {line}\n" for line in body.splitlines()))
        request = ScriptRequest("script.py:f", "c1:3", str(self.folder), {}, 30.0, effect)
        return self.services.script(request, FlowHooks(here(services=self.services), effect))

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database)) as asked:
            return asked.execute(f"SELECT * FROM {table}").fetchall()


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    house = House(folder)
    yield house
    house.workers.close()


def test_it_looks_up_and_stores(house: House) -> None:
    body = """rows = hotline.lookup("property", "bills", ["month", "total"], {"room": "7"}, order=["-month"], most=1)
return [rows, hotline.store("property", "repairs", {"room": "7", "what": "water'); DROP TABLE repairs; --"})]"""
    answer = house.run(body)
    assert answer.value == [[{"month": "2026-11", "total": 13.5}], 1], answer.detail
    assert house.rows("repairs") == [(1, "7", "water'); DROP TABLE repairs; --", "scripted:3.2")]
    kinds = [(type(each), getattr(each, "key", ""), getattr(each, "outcome", "")) for each in house.told]
    assert kinds == [
        (facts.EffectBegan, "c1:3", ""),
        (facts.EffectBegan, "scripted:3.1", ""),
        (facts.EffectEnded, "", "done"),
        (facts.EffectBegan, "scripted:3.2", ""),
        (facts.EffectEnded, "", "done"),
        (facts.EffectEnded, "", "done"),
    ]


def test_an_idempotent_node_that_runs_again_finds_its_row(house: House) -> None:
    body = 'return hotline.store("property", "repairs", {"room": "7", "what": "water"})'
    assert [house.run(body, Effect.IDEMPOTENT).value for _ in range(2)] == [1, 1]
    assert len(house.rows("repairs")) == 1


@pytest.mark.parametrize(
    ("asks", "effect", "why", "detail"),
    [
        ('lookup("property", "bills", ["pin"], {"room": "7"})', Effect.ONCE, "refused", "pin"),
        ('lookup("property", "bills", ["month"], {"total": 1})', Effect.ONCE, "refused", "total"),
        ('lookup("property", "bills", ["month"], {})', Effect.ONCE, "refused", "a lookup without a condition"),
        ('lookup("property", "sqlite_master", ["sql"], {"type": "table"})', Effect.ONCE, "refused", "sqlite_master"),
        ('lookup("elsewhere", "bills", ["month"], {"room": 1})', Effect.ONCE, "refused", "elsewhere"),
        ('lookup("property", "bills", ["month"], {"room": ["7"]})', Effect.ONCE, "wrong", "lookup: where: names with"),
        ('lookup("property", "bills", ["month"], {"room": "7"}, most=-1)', Effect.ONCE, "wrong", "a whole number"),
        ('store("property", "bills", {"room": "9"})', Effect.ONCE, "refused", "room"),
        ('store("property", "notes", {"text": "x"})', Effect.PURE, "refused", "effect: pure"),
        ('store("property", "notes", {"text": "x"})', Effect.IDEMPOTENT, "refused", "keeps no key"),
    ],
)
def test_what_the_flow_could_not_do(house: House, asks: str, effect: Effect, why: str, detail: str) -> None:
    body = f"try:\n    hotline.{asks}\nexcept HotlineError as error:\n    return [error.why, str(error)]"
    answer = house.run(body, effect)
    assert answer.outcome is Outcome.DONE, answer.detail
    assert isinstance(answer.value, list)
    assert answer.value[0] == why
    assert detail in str(answer.value[1])
    assert (len(house.rows("bills")), house.rows("notes"), house.rows("repairs")) == (3, [], [])


def test_a_program_looks_up_and_stores(house: House) -> None:
    (house.folder / "asks.py").write_text("""import json
from asterisk.agi import AGI
from urllib.parse import quote

agi = AGI()
found = agi.get_variable("CC(lookup,property,bills,fields=month|total,where.room=7,order=-month,most=1)")
agi.set_variable("FOUND", json.loads(found)[0]["month"])
agi.appexec("CC", "store,property,repairs,values.room=7,values.what=" + quote('a "leak", 50% wet'))
agi.set_variable("TICKET", agi.get_variable("CCVALUE"))
agi.set_variable("NONE", agi.get_variable("CC(lookup,property,bills,fields=pin,where.room=7)"))
agi.set_variable("WHY", agi.get_variable("CCSTATUS"))
""")
    asking = here(services=house.services)
    request = ProgramRequest("asks.py", "c1:3", str(house.folder), timeout=60.0)
    answer = house.services.program(request, asking.call, FlowHooks(asking, Effect.ONCE))
    assert answer.outcome is Outcome.DONE, answer.detail
    assert answer.variables == {
        "FOUND": "2026-11", "TICKET": "1", "NONE": "", "WHY": "refused",
    }  # fmt: skip
    assert house.rows("repairs") == [(1, "7", 'a "leak", 50% wet', "scripted:3.2")]
