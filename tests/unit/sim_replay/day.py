"""A day in a journal: simulated people on the real machine, which writes down what it is told and orders."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ccengine.acd.commands import Command
from ccengine.acd.events import Event
from ccengine.acd.machine import Machine
from ccengine.acd.rules import Rules
from ccengine.model.ids import AgentId, QueueName, Seconds
from ccengine.model.settings import Settings, parse_settings
from ccengine.wire.journal import Record
from ccengine_sim.virtual import Callers, Exponential, Plan, Worker, poisson
from ccengine_sim.virtual.run import Run
from tests.unit.office.following import write_records

MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
HOUR = 3600.0
SETTINGS = """\
timezone: Asia/Shanghai
agents:
  8001-8003: {}
queues:
  service: {agents: 8001-8003, ring: 15s, wrap_up: 20s}
"""


class Noting(Machine):
    """Writes down what a journal would have."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(rules)
        self.records: list[Record] = []

    def handle(self, event: Event, now: Seconds) -> list[Command]:
        orders = super().handle(event, now)
        for body in (event, *orders):
            self.records.append(Record(len(self.records) + 1, now, body))
        return orders


def plan(settings: Settings, per_hour: float = 60.0) -> Plan:
    rules = Rules.from_settings(settings)
    callers = Callers("caller", QueueName("service"), poisson(per_hour / HOUR), Exponential(150.0), Exponential(90.0))
    workers = (_worker(agent) for agent in rules.agents)
    return Plan(rules, (callers,), tuple(workers))


def _worker(agent: AgentId) -> Worker:
    """One in five rings is longer than the queue's; most wrap-ups are cut short."""
    return Worker(agent, answers=Exponential(9.0), ready_after=Exponential(15.0))


def records(settings: str = SETTINGS, hours: float = 1.0, seed: int = 1) -> list[Record]:
    run = Run(plan(parse_settings(settings, "settings.yaml")), seed, MORNING, Noting)
    run.until(hours * HOUR)
    assert isinstance(run.machine, Noting)
    return run.machine.records


def home(
    folder: Path, settings: str = SETTINGS, change: Callable[[list[Record]], None] | None = None, hours: float = 1.0
) -> Path:
    """A home of that day: its journal and its settings."""
    told = records(settings, hours)
    if change:
        change(told)
    write_records(folder / "journal", told)
    (folder / "settings.yaml").write_text(settings)
    return folder
