"""What was being spoken when the engine died: from the journal alone, told once, with the length of the file."""

import json
from pathlib import Path

import pytest

from ccengine.acd.rules import Rules
from ccengine.engine.book import Book
from ccengine.engine.clock import AnchoredClock
from ccengine.engine.core import Core
from ccengine.engine.machines import Machines
from ccengine.engine.recovery import VOCABULARY, recover
from ccengine.engine.speech import HEAD, cut_off
from ccengine.engine.translate import translate
from ccengine.journal import read
from ccengine.journal.writer import Writer
from ccengine.model import facts
from ccengine.model.ids import CallId, NodeId
from ccengine.model.why import By
from ccengine.wire.journal import Record
from tests.unit.engine.test_book import ARRIVED, A, book_of

SPEAK = NodeId("speak")
PATH = "messages/2026-11-23/ast-1.1-2.wav"
BEGAN = facts.SpeechBegan(A, SPEAK, PATH, 1.0)
COMMENT = facts.SpeechBegan(A, SPEAK, PATH, 1.0, "after-talk", "comment")
SPEAKS = [ARRIVED, facts.NodeEntered(A, SPEAK, 2), BEGAN]
DIED = [*SPEAKS, facts.EngineStarted(2, "1")]


def file_of(folder: Path, seconds: float) -> Path:
    (folder / PATH).parent.mkdir(parents=True)
    (folder / PATH).write_bytes(bytes(HEAD + int(seconds * 16_000)))
    return folder


@pytest.mark.parametrize(
    ("bodies", "told"),
    [
        (DIED, facts.MessageRecorded(A, PATH, 2.5, estimated=True)),
        ([*DIED, facts.EngineStarted(3, "1")], facts.MessageRecorded(A, PATH, 2.5, estimated=True)),
        ([*SPEAKS[:2], COMMENT, DIED[-1]], facts.Commented(A, "after-talk", "comment", PATH, 2.5, estimated=True)),
        (SPEAKS, None),  # its flow will tell
        ([*SPEAKS, facts.MessageRecorded(A, PATH, 2.5), DIED[-1]], None),
        ([*DIED, facts.MessageRecorded(A, PATH, 2.5, estimated=True)], None),
        ([*SPEAKS, facts.NodeLeft(A, SPEAK, "nothing"), DIED[-1]], None),  # too short
        ([*DIED, facts.SpeechBegan(A, SPEAK, "messages/2026-11-23/ast-1.1-2-2.wav", 1.0)], None),
        (DIED[:2], None),  # a journal of before
    ],
)
def test_what_no_flow_will_tell(tmp_path: Path, bodies: list[object], told: object) -> None:
    book = book_of(*bodies)
    assert cut_off(book.get(A), file_of(tmp_path, 2.5)) == told
    kept = json.loads(json.dumps(book.snapshot()))
    assert cut_off(Book.restore(kept).get(A), tmp_path) == told
    for call in kept["calls"]:
        del call["speech"]  # a snapshot of before
    assert cut_off(Book.restore(kept).get(A), tmp_path) is None


def test_what_does_not_count(tmp_path: Path) -> None:
    known = book_of(*DIED).get(A)
    assert cut_off(known, tmp_path) is None  # there is no file
    assert cut_off(known, file_of(tmp_path, 0.9)) is None
    assert cut_off(None, tmp_path) is None


def test_it_is_told_before_the_end_and_once(tmp_path: Path) -> None:
    """Also when the session that took the call up again tells it late."""
    recordings = file_of(tmp_path / "recordings", 2.5)
    writer = Writer(tmp_path, VOCABULARY, sync=lambda work: work())
    book, machines = Book(), Machines.restore(Rules.of([], []), None)
    core = Core(machines, book, writer, AnchoredClock(), lambda _: None, lambda *_: None, pytest.fail, writer.snapshot)
    core.before_the_end = lambda call: cut_off(book.get(call), recordings)
    core.turn(list(DIED))
    told = cut_off(book.get(A), recordings)
    core.turn([facts.CallerGone(A, By.CALLER), told])
    writer.close()
    bodies = [record.body for record in read(tmp_path, VOCABULARY) if isinstance(record, Record)]
    at = bodies.index(told)
    assert bodies.count(told) == 1
    assert bodies[at + 1] == facts.CallEnded(A, By.CALLER)
    assert recover(tmp_path, Rules.of([], [])).book.get(A) is None


def test_a_late_word_of_a_call_that_is_not_cut_off_is_none() -> None:
    late = facts.MessageRecorded(A, PATH, 2.5, estimated=True)
    assert translate(late, book_of(*DIED)) == [late]
    for bodies in (SPEAKS, [], [*DIED, late]):
        assert translate(late, book_of(*bodies)) == []
    mine = facts.MessageRecorded(CallId("ast-1.2"), PATH, 2.5)
    assert translate(mine, book_of()) == [mine]


def test_how_often_it_was_taken_up_in_this_node() -> None:
    resumed = facts.CallResumed(A, SPEAK)
    for bodies, many in ((DIED, 0), ([*DIED, resumed], 1), ([*DIED, resumed, resumed], 2)):
        known = book_of(*bodies).get(A)
        assert known is not None
        assert known.standing.resumed == many
    known = book_of(*DIED, resumed, facts.NodeEntered(A, NodeId("next"), 3)).get(A)
    assert known is not None
    assert known.standing.resumed == 0
