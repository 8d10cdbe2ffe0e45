"""The formulas against published tables, and against each other."""

from math import exp, factorial

import pytest

from ccengine_sim.theory import cobham, erlang, student


@pytest.mark.parametrize(
    ("agents", "load"),
    [(1, 0.0101), (2, 0.153), (5, 1.361), (10, 4.461), (15, 8.108), (20, 12.031), (50, 37.901), (100, 84.064)],
)
def test_erlang_b_table(agents: int, load: float) -> None:
    """The traffic tables' column of 1 % loss."""
    assert erlang.blocked(agents, load) == pytest.approx(0.01, rel=0.005)


def test_patience_table() -> None:
    """Garnett, Mandelbaum, Reiman (2002), the example of the introduction: 50 agents, 48 calls a minute of one minute,
    patience two minutes.  For ever patient: 20.8 s.  Else 3.1 % abandon and the wait is 3.7 s."""
    assert erlang.mean_wait(50, 48.0, 60.0) == pytest.approx(20.8, abs=0.05)
    told = erlang.impatient(50, 48.0, 60.0, 120.0)
    assert told.abandons == pytest.approx(0.031, abs=0.0005)
    assert told.mean_wait == pytest.approx(3.7, abs=0.05)


def test_one_agent_is_m_m_1() -> None:
    assert erlang.waits(1, 0.7) == pytest.approx(0.7)
    assert erlang.mean_wait(1, 0.7, 10.0) == pytest.approx(10.0 * 0.7 / 0.3)
    assert erlang.waits_longer(1, 0.7, 10.0, 5.0) == pytest.approx(0.7 * exp(-0.15))
    assert cobham.mean_waits(1, [0.3, 0.5], 1.0) == pytest.approx([0.8 / 0.7, 0.8 / (0.7 * 0.2)])


@pytest.mark.parametrize("load", [0.5, 3.0, 4.9])
def test_erlang_c_as_erlang_wrote_it(load: float) -> None:
    all_busy = load**5 / factorial(5) * 5 / (5 - load)
    plain = all_busy / (sum(load**k / factorial(k) for k in range(5)) + all_busy)
    assert erlang.waits(5, load) == pytest.approx(plain, rel=1e-12)


def test_patience_without_end_is_erlang_c_and_without_any_erlang_b() -> None:
    for_ever, none = erlang.impatient(5, 4.0, 180.0, 1e9), erlang.impatient(5, 4.0, 180.0, 1e-9)
    assert for_ever.waits == pytest.approx(erlang.waits(5, 4.0), rel=1e-5)
    assert for_ever.mean_wait == pytest.approx(erlang.mean_wait(5, 4.0, 180.0), rel=1e-5)
    assert none.abandons == pytest.approx(erlang.blocked(5, 4.0), rel=1e-9)


def test_patience_as_long_as_a_talk_is_poisson() -> None:
    """Then each of k calls there leaves at the same rate, so k is Poisson."""
    load, agents = 6.0, 5
    chances = [exp(-load) * load**k / factorial(k) for k in range(80)]
    told = erlang.impatient(agents, load, 180.0, 180.0)
    assert told.waits == pytest.approx(sum(chances[agents:]))
    assert told.mean_wait == pytest.approx(sum((k - 5) * p for k, p in enumerate(chances) if k > 5) * 180.0 / load)


def test_thousands_of_agents() -> None:
    """For as many erlangs as agents the loss goes to sqrt(2 / (pi n))."""
    assert erlang.blocked(10_000, 10_000.0) == pytest.approx((2 / 3.141592653589793 / 10_000) ** 0.5, rel=0.01)
    assert 0.0 < erlang.impatient(5_000, 6_000.0, 180.0, 60.0).abandons < 0.2


def test_too_much_work_has_no_stationary_state() -> None:
    with pytest.raises(erlang.Unstable, match="5 erlangs for 5 agents"):
        erlang.waits(5, 5.0)


def test_priorities_move_waits_from_one_to_another() -> None:
    """Kleinrock's conservation law: the mean over all calls is that of first come first served."""
    first, second = cobham.mean_waits(5, [1.2, 2.8], 180.0)
    assert 0.3 * first + 0.7 * second == pytest.approx(erlang.mean_wait(5, 4.0, 180.0))
    assert first < second
    assert cobham.mean_waits(5, [4.0], 180.0) == pytest.approx([erlang.mean_wait(5, 4.0, 180.0)])


@pytest.mark.parametrize(
    ("freedom", "chance", "table"),
    [
        (1, 0.05, 12.706), (2, 0.05, 4.303), (3, 0.01, 5.841), (5, 0.001, 6.869), (10, 0.1, 1.812), (19, 0.05, 2.093),
        (19, 0.01, 2.861), (19, 0.001, 3.883), (30, 0.02, 2.457), (120, 0.01, 2.617), (10, 0.0001, 6.211),
    ],
)  # fmt: skip
def test_students_table(freedom: int, chance: float, table: float) -> None:
    """Two-sided, as printed in every book of tables."""
    assert student.limit(chance, freedom) == pytest.approx(table, abs=0.0006)
    assert student.outside(-table, freedom) == pytest.approx(chance, rel=0.002)
