"""AMI tells of a fast key twice; it is taken once."""

import pytest

from ccengine.switch.asterisk.strokes import Strokes


def taken(events: str) -> str:
    """`B1 E1`: begin and end of key 1."""
    strokes = Strokes()
    keys = ""
    for event in events.split():
        if event[0] == "B":
            strokes.begin(event[1])
        elif strokes.end(event[1]):
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
