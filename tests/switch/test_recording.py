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


def apart(board: Board, name: str) -> float:
    """Of a talk in which both begin and end to speak in the same ticks: by how much the agent's channel is behind the
    caller's in its recording, in seconds; the median of ten moments."""
    with board.caller() as (call, far):
        offer, talk = board.talking(call, record_to=name)
        seen = board.fact(RecordingSeen, offer=offer)
        assert (seen.ok, seen.path) == (True, f"{name}.wav")
        agent = board.agents[0].came[-1]
        for sound in (True, False) * 5:
            far.media.speak("hello" if sound else "")
            agent.media.speak("goodbye" if sound else "")
            until = far.media._stamp + RATE // 2
            board.until(partial(sent, far.media, until))
        finish(board, offer, talk)
    caller, partner = recorded(board, name)
    left, right = spoken(caller), spoken(partner)
    assert {piece.what for piece in left} == {"hello"}
    assert {piece.what for piece in right} == {"goodbye"}
    assert len(left) == len(right) == 5
    offsets = [one.end - other.end for one, other in zip(left, right, strict=True)]
    offsets += [one.begin - other.begin for one, other in zip(left[1:], right[1:], strict=True)]
    return median(offsets)


def test_each_is_on_his_own_channel_and_both_are_together_in_time(board: Board) -> None:
    """What comes at one moment is a frame apart, what comes otherwise is less (docs/asterisk-notes.md).  A machine that
    stalls for 80 ms moves one channel by a frame, and it stays so: the best of three talks counts."""
    found: list[float] = []
    while len(found) < 3 and not any(abs(offset) < 0.0201 for offset in found):
        found.append(apart(board, f"day/both-{len(found)}"))
    assert min(map(abs, found)) < 0.0201, found


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
