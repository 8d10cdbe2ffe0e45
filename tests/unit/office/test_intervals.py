"""Agents' intervals: whatever the journal tells and however it is cut into batches, they cover the time from the first
record on without gap or overlap.  Checked by SQL alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccengine.acd import commands, events
from ccengine.model import facts
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.why import By, LegCause
from ccengine.office import schema
from ccengine.office.database import Database, parse_url
from ccengine.office.records import Position, apply
from ccengine.wire.journal import Record
from tests.support.covering import UNCOVERED
from tests.unit.office.journals import A1, CALL, O1, SERVICE, arrived, records
from tests.unit.office.rows import book, rows

AGENTS = st.sampled_from([AgentId("8001"), AgentId("8002")])
CALLS = st.sampled_from([CallId("c1"), CallId("c2")])
OFFERS = st.sampled_from([OfferId("o1-1"), OfferId("o1-2"), OfferId("o1-3"), OfferId("d1-1")])
QUEUES = st.sampled_from([QueueName("service"), QueueName("repairs")])
STATES = st.sampled_from(["logged_out", "not_ready", "ready", "wrap_up", "a state of tomorrow"])
BODIES = st.one_of(
    st.builds(commands.SetAgent, AGENTS, STATES, st.sampled_from(["", "lunch"])),
    st.builds(commands.Ring, OFFERS, AGENTS, CALLS, QUEUES, st.just(20.0)),
    st.builds(commands.Join, OFFERS, AGENTS, CALLS, QUEUES),
    st.builds(events.TalkBegan, OFFERS, st.booleans()),
    st.builds(events.TalkEnded, OFFERS, st.sampled_from(By), st.just(True), st.booleans()),
    st.builds(events.OfferFailed, OFFERS, st.sampled_from([LegCause.BUSY, LegCause.SWITCH_LOST])),
    st.builds(events.CallerLeft, CALLS, st.sampled_from(By), st.just(""), st.booleans()),
    st.builds(facts.CallEnded, CALLS, st.sampled_from(By), st.just(""), st.booleans()),
    st.builds(facts.EngineStarted, st.integers(1, 9), st.just("0.1.0"), st.booleans()),
)
STEPS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.001, 7.5]), BODIES, st.integers(0, 4).map(lambda n: n == 4)), max_size=40
)


def batches(steps: list[tuple[float, object, bool]]) -> Iterator[list[Record]]:
    """Each record so long after the one before; a batch ends where it is said."""
    at, batch = 1000.0, []
    for n, (after, body, ends) in enumerate(steps, 1):
        at += after
        batch.append(Record(n, at, body))
        if ends:
            yield batch
            batch = []
    yield batch


def told(steps: list[tuple[float, object, bool]]) -> dict[str, tuple[float, str]]:
    """Of every agent, when the first record told his state, and what the last that certainly did told."""
    found: dict[str, tuple[float, str]] = {}
    at = 1000.0
    names = {commands.Ring: "ringing", commands.Join: "joining"}
    for after, body, _ in steps:
        at += after
        if isinstance(body, commands.SetAgent | commands.Ring | commands.Join):
            state = body.state if isinstance(body, commands.SetAgent) else names[type(body)]
            found[body.agent] = (found.get(body.agent, (at, ""))[0], state)
    return found


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, sqlite3.Connection]]:
    """The same books as ccengine writes them, and as SQL reads them."""
    path = tmp_path_factory.mktemp("books") / "books.sqlite"
    database = Database(parse_url(f"sqlite:///{path}"))
    schema.Base.metadata.create_all(database.engine)
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        yield database, plain
    database.close()


@settings(max_examples=40)
@given(steps=STEPS)
def test_any_journal_in_any_batches(
    books: tuple[Database, sqlite3.Connection], steps: list[tuple[float, object, bool]]
) -> None:
    database, plain = books
    for table in reversed(schema.Base.metadata.sorted_tables):
        plain.execute(f"DELETE FROM {table.name}")
    position = Position()
    for batch in batches(steps):
        position = apply(database, batch, position)
    assert plain.execute(UNCOVERED).fetchall() == []
    assert plain.execute("SELECT what FROM corrections WHERE kind = 'not booked'").fetchall() == []
    first = dict(plain.execute("SELECT agent, min(since) FROM agent_intervals GROUP BY agent"))
    last = dict(plain.execute("SELECT agent, state FROM agent_intervals WHERE until IS NULL"))
    expected = told(steps)
    assert first == {agent: since for agent, (since, _) in expected.items()}
    for agent, (_, state) in expected.items():
        assert last[agent] == state or (last[agent] == "talking" and state in ("ringing", "joining"))


RUNG = (
    arrived(), events.CallerQueued(CALL, SERVICE), commands.SetAgent(A1, "ready"),
    commands.Ring(O1, A1, CALL, SERVICE, 20.0),
)  # fmt: skip
JOINED = (*RUNG, events.OfferAnswered(O1), commands.Join(O1, A1, CALL, SERVICE))
AFTER = (commands.SetAgent(A1, "wrap_up", "", 2000.0), commands.SetAgent(A1, "ready"))
COLUMNS = ("state", "queue", "offer", "since_estimated", "until_estimated")


def test_the_queue_and_the_offer_go_with_the_agent_until_he_is_free(database: Database) -> None:
    book(database, [*records(*JOINED, events.TalkBegan(O1), events.TalkEnded(O1, By.AGENT), *AFTER)])

    assert rows(database, schema.AgentInterval, *COLUMNS) == [
        ("ready", "", "", False, False),
        ("ringing", SERVICE, O1, False, False),
        ("joining", SERVICE, O1, False, False),
        ("talking", SERVICE, O1, False, False),
        ("wrap_up", SERVICE, O1, False, False),
        ("ready", "", "", False, False),
    ]


def test_what_the_switch_tells_late_of_earlier_leaves_no_negative_time(database: Database) -> None:
    """Rung by the engine at 5, of the talk that the switch had ended at 4: he was not free before he was rung."""
    story = (
        commands.SetAgent(A1, "ready"),
        commands.SetAgent(A1, "not_ready", "lunch"),
        commands.SetAgent(A1, "ready"),
    )
    book(database, [Record(n, t, body) for n, (t, body) in enumerate(zip((1.0, 5.0, 4.0), story, strict=True), 1)])
    assert rows(database, schema.AgentInterval, "state", "since", "until") == [
        ("ready", 1.0, 5.0), ("not_ready", 5.0, 5.0), ("ready", 5.0, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("story", "estimated"),
    [
        ((*RUNG, events.OfferFailed(O1, LegCause.SWITCH_LOST), commands.SetAgent(A1, "not_ready", "failed")),
         {"ringing": (False, True), "not_ready": (True, False)}),
        ((*JOINED, events.TalkBegan(O1, estimated=True), events.TalkEnded(O1, By.AGENT), *AFTER),
         {"joining": (False, True), "talking": (True, False)}),
        ((*JOINED, events.TalkBegan(O1), events.TalkEnded(O1, By.UNKNOWN, estimated=True), *AFTER),
         {"talking": (False, True), "wrap_up": (True, False)}),
        ((*JOINED, events.TalkBegan(O1), events.CallerLeft(CALL, By.UNKNOWN, "", estimated=True), *AFTER),
         {"talking": (False, True), "wrap_up": (True, False)}),
        ((*JOINED, events.TalkBegan(O1), events.CallerLeft(CALL, By.CALLER), AFTER[0],
          events.TalkEnded(O1, By.UNKNOWN, estimated=True), AFTER[1]), {}),
        ((*JOINED, events.TalkBegan(O1), facts.EngineStarted(2, "0.1.0", recovered=True),
          events.TalkEnded(O1, By.AGENT), *AFTER), {}),
    ],
    ids=["ring lost", "talk found", "talk lost", "caller lost", "told late", "engine died, all was seen"],
)  # fmt: skip
def test_a_change_of_state_that_was_only_inferred_is_marked_on_both_sides(
    database: Database, story: tuple[object, ...], estimated: dict[str, tuple[bool, bool]]
) -> None:
    position = Position()
    for record in records(*story):
        position = apply(database, [record], position)

    found = rows(database, schema.AgentInterval, "state", "since_estimated", "until_estimated")
    assert {str(state): (begin, end) for state, begin, end in found if begin or end} == estimated


def test_a_state_that_ended_by_itself_while_nobody_was_there_ended_in_time(database: Database) -> None:
    """Else the wrap-up that `down` met at noon is on record until the next `up`."""
    told = [
        (1000.0, commands.SetAgent(A1, "wrap_up", until=1010.0)),
        (1005.0, commands.SetAgent(A1, "wrap_up", until=1020.0)),  # longer
        (5000.0, facts.EngineStarted(2, "0.1.0", True)),
        (5000.1, commands.SetAgent(A1, "ready")),
        (6000.0, commands.SetAgent(A1, "not_ready", "lunch", until=6060.0)),
        (6060.4, commands.SetAgent(A1, "ready")),  # by an engine that is not late
    ]
    at = Position()
    for n, (when, body) in enumerate(told, 1):
        at = apply(database, [Record(n, when, body)], at)
    assert rows(database, schema.AgentInterval, "state", "since", "until") == [
        ("wrap_up", 1000.0, 1020.0),
        ("ready", 1020.0, 6000.0),
        ("not_ready", 6000.0, 6060.4),
        ("ready", 6060.4, None),
    ]
