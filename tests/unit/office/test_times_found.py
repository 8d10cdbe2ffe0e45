"""A time that the switch put right, in all the rows that it is in."""

from itertools import pairwise

import pytest

from ccengine.acd import commands, events
from ccengine.model import facts
from ccengine.model.ids import CallId, OfferId
from ccengine.model.why import By, LegCause, Moment
from ccengine.office import schema
from ccengine.office.database import Database
from ccengine.office.records import apply
from ccengine.wire.journal import Record
from tests.unit.office.journals import A1, A2, ABANDONED, CALL, HANDLED, O1, O2, OTHER, SERVICE, arrived, records
from tests.unit.office.rows import book, rows


def found(n: int, at: float, moment: Moment, call: CallId = CALL, offer: str = "") -> Record:
    return Record(n, at, facts.TimeFound(call, moment, 0.0, OfferId(offer)))


def stages(database: Database) -> dict[str, object]:
    """Of each kind the last one's time."""
    return {str(stage): at for stage, at in rows(database, schema.Stage, "stage", "at")}


def intervals(database: Database, agent: str) -> list[tuple[object, ...]]:
    return [
        row[1:] for row in rows(database, schema.AgentInterval, "agent", "state", "since", "until") if row[0] == agent
    ]


@pytest.mark.parametrize("together", [True, False])
def test_every_moment_of_a_call(database: Database, together: bool) -> None:
    """Told with the call, or when that has long been written."""
    journal: list[Record] = [*records(*HANDLED)]
    told = [
        found(100, 1007.9, Moment.ARRIVED),
        found(101, 1008.8, Moment.ANSWERED),
        found(102, 1022.7, Moment.CONNECTED, offer=O2),
        found(103, 1023.6, Moment.TALK_ENDED, offer=O2),
        found(104, 1028.5, Moment.ENDED),
    ]
    if together:
        book(database, [*journal, *told])
    else:
        apply(database, [*told], book(database, [*journal]))

    assert rows(database, schema.Call, "arrived", "answered", "ended") == [(1007.9, 1008.8, 1028.5)]
    assert rows(database, schema.QueueVisit, "entered", "left") == [(1013.0, 1022.7)]
    assert rows(database, schema.Offer, "id", "answered", "connected", "ended") == [
        (O1, None, None, 1016.0),
        (O2, 1020.0, 1022.7, 1023.6),
    ]
    at = stages(database)
    assert [at[stage] for stage in ("offered", "answered", "connected", "talk ended", "ended")] == [
        1007.9, 1008.8, 1022.7, 1023.6, 1028.5,
    ]  # fmt: skip
    assert intervals(database, A2) == [
        ("ready", 1007.0, 1018.0),
        ("ringing", 1018.0, 1021.0),
        ("joining", 1021.0, 1022.7),
        ("talking", 1022.7, 1023.6),
        ("wrap_up", 1023.6, 1031.0),
        ("ready", 1031.0, None),
    ]


def test_who_gives_up_ends_his_wait_and_the_ringing(database: Database) -> None:
    login = (commands.SetAgent(A1, "ready"),)
    ended = Record(99, 1009.0, facts.CallEnded(OTHER, By.CALLER, "Normal Clearing"))
    journal = [*records(*login, *ABANDONED[:5]), *(Record(each.n, 1009.0, each.body) for each in records(
        *ABANDONED[5:7], ABANDONED[9], first=7))]  # fmt: skip
    book(database, [*journal, ended, found(100, 1008.2, Moment.ENDED, OTHER)])

    assert rows(database, schema.Call, "ended") == [(1008.2,)]
    assert rows(database, schema.QueueVisit, "left", "exit") == [(1008.2, "abandoned")]
    assert rows(database, schema.Offer, "ended", "cause") == [(1008.2, LegCause.CALLER_LEFT)]
    assert intervals(database, A1) == [("ready", 1001.0, 1005.0), ("ringing", 1005.0, 1008.2), ("ready", 1008.2, None)]


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 0, 1)])
def test_what_was_inferred_is_known_then(database: Database, order: tuple[int, ...]) -> None:
    """Begin and end of a talk, and the call's, all found at one time after a crash: each goes to its own."""
    back = [
        facts.EngineStarted(2, "0.1.0", recovered=True), events.TalkBegan(O2, estimated=True),
        events.TalkEnded(O2, By.AGENT, estimated=True), commands.SetAgent(A2, "wrap_up", "", 1060.0),
        events.CallerLeft(CALL, By.UNKNOWN, estimated=True), facts.CallEnded(CALL, By.UNKNOWN, estimated=True),
    ]  # fmt: skip
    crashed = [*records(*HANDLED[:21]), *(Record(n, 1050.0, body) for n, body in enumerate(back, 30))]
    told = [(1023.0, Moment.CONNECTED, O2), (1040.0, Moment.TALK_ENDED, O2), (1041.0, Moment.ENDED, "")]
    known = [told[which] for which in order]
    book(database, [*crashed, *(found(n, at, moment, CALL, of) for n, (at, moment, of) in enumerate(known, 100))])

    assert rows(database, schema.Call, "ended", "estimated") == [(1041.0, False)]
    assert rows(database, schema.Offer, "connected", "ended", "estimated")[1] == (1023.0, 1040.0, False)
    assert intervals(database, A2)[2:] == [
        ("joining", 1021.0, 1023.0),
        ("talking", 1023.0, 1040.0),
        ("wrap_up", 1040.0, None),
    ]
    flags = rows(database, schema.AgentInterval, "agent", "state", "since_estimated", "until_estimated")
    assert [row[2:] for row in flags if row[0] == A2 and row[1] in ("joining", "talking", "wrap_up")] == [
        (False, False), (False, False), (False, False),
    ]  # fmt: skip


def test_of_a_talk_whose_end_nobody_saw_the_call_tells_the_last_that_it_can_be(database: Database) -> None:
    back = [
        facts.EngineStarted(2, "0.1.0", recovered=True), events.TalkEnded(O2, By.AGENT, estimated=True),
        commands.SetAgent(A2, "wrap_up", "", 1060.0), facts.CallEnded(CALL, By.UNKNOWN, estimated=True),
    ]  # fmt: skip
    crashed = [*records(*HANDLED[:23]), *(Record(n, 1050.0, body) for n, body in enumerate(back, 30))]
    book(database, [*crashed, found(100, 1041.0, Moment.ENDED)])
    assert rows(database, schema.Call, "ended", "estimated") == [(1041.0, False)]
    assert rows(database, schema.Offer, "ended", "estimated")[1] == (1041.0, True)
    assert intervals(database, A2)[3:] == [("talking", 1023.0, 1041.0), ("wrap_up", 1041.0, None)]
    flags = rows(database, schema.AgentInterval, "agent", "state", "since_estimated", "until_estimated")
    assert [row[1:] for row in flags if row[0] == A2][3:] == [("talking", False, True), ("wrap_up", True, False)]


def test_a_wait_that_was_told_when_he_had_gone(database: Database) -> None:
    told = [
        (1001.0, arrived(OTHER)), (1001.1, facts.CallAnswered(OTHER)), (1002.1, events.CallerQueued(OTHER, SERVICE)),
        (1002.1, commands.Ring(O1, A1, OTHER, SERVICE, 20.0)), (1002.15, events.CallerLeft(OTHER, By.CALLER)),
        (1002.15, commands.StopRinging(O1, LegCause.CALLER_LEFT)), (1002.15, facts.CallEnded(OTHER, By.CALLER)),
    ]  # fmt: skip
    book(
        database,
        [*(Record(n, at, body) for n, (at, body) in enumerate(told, 1)), found(9, 1002.0, Moment.ENDED, OTHER)],
    )
    assert rows(database, schema.Call, "ended") == [(1002.0,)]
    assert rows(database, schema.QueueVisit, "entered", "left") == [(1002.1, 1002.1)]
    assert rows(database, schema.Offer, "rung", "ended") == [(1002.1, 1002.1)]


def test_no_talk_outlasts_its_call(database: Database) -> None:
    """Its own end was too near to be told."""
    journal = [*records(*HANDLED)]
    book(database, [*journal, found(100, 1023.98, Moment.ENDED)])
    assert rows(database, schema.Call, "ended") == [(1023.98,)]
    assert rows(database, schema.Offer, "connected", "ended")[1] == (1023.0, 1023.98)


def test_no_interval_ends_before_it_begins(database: Database) -> None:
    """Whatever is told: these times are none that could be."""
    book(database, [*records(*HANDLED), found(100, 900.0, Moment.CONNECTED, offer=O2),
                    found(101, 2000.0, Moment.TALK_ENDED, offer=O2)])  # fmt: skip
    told = intervals(database, A2)
    assert [row[0] for row in told] == ["ready", "ringing", "joining", "talking", "wrap_up", "ready"]
    for (_, since, until), (_, begins, _) in pairwise(told):
        assert isinstance(since, float)
        assert isinstance(until, float)
        assert since <= until == begins


def test_of_what_is_not_in_the_books_nothing_is_booked(database: Database) -> None:
    journal = [*records(arrived(), facts.CallAnswered(CALL), events.CallerQueued(CALL, SERVICE))]
    told = [
        found(100, 1.0, Moment.ENDED),
        found(101, 1.0, Moment.CONNECTED, offer=O1),
        found(102, 1.0, Moment.ARRIVED, CallId("nobody")),
    ]
    book(database, [*journal, *told])
    assert rows(database, schema.Call, "id", "ended") == [(CALL, None)]
    assert rows(database, schema.Offer) == []
