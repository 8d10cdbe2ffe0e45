"""Simulated calls per second of CPU, the machine alone in virtual time.
By hand: `.venv/bin/python -m tests.bench.virtual`; figures of a run are in docs/theory.md.

Two plans: *bare*, five agents who answer at once (four facts per call), and *full*, a hundred agents whose phones ring,
wrap-up, and callers who lose patience."""

import argparse
import statistics
import time

from ccengine.acd.rules import AgentRules, QueueRules, Rules
from ccengine.model.ids import AgentId, QueueName
from ccengine_sim.theory.systems import erlang_c
from ccengine_sim.virtual import Callers, Exponential, Plan, Worker, poisson, run


def full(agents: int = 100) -> Plan:
    """About as many calls as the agents can do: 190 s each, with ringing and wrap-up 230 s."""
    names = [AgentId(str(8001 + n)) for n in range(agents)]
    queue = QueueRules(QueueName("service"), tuple(names), ring=20.0, wrap_up=30.0)
    rules = Rules.of([queue], map(AgentRules, names))
    callers = Callers("caller", queue.name, poisson(agents / 230.0), Exponential(190.0), Exponential(120.0))
    return Plan(rules, (callers,), tuple(Worker(name, answers=Exponential(5.0)) for name in names))


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
        print(f"{name}: {statistics.median(rates):.0f} calls/s ({min(rates):.0f}-{max(rates):.0f})", flush=True)


if __name__ == "__main__":
    main()
