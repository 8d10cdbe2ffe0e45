"""Which channels are the switch's own, however long they are there and however many come meanwhile."""

from ccengine.switch.asterisk.known import KEPT, KnownChannels

AT_ONCE = 0.001


def test_a_long_call_is_not_forgotten_for_all_that_come_and_go() -> None:
    known = KnownChannels()
    known.add("long", 5.0)
    for n in range(2 * KEPT):
        known.add(str(n))
        known.gone(str(n))
    assert known.wait("long", AT_ONCE)
    assert known.since("long") == 5.0


def test_who_is_gone_is_known_for_a_while_and_no_more() -> None:
    known = KnownChannels()
    for n in range(KEPT + 1):
        known.add(str(n))
        known.gone(str(n))
    assert known.wait("1", AT_ONCE)
    assert not known.wait("0", AT_ONCE)
    assert len(known._gone) == KEPT
    assert not known._here


def test_a_state_that_was_read_says_who_is_there_and_keeps_when_they_came() -> None:
    known = KnownChannels()
    known.add("stays", 5.0)
    known.add("left", 6.0)
    known.only(["stays", "new"])
    assert sorted(known._here) == ["new", "stays"]
    assert (known.since("stays"), known.since("left"), known.since("new")) == (5.0, 6.0, None)


def test_nobody_else_is_known() -> None:
    known = KnownChannels()
    known.gone("never")
    assert not known.wait("never", AT_ONCE)
    assert not known._awaited
