"""Reading and following: over rotations, restarts, damage."""

import random
from pathlib import Path

import pytest

from ccengine.journal import Tail, read
from ccengine.wire.journal import Damaged, Gap, Record, encode
from tests.unit.journal.words import WORDS, Said, shown, texts, write, writer


def test_a_journal_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    assert list(read(folder, WORDS)) == []
    tail = Tail(folder, WORDS)
    assert tail.poll() == []
    write(folder, "a")
    assert [r.body for r in tail.poll()] == [Said("a")]


def test_a_tail_follows_over_rotations_and_restarts(tmp_path: Path) -> None:
    tail = Tail(tmp_path, WORDS)
    got: list[Record] = []
    wrote = 0
    dice = random.Random(7)
    for _ in range(6):
        one = writer(tmp_path, segment_bytes=300)
        for _ in range(dice.randint(0, 9)):
            for _ in range(dice.randint(1, 5)):
                wrote = one.append(1.0, Said("x" * dice.randint(0, 60)))
            one.flush()
            if dice.random() < 0.5:
                got += tail.poll()
        one.close()
    while more := tail.poll():
        got += more
    assert [r.n for r in got] == list(range(1, wrote + 1))
    assert len(list(tmp_path.glob("*.log"))) > 5
    assert tail.n == wrote


@pytest.mark.parametrize("after", [0, 1, 9, 10, 11, 29, 30, 31])
def test_a_tail_begins_after_a_number(tmp_path: Path, after: int) -> None:
    one = writer(tmp_path, segment_bytes=300)
    for i in range(30):
        one.append(1.0, Said(str(i)))
        one.flush()
    one.close()
    assert [r.n for r in read(tmp_path, WORDS, after) if isinstance(r, Record)] == list(range(after + 1, 31))
    tail = Tail(tmp_path, WORDS, after)
    got = [r.n for batch in iter(tail.poll, []) for r in batch]
    assert got == list(range(after + 1, 31))


def test_much_is_read_in_parts(tmp_path: Path) -> None:
    one = writer(tmp_path)
    for _ in range(20):
        for _ in range(100):
            one.append(1.0, Said("x" * 500))
        one.flush()
    one.close()
    tail = Tail(tmp_path, WORDS)
    batches = list(iter(tail.poll, []))
    assert len(batches) > 3
    assert [r.n for batch in batches for r in batch] == list(range(1, 2001))


def test_an_unfinished_line_that_a_new_writer_replaces_is_not_remembered(tmp_path: Path) -> None:
    write(tmp_path, "a")
    log = tmp_path / "00000001.log"
    torn = encode(Record(2, 1.0, Said("torn" * 10)))[:-5]
    with log.open("ab") as file:
        file.write(torn)
    tail = Tail(tmp_path, WORDS)
    assert [r.body for r in tail.poll()] == [Said("a")]
    assert tail.poll() == []
    write(tmp_path, "the new one, longer than what was torn, so that the size alone would not tell")
    assert [shown(r) for r in tail.poll()] == [
        "the new one, longer than what was torn, so that the size alone would not tell"
    ]


def test_damage_is_told_with_its_place_and_costs_only_itself(tmp_path: Path) -> None:
    one = writer(tmp_path, segment_bytes=200)
    for i in range(12):
        one.append(1.0, Said(f"record {i}"))
        one.flush()
    one.close()
    logs = sorted(tmp_path.glob("*.log"))
    first = logs[0].read_bytes().splitlines(keepends=True)
    logs[0].write_bytes(first[0] + b"\xff" + first[1][1:] + b"".join(first[2:]))
    expected = [f"record {i}" for i in range(12)]
    expected[1] = "!the checksum does not fit"
    assert texts(tmp_path) == expected
    told: list[Damaged] = []
    tail = Tail(tmp_path, WORDS, damaged=told.append)
    assert sum(len(batch) for batch in iter(tail.poll, [])) == 11
    assert told == [Damaged(len(first[0]), "the checksum does not fit", str(logs[0]))]
    assert str(told[0]) == f"{logs[0]}, byte {len(first[0])}: the checksum does not fit"


def test_a_complete_segment_without_its_last_newline_is_damage(tmp_path: Path) -> None:
    line = encode(Record(1, 1.0, Said("a")))
    (tmp_path / "00000001.log").write_bytes(line + line[:-1])
    (tmp_path / "00000003.log").write_bytes(encode(Record(3, 1.0, Said("c"))))
    assert texts(tmp_path) == ["a", "!the last line has no end", "!records 2 to 2 are missing", "c"]


def test_a_missing_segment_is_told(tmp_path: Path) -> None:
    one = writer(tmp_path, segment_bytes=50)
    for i in range(6):
        one.append(1.0, Said(str(i)))
        one.flush()
    one.close()
    (tmp_path / "00000003.log").unlink()
    assert texts(tmp_path) == ["0", "1", "!records 3 to 3 are missing", "3", "4", "5"]
    assert texts(tmp_path, after=3) == ["3", "4", "5"]


def test_a_repeated_record_is_given_once(tmp_path: Path) -> None:
    lines = [encode(Record(n, 1.0, Said(str(n)))) for n in (1, 2, 2, 1, 3)]
    (tmp_path / "00000001.log").write_bytes(b"".join(lines))
    assert texts(tmp_path) == ["1", "2", "3"]


def test_a_gap_that_was_told_is_not_told_again(tmp_path: Path) -> None:
    lines = [encode(Record(1, 1.0, Said("a"))), encode(Record(5, 1.0, Gap(2, 4))), encode(Record(6, 1.0, Said("b")))]
    (tmp_path / "00000001.log").write_bytes(b"".join(lines))
    assert texts(tmp_path) == ["a", "Gap(first=2, last=4)", "b"]


def test_an_overlong_line_is_passed_over(tmp_path: Path) -> None:
    good = [encode(Record(n, 1.0, Said(str(n)))) for n in (1, 2)]
    (tmp_path / "00000001.log").write_bytes(good[0] + b"z" * 1_000_000 + b"\n" + good[1])
    assert texts(tmp_path) == ["1", "!a line of more than 65536 bytes", "2"]


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "a")
    for name in ("README", "0001.log", "00000009.log.bak", "snapshot-00000001.tmp", "x00000002.log"):
        (tmp_path / name).write_text("hello\n")
    assert texts(tmp_path) == ["a"]
    write(tmp_path, "b")
    assert texts(tmp_path) == ["a", "b"]
