"""Recording of talks: caller left, agent right, together in time; a talk never depends on it."""

from functools import partial
from statistics import median

import numpy as np

from ccengine.flow.scripted.transcript import Piece
from ccengine.model.facts import RecordingSeen
from ccengine.model.ids import OfferId
from ccengine.model.why import Ended, LegCause
from tests.contract.far.media import Media
from tests.contract.far.sound import Samples, pieces_of
from tests.switch.board import Board, Talking, size

RATE = 8000


def recorded(board: Board, name: str) -> tuple[Samples, Samples]:
    data = np.frombuffer((board.asterisk.home.recordings / f"{name}.raw").read_bytes(), dtype="<i2")
    return data[0::2], data[1::2]


def spoken(channel: Samples) -> list[Piece]:
    """A stalled machine makes short holes, which part nothing here."""
    found: list[Piece] = []
    for piece in pieces_of(channel):
        if found and piece.begin - found[-1].end < 0.3:
            found[-1] = Piece(piece.what, found[-1].begin, piece.end)
        else:
            found.append(piece)
    return found


def finish(board: Board, offer: OfferId, talk: Talking) -> None:
    board.switch.release(offer, LegCause.LATE)
    talk.talked()


def sent(media: Media, until: int) -> bool:
    return media._stamp >= until


def test_each_is_on_his_own_channel_and_both_are_together_in_time(board: Board) -> None:
    with board.caller() as (call, far):
        offer, talk = board.talking(call, record_to="day/both")
        seen = board.fact(RecordingSeen, offer=offer)
        assert (seen.ok, seen.path) == (True, "day/both.wav")
        agent = board.agents[0].came[-1]
        for sound in (True, False) * 5:  # both begin and end to speak in the same tick
            far.media.speak("hello" if sound else "")
            agent.media.speak("goodbye" if sound else "")
            until = far.media._stamp + RATE // 2
            board.until(partial(sent, far.media, until))
        finish(board, offer, talk)
    caller, partner = recorded(board, "day/both")
    left, right = spoken(caller), spoken(partner)
    assert {piece.what for piece in left} == {"hello"}
    assert {piece.what for piece in right} == {"goodbye"}
    assert len(left) == len(right) == 5
    # What comes at one moment is a frame apart, what comes otherwise is less (docs/asterisk-notes.md).  Medians: a
    # machine that stalls for longer than 80 ms moves one channel against the other by a frame, and back.
    offsets = [one.end - other.end for one, other in zip(left, right, strict=True)]
    offsets += [one.begin - other.begin for one, other in zip(left[1:], right[1:], strict=True)]
    assert abs(median(offsets)) < 0.0201, offsets


def test_the_recording_holds_the_talk_alone(board: Board) -> None:
    with board.caller() as (call, far):
        far.media.speak("hello")
        call.play(["one"])
        offer, talk = board.talking(call, record_to="day/alone")
        board.fact(RecordingSeen, offer=offer)
        raw = board.asterisk.home.recordings / "day" / "alone.raw"
        board.until(lambda: size(raw) >= RATE * 4)
        finish(board, offer, talk)
        call.play(["one", "one"])
    caller, partner = recorded(board, "day/alone")
    assert "one" not in {piece.what for channel in (caller, partner) for piece in pieces_of(channel)}
    assert len(caller) < 3 * RATE


def test_a_talk_that_cannot_be_recorded_goes_on(board: Board) -> None:
    blocked = board.asterisk.home.recordings / "blocked"
    blocked.parent.mkdir(parents=True, exist_ok=True)
    blocked.write_text("a file where the folder should be")
    with board.caller() as (call, _far):
        offer, talk = board.talking(call, record_to="blocked/x")
        seen = board.fact(RecordingSeen, offer=offer)
        assert not seen.ok
        assert "blocked" in seen.detail
        assert not talk.over
        board.agents[0].came[-1].hang_up()
        assert talk.talked().why is Ended.PARTNER
        assert call.play(["one"]).why is Ended.DONE
