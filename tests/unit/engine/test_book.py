"""What the engine knows of calls: rebuilt from records alone, and settled or not after a crash."""

import json

import pytest

from ccengine.acd import commands, events
from ccengine.engine.book import Book
from ccengine.engine.translate import translate
from ccengine.model import facts
from ccengine.model.ids import AgentId, CallId, NodeId, OfferId, QueueName
from ccengine.model.why import By, LegCause, QueueExit

A = CallId("ast-1.1")
OFFER = OfferId("o1-1")
AGENT = AgentId("8001")
SERVICE = QueueName("service")

ARRIVED = facts.CallArrived(A, "PJSIP/trunk-1", "4008001234", "13800138000", "", "hotline", "zh")
AT_QUEUE = [ARRIVED, facts.NodeEntered(A, NodeId("service"), 3)]
RUNG = [*AT_QUEUE, commands.Ring(OFFER, AGENT, A, SERVICE, 20.0)]
IN_TALK = [*RUNG, events.OfferAnswered(OFFER), events.TalkBegan(OFFER)]


def book_of(*bodies: object) -> Book:
    book = Book()
    for at, body in enumerate(bodies):
        book.apply(body, float(at))
    return book


@pytest.mark.parametrize(
    ("bodies", "resolved"),
    [
        (AT_QUEUE, False),
        (RUNG, False),
        ([*RUNG, events.OfferFailed(OFFER, LegCause.NO_ANSWER)], False),
        (IN_TALK, False),
        ([*IN_TALK, events.TalkEnded(OFFER, By.AGENT)], True),
        ([*RUNG, events.TalkEnded(OFFER, By.AGENT)], False),  # the agent was gone before they talked: still waiting
        ([*RUNG, events.OfferAnswered(OFFER), events.TalkEnded(OFFER, By.ENGINE, ok=False)], False),
        ([*AT_QUEUE, commands.SendOn(A, QueueExit.WAITED_TOO_LONG)], True),
        ([*IN_TALK, events.TalkEnded(OFFER, By.AGENT), facts.NodeEntered(A, NodeId("thanks"), 4)], False),
        ([*IN_TALK, events.TalkEnded(OFFER, By.AGENT), facts.NodeLeft(A, NodeId("service"), "answered")], False),
    ],
)
def test_a_settled_wait_is_not_waited_twice(bodies: list[object], resolved: bool) -> None:
    book = book_of(*bodies)
    assert book.resolved(A) is resolved
    queued = events.CallerQueued(A, SERVICE)
    assert translate(queued, book) == ([] if resolved else [queued])


def test_a_call_that_is_gone_does_not_queue() -> None:
    book = book_of(*AT_QUEUE, facts.CallEnded(A, By.CALLER))
    assert translate(events.CallerQueued(A, SERVICE), book) == []


JOINING = [*RUNG, events.OfferAnswered(OFFER)]


@pytest.mark.parametrize("bodies", [JOINING, IN_TALK, [*IN_TALK, events.TalkEnded(OFFER, By.AGENT)], []])
@pytest.mark.parametrize("ok", [True, False])
def test_the_sessions_word_of_a_talk_that_nobody_saw(bodies: list[object], ok: bool) -> None:
    told = events.TalkEnded(OFFER, By.AGENT, ok=ok)
    unseen = [events.TalkBegan(OFFER, estimated=True), events.TalkEnded(OFFER, By.AGENT, estimated=True)]
    book = book_of(*bodies)
    assert translate(told, book) == (unseen if ok and bodies is JOINING else [told])
    if ok and bodies is JOINING:
        for body in unseen:
            book.apply(body, 9.0)
        assert book.resolved(A), "he has talked: he does not queue again"


def test_the_switchs_word_of_a_leg_that_left_before_the_talk() -> None:
    assert translate(facts.LegEnded(OFFER, By.AGENT), book_of(*JOINING)) == [events.TalkEnded(OFFER, By.AGENT)]


def test_who_answered_is_told_once() -> None:
    assert translate(facts.CallerUp(A), Book()) == []
    book = book_of(*AT_QUEUE)
    assert translate(facts.CallerUp(A, inferred=True), book) == [facts.CallAnswered(A, estimated=True)]
    book.apply(facts.CallAnswered(A), 3.0)
    assert translate(facts.CallerUp(A), book) == translate(facts.CallAnswered(A, estimated=True), book) == []


def test_a_hangup_ends_the_call_once() -> None:
    book = book_of(*AT_QUEUE)
    gone = facts.CallerGone(A, By.CALLER, "16")
    first = translate(gone, book)
    assert first == [events.CallerLeft(A, By.CALLER, "16"), facts.CallEnded(A, By.CALLER, "16")]
    for body in first:
        book.apply(body, 9.0)
    assert translate(gone, book) == []


@pytest.mark.parametrize("bodies", [AT_QUEUE, RUNG, IN_TALK, [*IN_TALK, events.TalkEnded(OFFER, By.AGENT)]])
def test_a_snapshot_is_the_whole_book(bodies: list[object]) -> None:
    book = book_of(facts.EngineStarted(4, "1"), *bodies)
    again = Book.restore(json.loads(json.dumps(book.snapshot())))
    assert again.snapshot() == book.snapshot()
    assert again.resolved(A) == book.resolved(A)
    assert again.call_of(OFFER) == book.call_of(OFFER)


def test_a_crash_is_known_by_the_missing_end() -> None:
    assert not book_of(facts.EngineStarted(1, "1")).clean
    assert book_of(facts.EngineStarted(1, "1"), facts.EngineStopped()).clean


def test_nothing_is_kept_of_a_call_that_ended() -> None:
    book = book_of(*IN_TALK, facts.CallEnded(A, By.AGENT))
    assert not list(book)
    assert book.call_of(OFFER) is None
