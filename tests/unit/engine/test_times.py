"""Times on record against the switch's own, whichever is told first."""

import pytest

from ccengine.acd import commands, events
from ccengine.engine import times
from ccengine.engine.book import Book
from ccengine.engine.times import KEPT, NEAR, Times
from ccengine.model import facts
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName, Seconds
from ccengine.model.why import By, Moment

CALL, OFFER = CallId("c1"), OfferId("o1-1")


class Journal:
    """What is recorded, and what is found to be wrong with it."""

    def __init__(self) -> None:
        self.book = Book()
        self.found: list[tuple[facts.TimeFound, Seconds]] = []
        self.times = Times(lambda found, at: self.found.append((found, at)))

    def record(self, body: object, at: Seconds) -> None:
        self.book.apply(body, at)
        self.times.recorded(body, at)

    def seen(self, moment: Moment, at: Seconds, unique: str = CALL) -> None:
        self.times.seen(moment, unique, at)


@pytest.fixture
def journal() -> Journal:
    one = Journal()
    one.record(commands.Ring(OFFER, AgentId("8001"), CALL, QueueName("service"), 20.0), 90.0)
    return one


MOMENTS = [
    (facts.CallArrived(CALL, "", "400", "138", "", "hotline", "zh"), Moment.ARRIVED, CALL),
    (facts.CallAnswered(CALL), Moment.ANSWERED, CALL),
    (events.TalkBegan(OFFER), Moment.CONNECTED, OFFER),
    (events.TalkEnded(OFFER, By.AGENT), Moment.TALK_ENDED, OFFER),
    (facts.CallEnded(CALL, By.CALLER), Moment.ENDED, CALL),
]


@pytest.mark.parametrize(("body", "moment", "unique"), MOMENTS)
@pytest.mark.parametrize("switch_first", [True, False])
def test_a_time_that_differs_is_told(
    journal: Journal, body: object, moment: Moment, unique: str, switch_first: bool
) -> None:
    if switch_first:
        journal.seen(moment, 95.0, unique)
    journal.record(body, 95.2)
    if not switch_first:
        journal.seen(moment, 95.0, unique)
    offer = OFFER if unique == OFFER else OfferId("")
    assert journal.found == [(facts.TimeFound(CALL, moment, 0.2, offer), 95.0)]


def test_what_is_near_is_no_difference_but_for_a_time_that_was_inferred(journal: Journal) -> None:
    journal.record(facts.CallAnswered(CALL), 95.0)
    journal.seen(Moment.ANSWERED, 95.0 - 0.9 * NEAR)
    assert journal.found == []
    journal.record(facts.CallEnded(CALL, By.UNKNOWN, estimated=True), 97.0)
    journal.seen(Moment.ENDED, 97.0)
    assert [found.late for found, _ in journal.found] == [0.0]


def test_of_what_is_told_twice_the_first_stands(journal: Journal) -> None:
    journal.record(events.TalkEnded(OFFER, By.AGENT), 95.0)
    journal.record(events.TalkEnded(OFFER, By.AGENT), 95.3)
    journal.seen(Moment.TALK_ENDED, 95.0, OFFER)
    journal.seen(Moment.ENDED, 96.0)
    journal.seen(Moment.ENDED, 97.0)
    journal.record(facts.CallEnded(CALL, By.CALLER), 96.0)
    assert journal.found == []


def test_a_talks_end_that_is_told_again_behind_the_switchs_waits_for_nothing(journal: Journal) -> None:
    """AMI tells of it, then the session; the channel events may be read between the two."""
    journal.record(events.TalkEnded(OFFER, By.AGENT), 95.0)
    journal.seen(Moment.TALK_ENDED, 95.0, OFFER)
    journal.record(events.TalkEnded(OFFER, By.AGENT), 95.3)
    journal.seen(Moment.TALK_ENDED, 95.0, OFFER)
    assert journal.found == []


def test_a_talk_that_never_came_about_has_no_end(journal: Journal) -> None:
    journal.record(events.TalkEnded(OFFER, By.ENGINE, ok=False), 95.0)
    journal.seen(Moment.TALK_ENDED, 90.0, OFFER)
    assert journal.found == []


def test_the_end_of_a_talk_behind_that_of_its_call(journal: Journal) -> None:
    """As a run finds both that begins with the leg and without its order."""
    later = Journal()
    later.times.take_up(journal.book)
    for each in (journal, later):
        each.record(facts.CallEnded(CALL, By.UNKNOWN, estimated=True), 99.0)
        each.record(events.TalkEnded(OFFER, By.UNKNOWN, estimated=True), 99.0)
        each.seen(Moment.TALK_ENDED, 95.0, OFFER)
        each.seen(Moment.ENDED, 97.0)
        assert [(found.moment, at) for found, at in each.found] == [(Moment.TALK_ENDED, 95.0), (Moment.ENDED, 97.0)]


def test_what_the_run_before_put_right_is_not_put_right_again(journal: Journal) -> None:
    journal.record(facts.CallAnswered(CALL), 95.2)
    journal.record(events.TalkBegan(OFFER), 96.2)
    journal.record(facts.TimeFound(CALL, Moment.ANSWERED, 0.2), 95.0)
    journal.record(facts.TimeFound(CALL, Moment.CONNECTED, 0.2, OFFER), 96.0)
    journal.seen(Moment.ANSWERED, 95.0)
    journal.seen(Moment.CONNECTED, 96.0, OFFER)
    assert journal.found == []


def test_a_run_compares_what_the_run_before_wrote_last(journal: Journal) -> None:
    other = CallId("c2")
    journal.record(facts.CallAnswered(CALL), 1_000.0 - KEPT - 1.0)
    journal.record(facts.CallAnswered(other), 1_000.0)
    journal.times.take_up(journal.book)
    journal.seen(Moment.ANSWERED, 900.0 - KEPT, CALL)
    journal.seen(Moment.ANSWERED, 999.0, other)
    assert [(found.call, at) for found, at in journal.found] == [(other, 999.0)]


def test_no_side_waits_for_ever(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.record(facts.CallAnswered(CALL), 95.0)
    journal.seen(Moment.ENDED, 100.0 + KEPT)
    journal.seen(Moment.ANSWERED, 90.0)
    assert journal.found == []
    monkeypatch.setattr(times, "MOST", 3)
    for number in range(10):
        journal.record(facts.CallAnswered(CallId(f"c{number}")), 500.0)
        journal.seen(Moment.ARRIVED, 500.0, f"d{number}")
    assert (len(journal.times._recorded), len(journal.times._seen)) == (3, 3)
