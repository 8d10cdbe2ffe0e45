"""Answers from memory, and what operators are shown: with SQLite alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ccengine.engine.control import Refused
from ccengine.engine.sources import SourceVerbs
from ccengine.model.services import StoreRequest
from ccengine.workers.services import Workers
from tests.unit.workers.sources import property as company
from tests.unit.workers.sources.property import look


@pytest.fixture
def cached(tmp_path: Path) -> Iterator[Workers]:
    with closing(company.sqlite(tmp_path).workers(more="cache: 60s")) as workers:
        yield workers


def test_an_answer_from_memory_until_something_is_stored(cached: Workers, tmp_path: Path) -> None:
    def what() -> object:
        return [row["what"] for row in look(cached, "repairs", "what", where={"ticket": 1}).rows]

    assert cached.store(StoreRequest("property", "repairs", {"what": "water"}, "k1")).value == 1
    assert what() == ["water"]
    with closing(sqlite3.connect(tmp_path / "property.db", isolation_level=None)) as other:
        other.execute("UPDATE repairs SET what = 'power'")
    assert what() == ["water"]
    assert look(cached, "repairs", "what", where={"ticket": "01"}).rows == [{"what": "power"}], "another question"
    cached.store(StoreRequest("property", "repairs", {"what": "gas"}, "k2"))
    assert what() == ["power"]


def test_what_operators_are_shown(cached: Workers) -> None:
    verbs = SourceVerbs(cached.sources).verbs()
    tried = verbs["source_try"](
        {"source": "property", "table": "bills", "where": {"n": "7"}, "fields": ["room", "due"]}
    )
    assert (tried["outcome"], tried["rows"]) == ("done", [{"room": "101", "due": "2026-11-15"}])
    told = verbs["source_test"]({"source": "property"})
    assert (told["outcome"], told["server"].partition(" ")[0], len(told["found"])) == ("done", "sqlite", 2)
    (state,) = verbs["sources"]({})["sources"]
    assert (state["kind"], state["last"], state["asking"]) == ("sqlite", "done", 0)
    with pytest.raises(Refused, match="did you mean"):
        verbs["source_test"]({"source": "proprety"})
    refused = verbs["source_try"]({"source": "property", "table": "bills", "where": {"rowid": 1}})
    assert refused["outcome"] == "refused"
