"""AMI tells of a fast key twice; it is taken once."""

import pytest

from ccengine.switch.asterisk.strokes import Strokes


def taken(events: str) -> str:
    """`B1 E1`: begin and end of key 1."""
    strokes = Strokes()
    keys = ""
    for event in events.split():
        if event[0] == "B":
            strokes.begin(event[1], 0.0)
        elif strokes.end(event[1], 0.0):
            keys += event[1]
    return keys


@pytest.mark.parametrize(
    ("events", "keys"),
    [
        ("B1 E1 B2 E2", "12"),
        ("B1 E1 B2 E2 E2 B3 E3 E3", "123"),  # as Asterisk 22 told it of 20 ms tones with 40 ms between
        ("B2 E2 E2 B2 E2 E2", "22"),
        ("B2 E2 B2 E2 E2 E2", "22"),  # the first is told again when the second has begun
        ("E1 E1 E2", "112"),  # SIP INFO
    ],
)
def test_each_key_once(events: str, keys: str) -> None:
    assert taken(events) == keys


def flooded(begins: int, ends: int, seconds: float) -> bool:
    """`ends` for each of so many begins, evenly in that time."""
    strokes, told = Strokes(), False
    for n in range(begins):
        strokes.begin("1", 0.0)
        for _ in range(ends):
            strokes.end("1", n * seconds / begins)
            told = told or strokes.flood
    return told


def test_keys_by_info_among_others_without_a_pause_are_a_flood() -> None:
    assert flooded(begins=1, ends=6, seconds=0.5)
    assert not flooded(begins=1, ends=5, seconds=0.5)


def test_a_machine_that_dials_both_ways_is_no_flood() -> None:
    """Each key by RFC 4733 and by INFO, each told again."""
    assert not flooded(begins=200, ends=3, seconds=1.0)


@pytest.mark.parametrize(
    ("a_second", "after"),
    [(7, None), (12, 9), (25, 5)],
)
def test_extra_ends_are_counted_within_a_second_and_a_quarter_of_it(a_second: int, after: int | None) -> None:
    strokes = Strokes()
    strokes.begin("1", 0.0)
    strokes.end("1", 0.0)
    told = None
    for n in range(1, 101):
        strokes.end("2", n / a_second)
        if strokes.flood:
            told = n
            break
    assert told == after


def test_keys_by_info_alone_are_none() -> None:
    strokes = Strokes()
    assert all(strokes.end("1", 0.0) for _ in range(100))
    assert not strokes.flood


def by_info(*told: tuple[str, float]) -> Strokes:
    """`B6`, `E6` at their times."""
    strokes = Strokes()
    for what, at in told:
        if what[0] == "B":
            strokes.begin(what[1], at)
        else:
            assert strokes.end(what[1], at), f"{what} at {at} is a key"
    return strokes


def test_a_begin_that_answer_has_made_is_nobodys() -> None:
    """As AMI told it of a caller who sends INFO alone and presses 6 a third of a second after he was answered."""
    keys = [(f"E{key}", 1.0 + n / 12) for n, key in enumerate("1234567890123456")]
    assert not by_info(("E6", 0.30), ("B6", 0.52), *keys).flood


@pytest.mark.parametrize("begin", [("B7", 0.52), ("B6", 9.0)])
def test_another_begin_is_a_keys(begin: tuple[str, float]) -> None:
    strokes = by_info(("E6", 0.30), begin, (f"E{begin[0][1]}", begin[1] + 0.1))
    assert not strokes.end("6", begin[1] + 0.2), "told again"


def test_answer_makes_one_begin_and_not_two() -> None:
    strokes = by_info(("E6", 0.30), ("B6", 0.52), ("E7", 0.9), ("B7", 1.0), ("E7", 1.1))
    assert not strokes.end("7", 1.2), "told again"
