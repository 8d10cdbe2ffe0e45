"""What the writer gives to the disk, and what is there after a death."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ccengine.journal import JournalBusy, JournalFull, Tail, Writer, read
from ccengine.journal.disk import SPENT
from ccengine.model.secret import Secret
from ccengine.wire.journal import Record, encode
from tests.unit.journal.words import WORDS, Later, Said, texts, write, writer


def test_what_is_flushed_is_read(tmp_path: Path) -> None:
    one = writer(tmp_path)
    assert [one.append(1.0, Said("a")), one.append(2.5, Said("b\n"))] == [1, 2]
    assert texts(tmp_path) == []
    one.flush()
    assert list(read(tmp_path, WORDS)) == [Record(1, 1.0, Said("a")), Record(2, 2.5, Said("b\n"))]
    assert texts(tmp_path, after=1) == ["b\n"]
    one.close()


def test_numbers_go_on_over_restarts(tmp_path: Path) -> None:
    write(tmp_path, "a", "b")
    write(tmp_path)
    write(tmp_path, "c")
    assert [r.n for r in read(tmp_path, WORDS) if isinstance(r, Record)] == [1, 2, 3]
    assert texts(tmp_path) == ["a", "b", "c"]


def test_a_turn_is_one_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = writer(tmp_path)
    writes: list[int] = []
    real = os.write

    def spy(fd: int, data: bytes) -> int:
        writes.append(len(data))
        return real(fd, data)

    monkeypatch.setattr(os, "write", spy)
    for _ in range(50):
        one.append(1.0, Said("a"))
    assert writes == []
    one.flush()
    one.flush()
    assert len(writes) == 1
    one.close()


def test_segments_rotate_between_records_and_are_named_by_their_first(tmp_path: Path) -> None:
    one = writer(tmp_path, segment_bytes=200)
    for i in range(20):
        one.append(1.0, Said(f"record {i}"))
        one.append(1.0, Said(f"and {i}"))
        one.flush()
    one.close()
    logs = sorted(tmp_path.glob("*.log"))
    assert len(logs) > 3
    for log in logs:
        first = next(iter(log.read_bytes().splitlines()))
        assert f'"n":{int(log.stem)},'.encode() in first
    assert len(texts(tmp_path)) == 40
    assert texts(tmp_path, after=38) == ["record 19", "and 19"]


def test_a_second_writer_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    one = writer(tmp_path)
    one.append(1.0, Said("a"))
    with pytest.raises(JournalBusy, match=str(os.getpid())):
        writer(tmp_path)
    one.close()
    write(tmp_path, "b")
    assert texts(tmp_path) == ["a", "b"]


def test_what_no_record_can_hold_takes_no_number(tmp_path: Path) -> None:
    one = writer(tmp_path)
    secret: Any = Secret("1234")
    with pytest.raises(TypeError):
        one.append(1.0, Said(secret))
    with pytest.raises(TypeError, match="no kind"):
        one.append(1.0, "text")
    with pytest.raises(ValueError, match="takes"):
        one.append(1.0, Said("x" * 70000))
    assert one.append(1.0, Said("a")) == 1
    one.close()
    assert texts(tmp_path) == ["a"]


def test_one_sync_at_a_time_and_the_lag_is_told(tmp_path: Path) -> None:
    later = Later()
    one = Writer(tmp_path, WORDS, later)
    for i in range(3):
        one.append(1.0, Said(str(i)))
        assert one.unwritten == 1
        one.flush()
        assert one.unwritten == 0
    assert one.lag == 3
    assert len(later.jobs) == 1
    later.run()
    assert one.lag == 2  # that sync began before the other two were there
    one.append(1.0, Said("x"))
    one.flush()
    later.run()
    assert one.lag == 0
    one.close()


def test_every_segment_is_synced_before_its_records_count_as_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fdatasync

    def spy(fd: int) -> None:
        synced.append(os.path.basename(os.readlink(f"/proc/self/fd/{fd}")))
        real(fd)

    monkeypatch.setattr(os, "fdatasync", spy)
    later = Later()
    one = Writer(tmp_path, WORDS, later, segment_bytes=100)
    for i in range(4):
        one.append(1.0, Said("x" * 100 + str(i)))
        one.flush()
    later.run()  # the first record's
    one.append(1.0, Said("end"))
    one.flush()
    later.run()
    assert one.lag == 0
    assert {*synced} == {p.name for p in tmp_path.glob("*.log")}
    assert len({*synced}) == 5
    one.close()


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    one = writer(tmp_path, segment_bytes=100)
    for _ in range(30):
        one.append(1.0, Said("x" * 100))
        one.flush()
    assert len(os.listdir("/proc/self/fd")) == before + 2  # the segment, the lock
    one.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_failed_sync_is_told_once_by_a_flush(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(fd: int) -> None:
        raise OSError(5, "Input/output error")

    one = writer(tmp_path)
    one.append(1.0, Said("a"))
    with monkeypatch.context() as m:
        m.setattr(os, "fdatasync", broken)
        with pytest.raises(JournalFull, match="not synced, Input/output error"):
            one.flush()
    assert one.lag == 1
    one.flush()
    assert one.lag == 0
    one.close()


LINES = [encode(Record(n, 1.0, Said(t))) for n, t in ((1, "first"), (2, "second"), (3, "third"))]


@pytest.mark.parametrize("cut", range(len(b"".join(LINES)) + 1))
def test_a_tail_torn_at_any_byte_is_cut_and_kept_aside(tmp_path: Path, cut: int) -> None:
    whole = b"".join(LINES)
    (tmp_path / "00000001.log").write_bytes(whole[:cut])
    complete = [line for i, line in enumerate(LINES) if len(b"".join(LINES[: i + 1])) <= cut]
    torn = whole[len(b"".join(complete)) : cut]
    assert len(texts(tmp_path)) == len(complete)  # an unfinished line is not yet there, for a reader
    one = writer(tmp_path)
    assert one.torn == len(torn)
    assert one.append(2.0, Said("new")) == len(complete) + 1
    one.close()
    assert texts(tmp_path) == [*("first", "second", "third")[: len(complete)], "new"]
    aside = tmp_path / "00000001.torn"
    assert (aside.read_bytes() if aside.exists() else b"") == (torn + b"\n" if torn else b"")


def test_damaged_lines_at_the_end_keep_their_numbers(tmp_path: Path) -> None:
    write(tmp_path, "a", "b", "c")
    log = tmp_path / "00000001.log"
    log.write_bytes(log.read_bytes().replace(b'"c"', b'"C"'))
    write(tmp_path, "d")
    assert texts(tmp_path) == ["a", "b", "!the checksum does not fit", "d"]
    assert [r.n for r in read(tmp_path, WORDS) if isinstance(r, Record)] == [1, 2, 4]


def test_a_segment_of_nothing_but_damage_opens(tmp_path: Path) -> None:
    (tmp_path / "00000007.log").write_bytes(b"junk\n\n\x00\x00\n")
    write(tmp_path, "a")
    assert [r.n for r in read(tmp_path, WORDS, 6) if isinstance(r, Record)] == [10]


CHILD = """
import sys
from pathlib import Path
from ccengine.journal import Writer
from tests.unit.journal.words import WORDS, Said
w = Writer(Path(sys.argv[1]), WORDS, lambda job: job(), segment_bytes=20000)
while True:
    for _ in range(20):
        w.append(1.0, Said("x" * 300))
    w.flush()
    print(w.n, flush=True)
"""


@pytest.mark.parametrize("turns", [1, 3, 40])
def test_a_killed_writer_loses_nothing_that_it_flushed(tmp_path: Path, turns: int) -> None:
    told = 0
    for _ in range(3):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert child.stdout
        for _ in range(turns):
            told = int(child.stdout.readline())
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read().split("\n")
        told = max([told, *(int(line) for line in rest[:-1])])
        child.stdout.close()
        assert child.wait() == -signal.SIGKILL
        numbers = [r.n for r in read(tmp_path, WORDS) if isinstance(r, Record)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert numbers[-1] >= told
    write(tmp_path, "after")
    assert texts(tmp_path)[-1] == "after"


def _fail_power(folder: Path) -> None:
    """As the lock looks to the next boot of the machine when the writer did not close."""
    (folder / "writer.lock").write_text("123 00000000-another-boot\n")


def test_numbers_that_a_power_failure_may_have_taken_are_not_given_again(tmp_path: Path) -> None:
    write(tmp_path, "a", "b")
    tail = Tail(tmp_path, WORDS)
    assert len(tail.poll()) == 2
    log = tmp_path / "00000001.log"
    log.write_bytes(log.read_bytes()[: -len(encode(Record(2, 1.0, Said("b"))))])
    _fail_power(tmp_path)
    write(tmp_path, "c")
    assert [r.n for r in read(tmp_path, WORDS) if isinstance(r, Record)] == [1, 2 + SPENT]
    assert texts(tmp_path) == ["a", f"!records 2 to {1 + SPENT} are missing", "c"]


def test_a_kill_is_no_power_failure(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout
    child.stdout.readline()
    child.kill()
    child.communicate()
    write(tmp_path, "a")
    assert not any(text.startswith("!") for text in texts(tmp_path))


def test_a_turn_larger_than_one_write_goes_out_whole(tmp_path: Path) -> None:
    one = writer(tmp_path, segment_bytes=100_000)
    said = [f"{n} " + "y" * 30_000 for n in range(90)]
    for text in said:
        one.append(1.0, Said(text))
    one.flush()
    one.append(1.0, Said("after"))
    one.close()
    assert texts(tmp_path) == [*said, "after"]
