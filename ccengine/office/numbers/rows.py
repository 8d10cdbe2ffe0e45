"""Numbers as rows: one for each queue or agent and interval, in the order of time."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy.orm import Session

from ccengine.model.service_level import Formula
from ccengine.office.numbers.agents import AgentSums, agent_sums
from ccengine.office.numbers.figures import agent_figures, level, queue_figures
from ccengine.office.numbers.grid import Span
from ccengine.office.numbers.period import Period
from ccengine.office.numbers.queues import Thresholds, queue_sums
from ccengine.office.numbers.states import state_times

Row = dict[str, Any]


def of_queues(
    session: Session, period: Period, thresholds: Thresholds, formula: Formula, queue: str | None = None
) -> list[Row]:
    found = queue_sums(session, period, thresholds, queue)
    return [
        {
            "queue": name,
            **_when(span, period.zone),
            **asdict(found[name, span]),
            **queue_figures(found[name, span]),
            "service_level": level(found[name, span], formula, thresholds.of(name)),
        }
        for name, span in _in_order(found)
    ]


def of_agents(session: Session, period: Period, agent: str | None = None) -> list[Row]:
    times, sums = state_times(session, period, agent), agent_sums(session, period, agent)
    return [
        {
            "agent": name,
            **_when(span, period.zone),
            **asdict(offers := sums.get((name, span), AgentSums())),
            **agent_figures(offers, states := times.get((name, span), {})),
            "states": {state: round(seconds, 3) for state, seconds in sorted(states.items())},
        }
        for name, span in _in_order({*times, *sums})
    ]


def _in_order(keys: Iterable[tuple[str, Span]]) -> list[tuple[str, Span]]:
    return sorted(keys, key=lambda key: (key[1], key[0]))


def _when(span: Span, zone: tzinfo | None) -> Row:
    begins = datetime.fromtimestamp(span[0], zone).astimezone(zone).isoformat(timespec="seconds")
    return {"since": span[0], "until": span[1], "begins": begins}
