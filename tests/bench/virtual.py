"""Simulated calls per second of CPU, in virtual time.
By hand: `.venv/bin/python -m tests.bench.virtual`; figures of a run are in docs/theory.md and docs/performance.md.

Two plans of the machine alone: *bare*, five agents who answer at once (four facts per call), and *full*, a hundred
agents whose phones ring, wrap-up, and callers who lose patience.  *flows*: as full, but each caller walks through the
shipped flow (welcome, menu, queue, survey, goodbye), and every thousandth step the machine's invariants are checked."""

import argparse
import statistics
import time
from pathlib import Path

from ccengine.acd.rules import AgentRules, QueueRules, Rules
from ccengine.cli.simulated import hotline
from ccengine.model.ids import AgentId, QueueName
from ccengine_sim.scenario import Day, parse_scenario
from ccengine_sim.theory.systems import erlang_c
from ccengine_sim.virtual import Callers, Exponential, Plan, Worker, poisson, run


def full(agents: int = 100) -> Plan:
    """About as many calls as the agents can do: 190 s each, with ringing and wrap-up 230 s."""
    names = [AgentId(str(8001 + n)) for n in range(agents)]
    queue = QueueRules(QueueName("service"), tuple(names), ring=20.0, wrap_up=30.0)
    rules = Rules.of([queue], map(AgentRules, names))
    callers = Callers("caller", queue.name, poisson(agents / 230.0), Exponential(190.0), Exponential(120.0))
    return Plan(rules, (callers,), tuple(Worker(name, answers=Exponential(5.0)) for name in names))


HOURS = """\
scenario: bench
agents: {8001-8100: {}}
queues: {service: {agents: 8001-8100, ring: 20s, wrap_up: 30s}}
staff: {8001-8100: {answers: {mean: 5s}}}
callers:
  caller:
    calls: 4008001234
    arrivals: {per_hour: 1565}
    keys: {main: 1, survey: 5}
    patience: {mean: 2m}
    talk: {mean: 190s}
"""


def flows(seed: int, calls: int) -> float:
    """Calls per second of a day with some `calls`."""
    scenario = parse_scenario(f"{HOURS}hours: 00:00-{_clock(calls / 1565)}\n", "bench.yaml")
    entrances, lengths = hotline(scenario, Path("bench.yaml"))
    began = time.process_time()
    day = Day(scenario, seed, entrances, lengths)
    day.run()
    return day.calls / (time.process_time() - began)


def _clock(hours: float) -> str:
    return f"{int(hours):02}:{int(hours * 60) % 60:02}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--calls", type=int, default=5000)
    asked = parser.parse_args()
    for name, plan in (("bare", erlang_c(0.8, 1).plan), ("full", full())):
        rates = []
        for seed in range(asked.runs):
            began = time.process_time()
            run(plan, seed, asked.calls)
            rates.append(asked.calls / (time.process_time() - began))
        tell(name, rates)
    tell("flows", [flows(seed, asked.calls) for seed in range(asked.runs)])


def tell(name: str, rates: list[float]) -> None:
    print(f"{name}: {statistics.median(rates):.0f} calls/s ({min(rates):.0f}-{max(rates):.0f})", flush=True)


if __name__ == "__main__":
    main()
