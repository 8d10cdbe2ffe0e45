"""The plans that the formulas speak of, and what is measured of them.

Times are those of a real queue: talks of three minutes.  The agents answer at once, hang up when the talk is over and
have no wrap-up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, exp, sqrt
from statistics import fmean

from ccengine.acd.rules import AgentRules, QueueRules, Rules
from ccengine.model.ids import AgentId, QueueName, Seconds
from ccengine.model.why import By
from ccengine_sim.theory import cobham, erlang
from ccengine_sim.virtual import NEVER, Callers, Constant, End, Exponential, Law, Plan, Visit, Worker, poisson

AGENTS = 5
TALK: Seconds = 180.0
PATIENCE: Seconds = 120.0  # of Erlang A, in the mean
FIRST = 0.3  # so many of all callers go first, in Cobham's system
FOR_EVER: Seconds = 1e9  # longer than any run: the longest wait, and the head start of those who go first
SETTLED = 3  # times the relaxation time of the queue: so long is the warm-up


@dataclass(frozen=True, slots=True)
class Measure:
    what: str
    theory: float
    of: Callable[[Sequence[Visit]], float]


@dataclass(frozen=True, slots=True)
class System:
    """`warm_up` calls come first and are not counted, then `calls` that are.  `load` is per agent."""

    model: str
    load: float
    plan: Plan
    warm_up: int
    calls: int
    measures: tuple[Measure, ...]

    def longer(self, factor: float) -> "System":
        return replace(self, calls=max(2, round(self.calls * factor)))


def _plan(*callers: Callers, agents: int = AGENTS) -> Plan:
    names = [AgentId(str(8001 + n)) for n in range(agents)]
    queue = QueueRules(QueueName("service"), tuple(names), wrap_up=0.0, longest_wait=FOR_EVER)
    rules = Rules.of([queue], [AgentRules(name) for name in names])
    return Plan(rules, callers, tuple(map(Worker, names)), ends=By.AGENT)


def _callers(kind: str, load: float, patience: Law = NEVER, head_start: Seconds = 0.0) -> Callers:
    return Callers(kind, QueueName("service"), poisson(load / TALK), Exponential(TALK), patience, head_start)


# -- what is measured --------------------------------------------------------------------------------------------------


def _longer(than: Seconds, visits: Sequence[Visit]) -> float:
    return sum(visit.wait > than for visit in visits) / len(visits)


def _longer_of_those_who_wait(than: Seconds, visits: Sequence[Visit]) -> float:
    """How often the line is long is luck that lasts; how the wait is spread over those in it is the matcher's doing.
    So this is the sharpest look at the order of service."""
    waits = [visit.wait for visit in visits if visit.wait > 0.0]
    return sum(wait > than for wait in waits) / len(waits) if waits else 0.0


def _wait(visits: Sequence[Visit]) -> Seconds:
    return fmean(visit.wait for visit in visits)


def _wait_of(kind: str, visits: Sequence[Visit]) -> Seconds:
    waits = [visit.wait for visit in visits if visit.caller.kind == kind]
    return fmean(waits) if waits else 0.0


def _abandoned(visits: Sequence[Visit]) -> float:
    return sum(visit.end is End.ABANDONED for visit in visits) / len(visits)


# -- systems -----------------------------------------------------------------------------------------------------------


def _relaxation(load: float, agents: int = AGENTS) -> float:
    """Calls in which a wrong beginning is forgotten by a factor e: the relaxation time of M/M/n's queue,
    1 / (n mu (1 - sqrt(rho))^2), times the rate of arrivals.  Source: P. M. Morse, "Stochastic properties of waiting
    lines", Operations Research 3 (1955).  (That of the agents, 1 / mu, is shorter unless they are hardly busy.)"""
    rho = load / agents
    return max(load, rho / (1.0 - sqrt(rho)) ** 2)


def erlang_c(rho: float, calls: int, agents: int = AGENTS) -> System:
    load = rho * agents
    scale = TALK / (agents - load)  # mean wait of those who wait
    soon, tails = 0.25 * scale, (0.5 * scale, scale, 2.0 * scale)
    return System(
        "Erlang C",
        rho,
        _plan(_callers("caller", load), agents=agents),
        ceil(SETTLED * _relaxation(load, agents)),
        calls,
        (
            Measure("P(W > 0)", erlang.waits(agents, load), partial(_longer, 0.0)),
            Measure("mean W, s", erlang.mean_wait(agents, load, TALK), _wait),
            *(
                Measure(f"P(W > {t:g} s)", erlang.waits_longer(agents, load, TALK, t), partial(_longer, t))
                for t in tails
            ),
            Measure(f"P(W > {soon:g} s | W > 0)", exp(-soon / scale), partial(_longer_of_those_who_wait, soon)),
        ),
    )


def erlang_b(rho: float, calls: int) -> System:
    """Nobody has patience: who is not answered at once leaves at once, so that there is no waiting place."""
    load = rho * AGENTS
    plan = _plan(_callers("caller", load, Constant(0.0)))
    measure = Measure("P(blocked)", erlang.blocked(AGENTS, load), _abandoned)
    return System("Erlang B", rho, plan, ceil(SETTLED * load), calls, (measure,))


def erlang_a(rho: float, calls: int) -> System:
    load = rho * AGENTS
    says = erlang.impatient(AGENTS, load, TALK, PATIENCE)
    return System(
        "Erlang A",
        rho,
        _plan(_callers("caller", load, Exponential(PATIENCE))),
        ceil(SETTLED * load * max(1.0, PATIENCE / TALK)),
        calls,
        (
            Measure("P(abandons)", says.abandons, _abandoned),
            Measure("P(W > 0)", says.waits, partial(_longer, 0.0)),
            Measure("mean W, s", says.mean_wait, _wait),
        ),
    )


def priority(rho: float, calls: int, agents: int = AGENTS) -> System:
    """Of two classes the first always goes first: its head start is longer than any run."""
    load = rho * agents
    loads = [FIRST * load, (1.0 - FIRST) * load]
    first, second = cobham.mean_waits(agents, loads, TALK)
    return System(
        "Cobham",
        rho,
        _plan(_callers("first", loads[0], head_start=FOR_EVER), _callers("second", loads[1]), agents=agents),
        ceil(SETTLED * _relaxation(load, agents)),
        calls,
        (
            Measure("mean W of the first, s", first, partial(_wait_of, "first")),
            Measure("mean W of the second, s", second, partial(_wait_of, "second")),
        ),
    )


def every() -> tuple[System, ...]:
    """Longer runs where the queue forgets more slowly."""
    return (
        erlang_c(0.5, 3_000),
        erlang_c(0.7, 5_000),
        erlang_c(0.8, 8_000),
        erlang_c(0.9, 10_000),
        erlang_c(0.95, 30_000),
        erlang_b(0.5, 1_500),
        erlang_b(0.8, 1_500),
        erlang_b(1.2, 1_500),
        erlang_a(0.8, 1_500),
        erlang_a(1.0, 1_500),
        erlang_a(1.2, 1_500),
        priority(0.8, 4_000),
        priority(0.9, 8_000),
    )
