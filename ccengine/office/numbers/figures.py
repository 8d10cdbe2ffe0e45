"""Counts and times -> the figures that people ask for.  A figure of nobody is None, not 0.

Times are in seconds and rounded to the millisecond, shares are 0 to 1."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccengine.acd.state import AgentState
from ccengine.model.service_level import Formula, Tally, service_level
from ccengine.office.numbers.agents import AgentSums
from ccengine.office.numbers.queues import QueueSums

BUSY = (AgentState.TALKING, AgentState.ON_HOLD, AgentState.WRAP_UP, AgentState.RESERVED)
"""What occupancy and utilisation count as work with callers."""

Figures = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Level:
    """A service level, and what it was computed by."""

    formula: Formula
    threshold: float  # seconds
    value: float | None


def tally(sums: QueueSums) -> Tally:
    return Tally(
        answered=sums.answered,
        abandoned=sums.abandoned + sums.abandoned_short,
        answered_within=sums.answered_within,
        abandoned_within=sums.abandoned_within,
        abandoned_short=sums.abandoned_short,
    )


def level(sums: QueueSums, formula: Formula, threshold: float) -> Level:
    return Level(formula, threshold, service_level(formula, tally(sums)))


def queue_figures(sums: QueueSums) -> Figures:
    return {
        "asa": _mean(sums.wait_answered, sums.answered),
        "time_to_abandon": _mean(sums.wait_abandoned, sums.abandoned),
        "longest_wait": round(sums.longest, 3),
        "aht": _mean(sums.talk + sums.wrap_up, sums.handled),
        "talk": round(sums.talk, 3),
        "wrap_up": round(sums.wrap_up, 3),
        "answer_rate": _share(sums.answered, sums.offered - sums.waiting),
        "abandonment": _share(sums.abandoned, sums.offered - sums.waiting - sums.abandoned_short),
    }


def agent_figures(sums: AgentSums, times: Mapping[str, float]) -> Figures:
    """`times` by state: the time logged in."""
    logged_in = sum(times.values())
    busy = sum(times.get(state, 0.0) for state in BUSY)
    return {
        "aht": _mean(sums.talk + sums.wrap_up, sums.handled),
        "logged_in": round(logged_in, 3),
        "occupancy": _share(busy, logged_in - times.get(AgentState.NOT_READY, 0.0)),
        "utilisation": _share(busy, logged_in),
    }


def _mean(total: float, count: int) -> float | None:
    return round(total / count, 3) if count else None


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
