"""Plans small enough to be worked out by hand."""

from collections.abc import Sequence
from typing import Any

from ccengine.acd.rules import AgentRules, Limits, QueueRules, Rules
from ccengine.model.ids import AgentId, QueueName
from ccengine_sim.virtual import AT_ONCE, NEVER, Callers, Law, Listed, Plan, Times, Worker

SERVICE = QueueName("service")


def callers(at: Sequence[float], talks: Sequence[float], patience: Law = NEVER, kind: str = "caller") -> Callers:
    return Callers(kind, SERVICE, Times(at), Listed(talks), patience)


def plan(workers: Sequence[Worker], *who: Callers, limits: Limits | None = None, **queue: Any) -> Plan:
    """Agents with shifts are logged out at first."""
    rules = QueueRules(SERVICE, tuple(worker.id for worker in workers), **{"wrap_up": 0.0, **queue})
    agents = [AgentRules(worker.id, logged_in=not worker.shifts) for worker in workers]
    return Plan(Rules.of([rules], agents, limits or Limits()), who, tuple(workers))


def worker(
    name: str,
    answers: Law = AT_ONCE,
    ready_after: Law = NEVER,
    comes_back: Law = NEVER,
    shifts: tuple[tuple[float, float], ...] = (),
) -> Worker:
    return Worker(AgentId(name), answers, ready_after, comes_back, shifts)
