"""A call that goes round through hotlines comes to an end."""

from urllib.parse import quote

import pytest

from ccengine.switch.asterisk.path import LONGEST, read_path, sent_on


@pytest.mark.parametrize("others", [1, LONGEST, LONGEST + 1, 30])
def test_every_loop_ends(others: int) -> None:
    """Each hotline refuses a call that it sent out itself, and one that came through more than LONGEST."""
    names = [f"{n:016x}" for n in range(others)]
    path: tuple[str, ...] = ()
    rounds = 0
    for rounds in range(5 * others):
        name = names[rounds % others]
        if name in path or len(path) > LONGEST:
            break
        path = read_path(quote(sent_on(path, name)))
    else:
        pytest.fail("it goes round and round")
    assert rounds == min(others, LONGEST + 1)


def test_what_goes_out_stays_short() -> None:
    path: tuple[str, ...] = ()
    for _ in range(50):
        path = tuple(sent_on(path, "a" * 16).split())
    assert len(path) == LONGEST + 1
