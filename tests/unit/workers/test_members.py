"""The worker that looks into the books: SQLite's and PostgreSQL's, there or away."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccengine.model.members import Member, MemberRequest, MemberSearch, Verdict
from ccengine.model.secret import Secret
from ccengine.model.url import sqlite_url
from ccengine.office import members as kept
from ccengine.office.database import Database, parse_url
from ccengine.workers.pins import NOBODYS, hashed, is_hash, matches
from ccengine.workers.services import Workers
from tests.support.postgres import running_postgres
from tests.unit.workers.conftest import until_gone

PIN, OTHER = Secret("8362950174"), Secret("4719283605")
PHONE, HIS = "+8613800138000", "+8613900139000"


@pytest.fixture(scope="module", params=["sqlite", "100%41 #1?", "postgresql"])
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of books with three members."""
    if request.param != "postgresql":  # a folder's name, that may have what means something in a URL
        folder = tmp_path_factory.mktemp("books") / request.param
        folder.mkdir()
        yield _filled(sqlite_url(f"{folder}/books.sqlite"))
        return
    with running_postgres() as server:
        yield _filled(server.new_database())


def _filled(url: str) -> str:
    database = Database(parse_url(url))
    database.migrate()
    rows = [
        kept.Put("10023", "张三", "gold", [PHONE], hashed(PIN)),
        kept.Put("20034", "Li Si", "", ["+862088886666", "+862088887777"], ""),
        kept.Put("30045", "", "", ["+862088887777"], hashed(PIN)),
    ]
    with database.writing() as session:
        kept.put(session, rows, 1.0)
    database.close()
    return url


@pytest.fixture
def asked(books: str) -> Iterator[Workers]:
    made = Workers(books=books)
    yield made
    pids = made.pids()
    made.close()
    for pid in pids:
        until_gone(pid)


def request(number: str, pin: Secret, new: Secret | None = None) -> MemberRequest:
    return MemberRequest(number, PHONE, pin, new, timeout=30.0)


def test_is_it_his_pin(asked: Workers) -> None:
    known = asked.verify(request("10023", PIN))
    assert (known.verdict, known.member) == (Verdict.KNOWN, Member("10023", "张三", "gold"))
    for number, pin in (("10023", OTHER), ("99999", PIN), ("20034", PIN), ("", PIN), ("1' OR '1'='1", PIN)):
        assert asked.verify(request(number, pin)).verdict is Verdict.REFUSED


def test_another_pin_takes_its_place_when_the_old_one_is_right(asked: Workers) -> None:
    assert asked.verify(request("30045", OTHER, PIN)).verdict is Verdict.REFUSED
    assert asked.verify(request("30045", PIN, OTHER)).verdict is Verdict.KNOWN
    assert asked.verify(request("30045", PIN)).verdict is Verdict.REFUSED
    assert asked.verify(request("30045", OTHER, PIN)).verdict is Verdict.KNOWN
    assert asked.verify(request("30045", PIN)).verdict is Verdict.KNOWN


def test_whose_phone_it_is(asked: Workers) -> None:
    found = asked.find_member(MemberSearch(PHONE, timeout=30.0))
    assert (found.number, found.own, found.failed) == ("10023", True, "")
    assert asked.find_member(MemberSearch("+862088887777", timeout=30.0)).number == ""  # two have it
    assert asked.find_member(MemberSearch(HIS, timeout=30.0)).number == ""
    other = asked.find_member(MemberSearch(HIS, "10023", timeout=30.0))
    assert (other.number, other.own) == ("10023", False)
    assert asked.find_member(MemberSearch(PHONE, "99999", timeout=30.0)).number == ""
    assert asked.find_member(MemberSearch("", "10023", timeout=30.0)).own is False


@pytest.mark.parametrize("url", ["sqlite:////nowhere/books.sqlite", "postgresql+psycopg://u:hidden@127.0.0.1:9/x"])
def test_books_that_are_away(url: str) -> None:
    workers = Workers(books=url)
    try:
        answer = workers.verify(request("10023", PIN))
        found = workers.find_member(MemberSearch(PHONE, timeout=30.0))
    finally:
        workers.close()
    assert answer.verdict is Verdict.FAILED
    assert answer.detail.startswith("unreachable: the books: ")
    assert "hidden" not in answer.detail
    assert found.failed


def test_books_that_are_locked_are_not_waited_for(tmp_path: Path) -> None:
    """A change needs SQLite's lock; to look does not."""
    url = _filled(f"sqlite:///{tmp_path}/books.sqlite")
    workers = Workers(books=url)
    holder = sqlite3.connect(tmp_path / "books.sqlite", isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        assert workers.verify(request("10023", PIN)).verdict is Verdict.KNOWN
        assert workers.verify(request("10023", PIN, OTHER)).verdict is Verdict.FAILED
    finally:
        holder.close()
        workers.close()


def test_nobody_takes_as_long_as_somebody() -> None:
    """By the processor's time: the hash is all of it."""

    def cost(hash_: str) -> float:
        times = []
        for _ in range(3):
            began = time.process_time()
            assert not matches(hash_, OTHER)
            times.append(time.process_time() - began)
        return min(times)

    somebody, nobody, without = cost(hashed(PIN)), cost(NOBODYS), cost("")
    assert 0.5 < nobody / somebody < 2
    assert 0.5 < without / somebody < 2


def test_what_is_a_hash() -> None:
    assert is_hash(hashed(PIN))
    assert is_hash(NOBODYS)
    assert not is_hash("")
    assert not is_hash(NOBODYS.replace("47104", "999999"))  # a gigabyte for one caller
    assert matches(hashed(PIN), PIN)
    assert not matches(NOBODYS, PIN)
    assert hashed(PIN) != hashed(PIN)
