"""A source that hangs, refuses, dies or talks nonsense: its caller has an answer in time, and the next one finds it."""

import os
import signal
from contextlib import closing
from typing import Any

import gevent
import pytest

from ccengine.app.ports import free_port
from ccengine.model.services import Effect, Outcome, StoreRequest
from ccengine.workers.services import Workers
from tests.support.mariadb import MariaDb
from tests.support.postgres import Postgres
from tests.unit.workers.conftest import until_gone
from tests.unit.workers.sources.far import Relay, garbage, server, silent
from tests.unit.workers.sources.property import Property, look

PATIENCE = 1.5  # seconds of a source's time: a worker that starts on a busy machine is within it
URLS = ("postgresql://a@127.0.0.1:{port}/b", "mariadb://a@127.0.0.1:{port}/b")


def impatient(database: Property, more: str = "", url: str = "") -> Workers:
    """With the worker at hand and connected."""
    made = database.workers(PATIENCE, more, url)
    if not url:
        with gevent.Timeout(60):
            while made.sources.test("property")["outcome"] != "done":
                gevent.sleep(0.05)
    return made


def until_idle(database: Property, word: str) -> None:
    """No statement with this word is at work in the server any more: it has ended it itself."""
    query = {
        "postgresql": f"SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%{word}%' "
        "AND pid <> pg_backend_pid()",
        "mariadb": f"SELECT 1 FROM information_schema.processlist WHERE info LIKE '%{word}%' AND id <> connection_id()",
    }
    with gevent.Timeout(60):
        while database.kind in query and database.rows(query[database.kind]):
            gevent.sleep(0.05)


# -- it hangs


def test_a_view_that_sleeps(database: Property) -> None:
    with closing(impatient(database)) as workers:
        answer = look(workers, "slow", "room", "slept")
        assert answer.outcome in (Outcome.TIMEOUT, Outcome.FAILED), answer
        assert not answer.rows
        until_idle(database, "slept")
        assert look(workers, "bills", "n", where={"n": 7}).rows == [{"n": 7}]


def test_a_table_that_is_locked(database: Property) -> None:
    locks = {
        "sqlite": ("BEGIN EXCLUSIVE", "ROLLBACK"),
        "postgresql": ("BEGIN; LOCK TABLE bills, repairs IN ACCESS EXCLUSIVE MODE", "ROLLBACK"),
        "mariadb": ("LOCK TABLES bills WRITE, repairs WRITE", "UNLOCK TABLES"),
    }
    lock, unlock = locks[database.kind]
    before = len(database.rows("SELECT * FROM repairs"))
    with closing(impatient(database)) as workers, closing(database.connect()) as other:
        assert look(workers, "bills", "n").outcome is Outcome.DONE
        cursor = other.cursor()
        cursor.execute(lock)
        answer = look(workers, "bills", "n", where={"n": 7})
        assert answer.outcome in (Outcome.TIMEOUT, Outcome.FAILED), answer
        stored = workers.store(StoreRequest("property", "plain", {"what": "locked"}, "k"))
        assert stored.outcome in (Outcome.UNKNOWN, Outcome.FAILED, Outcome.TIMEOUT), stored
        until_idle(database, "repairs")
        cursor.execute(unlock)
        assert look(workers, "bills", "n", where={"n": 7}).rows == [{"n": 7}]
    assert len(database.rows("SELECT * FROM repairs")) == before, "the server gave it up before the lock was gone"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # no database has a part in it: once is enough
@pytest.mark.parametrize("url", URLS, ids=lambda url: url.partition(":")[0])
@pytest.mark.parametrize("serve", [silent, garbage], ids=lambda serve: serve.__name__)
def test_a_server_that_says_nothing_and_one_that_says_nonsense(database: Property, url: str, serve: Any) -> None:
    with server(serve) as port, closing(impatient(database, url=url.format(port=port))) as workers:
        assert look(workers, "bills", "n").outcome is Outcome.UNREACHABLE
        assert workers.store(StoreRequest("property", "plain", {"what": "x"}, "k")).outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # no database has a part in it: once is enough
@pytest.mark.parametrize("url", [*URLS, "sqlite:////nowhere/at/all.db"], ids=lambda url: url.partition(":")[0])
def test_nobody_is_there(database: Property, url: str) -> None:
    with closing(database.workers(url=url.format(port=free_port("tcp")))) as workers:
        answer = look(workers, "bills", "n")
        assert answer.outcome is Outcome.UNREACHABLE, answer
        assert answer.detail


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # no database has a part in it: once is enough
def test_a_worker_that_does_not_answer_is_replaced(database: Property) -> None:
    with closing(database.workers(0.5, grace=0.2)) as workers:
        while workers.sources.test("property")["outcome"] != "done":
            gevent.sleep(0.05)
        (pid,) = workers.pids()
        os.kill(pid, signal.SIGSTOP)
        answer = look(workers, "bills", "n", where={"n": 7})
        assert (answer.outcome, "was killed" in answer.detail) == (Outcome.TIMEOUT, True), answer
        with gevent.Timeout(60):
            while look(workers, "bills", "n", where={"n": 7}).rows != [{"n": 7}]:
                gevent.sleep(0.05)
        assert workers.pids() != [pid]
        until_gone(pid)


# -- it dies


@pytest.mark.parametrize("database", ["postgresql", "mariadb"], indirect=True)  # those that are servers
def test_it_dies_in_the_midst_and_comes_back(database: Property, request: pytest.FixtureRequest) -> None:
    real: Postgres | MariaDb = request.getfixturevalue("postgres" if database.kind == "postgresql" else "maria")
    with closing(database.workers(20)) as workers:
        assert look(workers, "bills", "n", where={"n": 7}).rows == [{"n": 7}]
        asking = gevent.spawn(look, workers, "slow", "room", "slept")
        with gevent.Timeout(60):
            while not database.rows(_at_work(database)):
                gevent.sleep(0.05)
        real.stop()
        died, gone = asking.get(), look(workers, "bills", "n", where={"n": 7})
        real.start()  # before anything is asserted: the other tests need it
        assert died.outcome in (Outcome.FAILED, Outcome.UNREACHABLE), died
        assert gone.outcome is Outcome.UNREACHABLE, gone
        assert look(workers, "bills", "n", where={"n": 7}).rows == [{"n": 7}]
        real.stop()
        real.start()
        assert look(workers, "bills", "n", where={"n": 7}).rows == [{"n": 7}], "the old connection is no reason to fail"


def _at_work(database: Property) -> str:
    if database.kind == "postgresql":
        return (
            "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%slept%' AND pid <> pg_backend_pid()"
        )
    return "SELECT 1 FROM information_schema.processlist WHERE info LIKE '%slept%' AND id <> connection_id()"


@pytest.mark.parametrize("database", ["postgresql", "mariadb"], indirect=True)  # those that are servers
@pytest.mark.parametrize("table", ["repairs", "plain"])
def test_the_answer_to_a_store_is_lost(database: Property, table: str) -> None:
    """With a key it is asked again, and the row that is there gives its number; without one nobody knows."""
    port = int(database.url.partition("127.0.0.1:")[2].partition("/")[0])
    words, before = {"postgresql": b"INSERT", "mariadb": b"INSERT"}, len(database.rows("SELECT * FROM repairs"))
    with server(Relay(port, words[database.kind], cuts=1)) as between:
        url = database.url.replace(f":{port}/", f":{between}/")
        with closing(database.workers(20, url=url)) as workers:
            effect = Effect.IDEMPOTENT if table == "repairs" else Effect.ONCE
            answer = workers.store(StoreRequest("property", table, {"what": "lost"}, f"lost:{table}", effect))
            now = database.rows("SELECT ticket FROM repairs WHERE what = 'lost' ORDER BY ticket DESC")
            if effect is Effect.ONCE:
                assert answer.outcome is Outcome.UNKNOWN, answer
                assert before <= len(database.rows("SELECT * FROM repairs")) <= before + 1
            else:
                assert answer.outcome is Outcome.DONE, answer
                assert (len(database.rows("SELECT * FROM repairs")), answer.value) == (before + 1, now[0][0])


# -- it has too much to do


def test_who_comes_when_too_many_wait_is_told_so_at_once(database: Property) -> None:
    with closing(impatient(database, more="queue: 2")) as workers:
        asking = [gevent.spawn(look, workers, "slow", "room", "slept") for _ in range(5)]
        outcomes = [one.get().outcome for one in asking]
    assert outcomes.count(Outcome.BUSY) >= 2, outcomes
    assert Outcome.DONE not in outcomes
