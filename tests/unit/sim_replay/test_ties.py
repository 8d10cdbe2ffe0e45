"""Talks that depended on the wait are told; those that did not, and those of which too few are known, are not."""

from collections.abc import Callable

import pytest

from ccengine.acd.events import CallerQueued
from ccengine.cli.day_figures import DayFigures
from ccengine.cli.replay.command import Replayed
from ccengine.cli.replay.table import told
from ccengine.model.ids import CallId, QueueName
from ccengine_sim.replay import People, Tie, ties
from ccengine_sim.replay.people import Wait
from ccengine_sim.virtual import Chance

STAYS = 9.0  # seconds, whatever happens


def day(talk: Callable[[float, float], float], calls: int = 100) -> People:
    """`talk`: from a wait and a random number, both 0 to 8."""
    chance = Chance("ties")
    waits, luck = chance.stream("wait"), chance.stream("luck")
    found = People()
    for n in range(calls):
        wait = Wait(n, CallerQueued(CallId(f"c{n}"), QueueName("service")), float(n), wait=8 * waits[n])
        wait.talk = talk(wait.wait, 8 * luck[n])
        found.waits.append(wait)
    return found


def test_who_hangs_up_so_long_after_he_came_talks_less_the_longer_he_waited() -> None:
    (tie,) = ties(day(lambda wait, _: STAYS - wait))
    assert tie == Tie(QueueName("service"), 100, tie.correlation)
    assert tie.correlation == pytest.approx(-1.0)


def test_other_talks_have_nothing_to_do_with_the_wait() -> None:
    assert ties(day(lambda _, luck: luck)) == ()
    assert ties(day(lambda wait, luck: STAYS - wait if luck < 1 else luck)) == ()  # one in eight does: a weak tie
    assert ties(day(lambda _, luck: 3.0)) == ()


def test_a_few_talks_tell_nothing() -> None:
    assert ties(day(lambda wait, _: STAYS - wait, calls=29)) == ()


def test_equal_values_share_a_rank() -> None:
    """Between a wait and which half of them it is in the correlation of ranks is sqrt(3)/2 = 0.866."""
    (tie,) = ties(day(lambda wait, _: float(wait > 4)))
    assert 0.8 < tie.correlation < 0.9


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en_US", "Talks of service depended on the wait (rank correlation -0.89 over 986 talks)"),
        ("zh_CN", "队列 service 的通话时长与等待时长有关（986 次通话的秩相关为 -0.89）"),
    ],
)
def test_a_tie_is_the_last_that_is_told(monkeypatch: pytest.MonkeyPatch, language: str, words: str) -> None:
    monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
    found = Replayed(0.0, 1.0, DayFigures({}, [], {}, []), None, (), (Tie(QueueName("service"), 986, -0.892),))
    assert told(found, None).splitlines()[-2].startswith(words)
