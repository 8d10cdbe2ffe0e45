"""Where in a long segment to begin: as if all of it were read, without reading it."""

import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from ccengine.journal.reader import read
from ccengine.journal.segments import NEAR_ENOUGH, Segment, place_of, segment_path
from ccengine.wire.journal import MAX_RECORD, Record, Vocabulary, encode

RECORDS = 5000


@dataclass(frozen=True, slots=True)
class Said:
    text: str


VOCABULARY = Vocabulary((Said,))


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    chance = random.Random(1)
    sizes = [chance.choice((20, 150, 400, 20_000 if n % 100 == 0 else 60)) for n in range(1, RECORDS + 1)]
    return [encode(Record(n, float(n), Said("x" * size))) for n, size in enumerate(sizes, 1)]


def segment(folder: Path, lines: list[bytes]) -> Segment:
    path = segment_path(folder, 1)
    path.write_bytes(b"".join(lines))
    return Segment(1, path)


def places(lines: list[bytes]) -> list[int]:
    found = [0]
    for line in lines:
        found.append(found[-1] + len(line))
    return found


def test_it_is_near_and_not_behind(tmp_path: Path, lines: list[bytes]) -> None:
    where, begins = segment(tmp_path, lines), places(lines)
    for n in (*range(1, RECORDS, 13), RECORDS, RECORDS + 1, 2 * RECORDS):
        place, true = place_of(where, n, VOCABULARY), begins[min(n, RECORDS) - 1]
        assert true - 2 * NEAR_ENOUGH < place <= true
        assert place in begins, "not the begin of a line"


@pytest.mark.parametrize("after", [0, 1, 1234, 2500, 4321, 4999, 5000, 5001])
def test_what_is_read_from_there_is_what_all_of_it_gives(tmp_path: Path, lines: list[bytes], after: int) -> None:
    segment(tmp_path, lines)
    numbers = [found.n for found in read(tmp_path, VOCABULARY, after) if isinstance(found, Record)]
    assert numbers == list(range(after + 1, RECORDS + 1))


@pytest.mark.parametrize("seed", range(8))
def test_damage_anywhere_leads_to_no_later_place(tmp_path: Path, lines: list[bytes], seed: int) -> None:
    """Lines that are no records, one of them longer than any, and numbers that are missing."""
    chance = random.Random(seed)
    damaged = list(lines)
    for _ in range(300):
        damaged[chance.randrange(RECORDS)] = chance.choice((b"rubbish\n", b"", b"0" * 40 + b"\n"))
    damaged[chance.randrange(RECORDS)] = b"y" * (4 * MAX_RECORD) + b"\n"
    for _ in range(20):
        n = chance.randrange(RECORDS)
        if len(damaged[n]) == len(lines[n]):
            damaged[n] = b"!" + damaged[n][1:]
    where = segment(tmp_path, damaged)
    known = [found.n for found in read(tmp_path, VOCABULARY, 0) if isinstance(found, Record)]
    for n in sorted(chance.sample(range(1, RECORDS), 20)):
        place = place_of(where, n, VOCABULARY)
        assert place <= places(damaged)[n - 1]
        got = [found.n for found in read(tmp_path, VOCABULARY, n - 1) if isinstance(found, Record)]
        assert got == [each for each in known if each >= n]
