"""Literal journals -> rows."""

import pytest

from ccengine.acd import commands, events
from ccengine.acd.commands import COMMANDS
from ccengine.acd.dial.commands import DIAL_COMMANDS
from ccengine.acd.dial.events import DIAL_EVENTS
from ccengine.acd.events import EVENTS
from ccengine.model import facts
from ccengine.model.facts import BOOK
from ccengine.model.ids import BACK, CallId, NodeId, OfferId
from ccengine.model.why import By, LegCause
from ccengine.office import schema
from ccengine.office.booking import BOOKERS, NOT_BOOKED
from ccengine.office.database import Database
from ccengine.office.records import Position, apply
from ccengine.wire.journal import Damaged, Gap, Unknown
from tests.unit.office.journals import (
    A1,
    A2,
    ABANDONED,
    CALL,
    HANDLED,
    O1,
    O2,
    OTHER,
    PATH,
    SERVICE,
    UNSERVED,
    arrived,
    records,
)
from tests.unit.office.rows import book, rows


def test_a_handled_call_has_all_its_stages(database: Database) -> None:
    book(database, [*records(*HANDLED)])

    assert rows(database, schema.Stage, "seq", "at", "stage", "queue", "agent", "by", "detail") == [
        (1, 1008.0, "offered", "", "", "", "4008001234"),
        (2, 1009.0, "answered", "", "", "", ""),
        (3, 1010.0, "node", "", "", "", "welcome"),
        (4, 1011.0, "node left", "", "", "", "welcome: main"),
        (5, 1012.0, "node", "", "", "", "service"),
        (6, 1013.0, "queued", "service", "", "", ""),
        (7, 1014.0, "rung", "service", "8001", "", ""),
        (8, 1015.0, "ringing", "service", "8001", "", ""),
        (9, 1016.0, "no answer", "service", "8001", "", ""),
        (10, 1018.0, "rung", "service", "8002", "", ""),
        (11, 1019.0, "ringing", "service", "8002", "", ""),
        (12, 1020.0, "agent answered", "service", "8002", "", ""),
        (13, 1022.0, "recording", "", "", "", PATH),
        (14, 1023.0, "connected", "service", "8002", "", ""),
        (15, 1024.0, "talk ended", "service", "8002", "agent", ""),
        (16, 1027.0, "mark", "", "", "", "how-satisfied: 5"),
        (17, 1029.0, "ended", "", "", "flow", "hangup"),
    ]
    assert rows(database, schema.Call) == [
        (CALL, "4008001234", "13800138000", "王小明", "hotline", "zh", "PJSIP/trunk-7", 1008.0, 1009.0, 1029.0, "flow",
         "hangup", False, "", "handled", "", "", False, False, 17, "+8613800138000",
         "", "", "", "")
    ]  # fmt: skip
    assert rows(database, schema.QueueVisit) == [(13, CALL, SERVICE, 5.0, 1013.0, 1023.0, "connected", O2)]
    assert rows(database, schema.Offer) == [
        (O1, 14, CALL, SERVICE, A1, 20.0, 1014.0, 1015.0, None, None, 1016.0, "no answer", "", False),
        (O2, 18, CALL, SERVICE, A2, 20.0, 1018.0, 1019.0, 1020.0, 1023.0, 1024.0, "", "agent", False),
    ]
    assert rows(database, schema.Recording) == [(22, CALL, O2, PATH, 1022.0, None, "due", "")]
    assert rows(database, schema.Mark) == [(27, CALL, O2, 1027.0, "how-satisfied", "5", "", "", 1027.0, "", None)]
    assert rows(database, schema.ServiceEvent, "kind") == [("engine started",), ("switch up",)]


def test_an_agents_time_has_no_holes(database: Database) -> None:
    book(database, [*records(*HANDLED)])

    intervals = rows(database, schema.AgentInterval, "agent", "state", "reason", "since", "until")
    assert [row[1:] for row in intervals if row[0] == A1] == [
        ("ready", "", 1005.0, 1014.0),
        ("ringing", "", 1014.0, 1017.0),
        ("not_ready", "no answer", 1017.0, None),
    ]
    assert [row[1:] for row in intervals if row[0] == A2] == [
        ("ready", "", 1007.0, 1018.0),
        ("ringing", "", 1018.0, 1021.0),
        ("joining", "", 1021.0, 1023.0),
        ("talking", "", 1023.0, 1026.0),
        ("wrap_up", "", 1026.0, 1031.0),
        ("ready", "", 1031.0, None),
    ]


def test_hold_is_part_of_an_agents_time(database: Database) -> None:
    """Told of a talk that is not there (any more), it is not."""
    held, back = events.TalkHeld(O2, True), events.TalkHeld(O2, False)
    early, late = events.TalkHeld(O2, True), events.TalkHeld(O2, True)
    book(database, [*records(*HANDLED[:20], early, *HANDLED[20:23], held, held, back, *HANDLED[23:26], late)])

    intervals = rows(database, schema.AgentInterval, "agent", "state", "since", "until")
    assert [row[1:] for row in intervals if row[0] == A2][3:] == [
        ("talking", 1024.0, 1025.0),
        ("on_hold", 1025.0, 1027.0),
        ("talking", 1027.0, 1030.0),
        ("wrap_up", 1030.0, None),
    ]


def test_a_wider_search_is_a_stage_of_the_wait(database: Database) -> None:
    book(database, [*records(*HANDLED[:13], commands.Widen(CALL, 1), *HANDLED[13:], commands.Widen(CALL, 2))])

    assert ("widened", "service", "step 1") in rows(database, schema.Stage, "stage", "queue", "detail")
    assert [stage for (stage,) in rows(database, schema.Stage, "stage")].count("widened") == 1


@pytest.mark.parametrize(
    ("journal", "outcome", "exit"),
    [(ABANDONED, "abandoned", "abandoned"), (UNSERVED, "unserved", "waited_too_long")],
)
def test_how_a_wait_without_an_agent_ends(
    database: Database, journal: tuple[object, ...], outcome: str, exit: str
) -> None:
    book(database, [*records(*journal)])

    assert rows(database, schema.Call, "outcome") == [(outcome,)]
    assert rows(database, schema.QueueVisit, "exit", "offer") == [(exit, "")]


def test_an_abandoned_call_says_who_rang_and_why_it_stopped(database: Database) -> None:
    book(database, [*records(*ABANDONED)])

    stages = rows(database, schema.Stage, "stage", "by", "detail")
    assert stages[-3:] == [
        ("left queue", "caller", "Normal Clearing"),
        ("ring stopped", "", "caller left"),
        ("ended", "caller", "Normal Clearing"),
    ]
    assert rows(database, schema.Offer, "cause", "answered", "by") == [("caller left", None, "")]


def test_a_call_that_asks_for_nobody_is_contained_and_a_refused_one_is_on_record(database: Database) -> None:
    book(
        database,
        [
            *records(
                arrived(),
                facts.CallEnded(CALL, By.FLOW, "hangup"),
                facts.CallRefused(OTHER, "999", "1", "unknown number"),
            )
        ],
    )

    assert rows(database, schema.Call, "id", "outcome", "refused", "ended") == [
        (CALL, "contained", "", 1002.0),
        (OTHER, "refused", "unknown number", 1003.0),
    ]


def test_the_end_of_a_call_ends_its_talk_its_ring_and_its_recording(database: Database) -> None:
    """An engine that came back and found the call gone: one estimated end, nothing stays open."""
    talk = HANDLED[:23]
    book(database, [*records(*talk, facts.CallEnded(CALL, By.SWITCH, "gone", estimated=True))])

    assert rows(database, schema.Offer, "id", "ended", "by", "estimated")[1] == (O2, 1024.0, "switch", True)
    assert rows(database, schema.Call, "ended_by", "estimated", "outcome") == [("switch", True, "handled")]
    assert rows(database, schema.Recording, "state") == [("due",)]


def test_a_recording_told_after_a_short_talk_is_due_at_once(database: Database) -> None:
    early = (*HANDLED[:21], *HANDLED[22:24], HANDLED[21])
    book(database, [*records(*early)])

    assert rows(database, schema.Recording, "state") == [("due",)]


def test_a_recording_that_never_began_is_on_record_with_its_reason(database: Database) -> None:
    book(database, [*records(arrived(), facts.RecordingFailed(CALL, O1, "No such file or directory"))])

    assert rows(database, schema.Recording, "state", "problem") == [("failed", "No such file or directory")]


def test_a_failed_join_leaves_the_call_waiting(database: Database) -> None:
    book(database, [*records(*HANDLED[:22], events.TalkEnded(O2, By.UNKNOWN, ok=False))])

    assert rows(database, schema.QueueVisit, "left", "exit") == [(None, "")]
    assert rows(database, schema.Stage, "stage")[-1] == ("not connected",)
    assert rows(database, schema.Recording, "state") == [("due",)]


def test_a_late_answer_to_a_dead_offer_changes_nothing(database: Database) -> None:
    late = (events.OfferAnswered(O1), commands.Release(O1, LegCause.LATE), events.TalkEnded(O1, By.ENGINE))
    strange = (events.TalkBegan(OfferId("o0-99")), commands.Release(OfferId("o0-99"), LegCause.LATE))
    book(database, [*records(*HANDLED)])
    before = rows(database, schema.Stage), rows(database, schema.Offer), rows(database, schema.AgentInterval)

    with_late = [*records(*HANDLED, *late, *strange)]
    apply(database, with_late, Position(len(HANDLED), 0.0))

    assert (rows(database, schema.Stage), rows(database, schema.Offer), rows(database, schema.AgentInterval)) == before


def test_a_call_taken_up_after_a_crash_keeps_its_one_wait(database: Database) -> None:
    book(
        database,
        [
            *records(
                arrived(), events.CallerQueued(CALL, SERVICE), facts.EngineStarted(2, "0.1.0", recovered=True),
                facts.CallResumed(CALL, NodeId("service")), events.CallerQueued(CALL, SERVICE),
            )
        ],
    )  # fmt: skip

    assert rows(database, schema.QueueVisit, "entered", "left") == [(1002.0, None)]
    assert [stage for (stage,) in rows(database, schema.Stage, "stage")] == ["offered", "queued", "resumed"]


def test_a_call_whose_beginning_is_lost_begins_where_it_is_seen(database: Database) -> None:
    book(database, [*records(facts.CallAnswered(CALL), facts.CallEnded(CALL, By.CALLER))])

    assert rows(database, schema.Call, "arrived", "answered", "estimated") == [(1001.0, 1001.0, True)]


def test_doubts_are_on_record(database: Database) -> None:
    bodies = (
        facts.Corrected("the talk was over", CALL, A1),
        facts.InvariantBroken("one agent, one call", "invariant-7.json"),
        Gap(5, 9),
        Unknown("FromTheFuture", {"x": 1}),
    )
    book(database, [*records(*bodies), Damaged(77, "the checksum does not fit", "00000001.log")])

    assert rows(database, schema.Correction) == [
        (1, "corrected", 1001.0, "the talk was over", CALL, A1),
        (2, "invariant", 1002.0, "one agent, one call (invariant-7.json)", "", ""),
        (3, "gap", 1003.0, "records 5 to 9 could not be written and are lost", "", ""),
        (4, "damaged", 1004.0, "00000001.log, byte 77: the checksum does not fit", "", ""),
        (4, "not booked", 1004.0, "a record of kind 'FromTheFuture': this version knows no such kind", "", ""),
    ]


def test_every_kind_is_booked_or_named_with_its_reason() -> None:
    assert {*BOOK, *EVENTS, *COMMANDS, *DIAL_EVENTS, *DIAL_COMMANDS} == {*BOOKERS, *NOT_BOOKED} - {Gap, Unknown}
    assert not BOOKERS.keys() & NOT_BOOKED.keys()


def test_a_callback_that_is_searched_for_more_widely_is_no_call(database: Database) -> None:
    callback = CallId(BACK + CALL)
    asked = events.CallbackAsked(callback, CALL, SERVICE, "13800138000")
    found = records(arrived(), asked, commands.Widen(callback, 1), commands.Widen(CallId(BACK + OTHER), 1))
    book(database, [*found])

    assert rows(database, schema.Call, "id") == [(CALL,)]
    assert rows(database, schema.Stage, "stage", "detail")[1:] == [
        ("callback asked", "13800138000"), ("widened", "step 1"),
    ]  # fmt: skip
