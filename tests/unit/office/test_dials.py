"""Literal journals of calls for which somebody was dialled -> rows."""

from ccengine.acd import events
from ccengine.acd.commands import Release, Ring, SetAgent, StopRinging
from ccengine.acd.dial.commands import Dial, DialOver, PutThrough
from ccengine.acd.dial.events import DialAsked, OfferConfirmed
from ccengine.model import facts
from ccengine.model.dialling import Confirm, Rung
from ccengine.model.ids import OfferId
from ccengine.model.why import By, DialExit, LegCause
from ccengine.office import schema
from ccengine.office.database import Database
from tests.unit.office.journals import A1, CALL, O1, OTHER, SERVICE, arrived, records
from tests.unit.office.rows import book, rows

D1, D2, D3 = (OfferId(f"d1-{n}") for n in (1, 2, 3))
MOBILE = "13800138000"
PATH = "2026-11-22/x.wav"


def test_a_dialled_talk_has_all_its_stages(database: Database) -> None:
    bodies = (
        arrived(),
        DialAsked(CALL, ("8001", MOBILE)),
        Dial(D1, "8001", CALL, 25.0),
        events.OfferRinging(D1),
        events.OfferFailed(D1, LegCause.BUSY),
        Dial(D2, MOBILE, CALL, 25.0, "4008001234"),
        events.OfferRinging(D2),
        events.OfferAnswered(D2),
        PutThrough(D2, MOBILE, CALL, True),
        facts.RecordingStarted(CALL, D2, PATH),
        events.TalkBegan(D2),
        events.TalkEnded(D2, By.AGENT),
        events.TalkEnded(D2, By.AGENT),
        facts.CallEnded(CALL, By.FLOW),
    )
    book(database, [*records(*bodies)])

    assert rows(database, schema.Stage, "stage", "queue", "agent", "offer", "by", "detail") == [
        ("offered", "", "", "", "", "4008001234"),
        ("dialling", "", "", "", "", f"8001 {MOBILE}"),
        ("dialled", "", "8001", D1, "", ""),
        ("ringing", "", "8001", D1, "", ""),
        ("busy", "", "8001", D1, "", ""),
        ("dialled", "", MOBILE, D2, "", ""),
        ("ringing", "", MOBILE, D2, "", ""),
        ("target answered", "", MOBILE, D2, "", ""),
        ("recording", "", "", D2, "", PATH),
        ("connected", "", MOBILE, D2, "", ""),
        ("talk ended", "", MOBILE, D2, "agent", ""),
        ("ended", "", "", "", "flow", ""),
    ]
    assert rows(database, schema.Call, "outcome") == [("handled",)]
    assert rows(database, schema.Offer, "id", "queue", "agent", "connected", "ended", "cause", "by") == [
        (D1, "", "8001", None, 1005.0, "busy", ""),
        (D2, "", MOBILE, 1011.0, 1012.0, "", "agent"),
    ]
    assert rows(database, schema.Recording, "state") == [("due",)]
    assert rows(database, schema.AgentInterval, "agent") == [], "an agent who is dialled is in no state of the ACD"


def test_nobody_is_reached(database: Database) -> None:
    bodies = (
        arrived(),
        DialAsked(CALL, ("8001", "16800"), at_once=True),
        Dial(D1, "8001", CALL, 25.0),
        Dial(D2, "16800", CALL, 25.0),
        events.OfferFailed(D2, LegCause.NOT_ALLOWED),
        DialOver(CALL, DialExit.NO_ANSWER),
        StopRinging(D1, LegCause.NO_ANSWER),
        facts.CallEnded(CALL, By.FLOW),
    )
    book(database, [*records(*bodies)])

    assert [stage for (stage,) in rows(database, schema.Stage, "stage")] == [
        "offered", "dialling", "dialled", "dialled", "not allowed", "not reached", "no answer", "ended",
    ]  # fmt: skip
    assert rows(database, schema.Call, "outcome") == [("unserved",)]


def test_who_was_asked_for_a_key_who_pressed_it_and_what_was_not_sent(database: Database) -> None:
    wang = Rung(MOBILE, 20.0, 0, Confirm("1", ("asks",), "zh"), "duty:night wang")
    bodies = (
        arrived(),
        DialAsked(CALL, (MOBILE, "0011", "139"), plan=(wang, Rung("0011", 20.0, 1), Rung("139", 20.0, 2))),
        Dial(D1, MOBILE, CALL, 20.0),
        facts.LegSent(D1, CALL, MOBILE, "2026-11-23", ("all",)),
        events.OfferAnswered(D1),
        events.OfferFailed(D1, LegCause.NOT_CONFIRMED),
        Dial(D2, "0011", CALL, 20.0),
        facts.LegRefused(D2, CALL, "is no number"),
        events.OfferFailed(D2, LegCause.NOT_ALLOWED),
        Dial(D3, "139", CALL, 20.0),
        events.OfferAnswered(D3),
        OfferConfirmed(D3),
    )
    book(database, [*records(*bodies)])

    assert rows(database, schema.Stage, "stage", "agent", "detail")[1:] == [
        ("dialling", "", f"{MOBILE} (duty:night wang) 0011 139"),
        ("dialled", MOBILE, ""),
        ("target answered", MOBILE, ""),
        ("not connected", MOBILE, "not confirmed"),
        ("dialled", "0011", ""),
        ("not sent", "0011", "is no number"),
        ("not allowed", "0011", ""),
        ("dialled", "139", ""),
        ("target answered", "139", ""),
        ("confirmed", "139", ""),
    ]
    assert rows(database, schema.Offer, "cause") == [("not confirmed",), ("not allowed",), ("",)]


def test_a_caller_who_does_not_wait_for_it(database: Database) -> None:
    bodies = (
        arrived(),
        DialAsked(CALL, ("8001",)),
        Dial(D1, "8001", CALL, 25.0),
        events.CallerLeft(CALL),
        StopRinging(D1, LegCause.CALLER_LEFT),
        facts.CallEnded(CALL, By.CALLER),
        events.OfferAnswered(D1),
        Release(D1, LegCause.LATE),
    )
    book(database, [*records(*bodies)])

    assert rows(database, schema.Offer, "cause", "answered") == [("caller left", None)]
    assert rows(database, schema.Call, "outcome") == [("abandoned",)]


def test_an_agent_who_is_dialled_stays_what_the_acd_has_him_for(database: Database) -> None:
    """His phone is rung by a queue and by a flow, and he takes the flow's call."""
    bodies = (
        arrived(),
        SetAgent(A1, "ready"),
        Ring(O1, A1, OTHER, SERVICE, 20.0),
        DialAsked(CALL, ("8001",)),
        Dial(D1, "8001", CALL, 25.0),
        events.TalkBegan(D1),
    )
    book(database, [*records(*bodies)])

    assert rows(database, schema.AgentInterval, "state") == [("ready",), ("ringing",)]
