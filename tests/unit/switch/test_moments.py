"""Asterisk's channel events -> moments of calls; and the file that they come from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ccengine.model.why import Moment
from ccengine.switch.asterisk.cel_tail import BACK, CHUNK, CelTail
from ccengine.switch.asterisk.moments import Moments
from ccengine.wire.cel import CelEvent, parse_cel

CALL, OTHER, LEG, LEG2, BACK_CALLED = "c1-100.0", "c1-100.1", "o1-1", "o1-2", "c1-7"
BRIDGE = '"{""bridge_id"":""b1"",""bridge_technology"":""simple_bridge""}"'


def line(at: float, kind: str, unique: str, extra: str = '""', channel: str = "PJSIP/ccengine-trunk-00000001") -> str:
    head = f'"{at:.6f}","{kind}","{unique}","{unique}","{channel}","400","acd","138","","AGI",""'
    return f'{head},"",{extra}\n'


def told(*lines: str) -> list[tuple[Moment, str, float]]:
    moments = Moments()
    return [(each.moment, each.unique, each.at) for event in parse_cel("".join(lines)) for each in moments.take(event)]


def test_a_call_from_its_begin_to_its_end() -> None:
    agent = "PJSIP/agent8001-00000002"
    assert told(
        line(1, "CHAN_START", CALL), line(2, "ANSWER", CALL), line(3, "CHAN_START", LEG, channel=agent),
        line(4, "ANSWER", LEG, channel=agent), line(5, "APP_START", CALL), line(6, "BRIDGE_ENTER", CALL, BRIDGE),
        line(7, "BRIDGE_ENTER", LEG, BRIDGE), line(8, "BRIDGE_EXIT", LEG, BRIDGE), line(9, "BRIDGE_EXIT", CALL, BRIDGE),
        line(10, "HANGUP", LEG, channel=agent), line(11, "HANGUP", CALL), line(12, "CHAN_END", CALL),
    ) == [
        (Moment.ARRIVED, CALL, 1), (Moment.ANSWERED, CALL, 2), (Moment.CONNECTED, LEG, 7), (Moment.TALK_ENDED, LEG, 8),
        (Moment.ENDED, CALL, 11),
    ]  # fmt: skip


def test_the_caller_may_come_last_and_go_first() -> None:
    assert told(
        line(1, "BRIDGE_ENTER", LEG, BRIDGE), line(2, "BRIDGE_ENTER", CALL, BRIDGE),
        line(3, "BRIDGE_EXIT", CALL, BRIDGE), line(4, "BRIDGE_EXIT", LEG, BRIDGE),
    ) == [(Moment.CONNECTED, LEG, 2), (Moment.TALK_ENDED, LEG, 3)]  # fmt: skip


def test_legs_among_themselves_are_no_talk_and_an_end_without_its_begin_is_not_told() -> None:
    assert told(line(1, "BRIDGE_ENTER", LEG, BRIDGE), line(2, "BRIDGE_ENTER", LEG2, BRIDGE)) == []
    assert told(line(1, "BRIDGE_EXIT", LEG, BRIDGE), line(2, "BRIDGE_EXIT", CALL, BRIDGE)) == []
    deep = '"' + "[" * 7000 + '"'
    assert told(line(1, "BRIDGE_ENTER", LEG, deep), line(2, "BRIDGE_EXIT", CALL, deep)) == []
    assert told(line(1, "BRIDGE_ENTER", LEG, '"no JSON"'), line(2, "BRIDGE_ENTER", CALL, '"[]"')) == []


def test_who_is_called_back_arrives_when_he_has_answered() -> None:
    assert told(line(1, "CHAN_START", BACK_CALLED), line(2, "ANSWER", BACK_CALLED), line(3, "HANGUP", BACK_CALLED)) == [
        (Moment.ENDED, BACK_CALLED, 3)
    ]


# -- the file


class Following:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.got: list[CelEvent] = []
        self.tail = CelTail(file, self.got.append)

    def look(self) -> list[float]:
        self.got.clear()
        while self.tail.look():
            pass
        return [event.at for event in self.got]

    def write(self, text: str) -> None:
        with self.file.open("a", encoding="utf-8") as file:
            file.write(text)


@pytest.fixture
def following(tmp_path: Path) -> Iterator[Following]:
    one = Following(tmp_path / "cel.csv")
    yield one
    one.tail.close()


def test_lines_are_told_once_whole_and_only_those_that_are_wanted(following: Following) -> None:
    assert following.look() == []  # there is no file yet
    text = line(1, "ANSWER", CALL) + line(2, "APP_START", CALL) + "no event\n" + line(3, "HANGUP", CALL)
    following.write(text[:-20])
    assert following.look() == [1]
    assert following.look() == []
    following.write(text[-20:])
    assert following.look() == [3]


def test_a_file_that_was_cut_is_read_from_its_start(following: Following) -> None:
    following.write(line(1, "ANSWER", CALL) * 3)
    assert following.look() == [1, 1, 1]
    following.file.write_text(line(4, "ANSWER", CALL))
    assert following.look() == [4]


def test_it_begins_near_the_end_and_at_a_whole_line(following: Following) -> None:
    one = line(1, "ANSWER", CALL)
    many = 2 * BACK // len(one)
    following.write(one * many + line(2, "ANSWER", CALL))
    got = following.look()
    assert BACK // len(one) - 2 <= len(got) <= BACK // len(one) + 1
    assert got[-1] == 2


def test_a_file_that_was_moved_away_is_left_for_the_one_in_its_place(following: Following) -> None:
    following.write(line(1, "ANSWER", CALL) * 300)
    assert len(following.look()) == 300
    following.file.rename(following.file.with_suffix(".1"))
    following.write(line(2, "ANSWER", CALL))
    assert following.look() == [2]
    assert following.look() == []


def test_a_file_that_cannot_be_read_is_told_of_once(following: Following, caplog: pytest.LogCaptureFixture) -> None:
    following.file.mkdir()
    assert [following.look() for _ in range(3)] == [[], [], []]
    assert len(caplog.records) == 1
    following.file.rmdir()
    following.write(line(1, "ANSWER", CALL))
    assert following.look() == [1]
    following.file.unlink()
    assert following.look() == []
    following.write(line(2, "ANSWER", CALL))
    assert following.look() == [2]


def test_a_line_without_an_end_is_not_kept(following: Following) -> None:
    following.write(line(1, "ANSWER", CALL))
    assert following.look() == [1]
    following.write('"' + "x" * 5 * CHUNK)
    assert following.look() == []
    assert len(following.tail._rest) <= CHUNK
    following.write("\n" + line(2, "ANSWER", CALL))
    assert following.look() == [2]
