"""The whole hotline on a real Asterisk: `python -m tests.bench.hotline [--runs 5] [rate|answer]`, as Markdown tables.

rate     50 calls per second for 30 s through the welcome: failures, set-up times, CPU per call, lateness of the loop
answer   from an agent's 200 OK to audio at both ends, 20 talks one after the other (answering.py)

Run it on a machine that does nothing else: SIPp, the RTP peer, Asterisk and the engine share its cores.  `answer` tells
when a process had to wait for one."""

import argparse
import asyncio
import json
import os
import statistics
from dataclasses import dataclass
from typing import Any

from ccengine_sim.phone.load import Report, load
from tests.bench import answering
from tests.support.hotline import Homes
from tests.support.site import Site, site

RATE, SECONDS, HOLD = 50, 30, 3.0
TALKS = 20
TICK = os.sysconf("SC_CLK_TCK")


async def engine(at: Site, do: str) -> dict[str, Any]:
    """Ask the engine itself, without the office between."""
    reader, writer = await asyncio.open_unix_connection(str(at.hotline.home.engine_socket))
    writer.write(json.dumps({"id": 1, "do": do}).encode() + b"\n")
    line = await reader.readline()
    writer.close()
    answer: dict[str, Any] = json.loads(line)["ok"]
    return answer


def cpu(pid: int) -> float:
    """Seconds of CPU that the process has used."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


@dataclass
class Run:
    report: Report
    cpu: dict[str, float]  # ms per call, by process
    lateness: dict[str, Any]


async def one_rate(homes: Homes) -> Run:
    async with site(homes) as at:
        pids = {role: at.hotline.pid(role) for role in ("engine", "asterisk", "office")}
        before = {role: cpu(pid) for role, pid in pids.items()}
        report = await load(at.sim, at.hotline.number, RATE, RATE * SECONDS, hold=HOLD, light=True)
        spent = {role: (cpu(pid) - before[role]) * 1000 / report.wanted for role, pid in pids.items()}
        return Run(report, spent, (await engine(at, "metrics"))["loop_lateness"])


def share_below(lateness: dict[str, Any], seconds: float) -> float:
    return float(next(count for edge, count in lateness["buckets"] if edge == seconds) / lateness["count"])


def head(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |\n|{'---|' * len(cells)}"


async def rate(runs: int) -> None:
    heads = (
        "run", f"failed of {RATE * SECONDS}", "silent", "INVITE to 200, p50 / p95 ms", "CPU ms per call: engine",
        "Asterisk", "office", "beats late by < 10 ms", "latest ms", "load behind ms",
    )  # fmt: skip
    print(head(heads))
    for number in range(1, runs + 1):
        homes = Homes()
        try:
            run = await one_rate(homes)
        finally:
            homes.close()
        got = run.report
        setup = [1000 * (got.quantile(got.setup, share) or 0.0) for share in (0.5, 0.95)]
        print(f"| {number} | {sum(got.failed.values())} | {got.silent} | {setup[0]:.1f} / {setup[1]:.1f} "
              f"| {run.cpu['engine']:.2f} | {run.cpu['asterisk']:.2f} | {run.cpu['office']:.2f} "
              f"| {100 * share_below(run.lateness, 0.01):.1f} % | {run.lateness['max'] * 1000:.0f} "
              f"({run.lateness['max_cause']}) | {got.late * 1000:.0f} |", flush=True)  # fmt: skip


async def answer(runs: int) -> None:
    heads = (
        "run", "talks",
        "caller hears the agent: median / p95 / worst ms", "agent hears the caller: median / p95 / worst ms",
        "the slowest: 200 OK taken + Bridge ordered + joined + heard ms", "one thread waited for a core in it, ms",
    )  # fmt: skip
    print(head(heads))
    for number in range(1, runs + 1):
        homes = Homes()
        try:
            talks, events = await answering.one_run(homes, TALKS)
        finally:
            homes.close()
        cells = [spread([1000 * t.caller for t in talks]), spread([1000 * t.agent for t in talks])]
        slowest = max(talks, key=lambda talk: talk.later)
        spent = " + ".join(f"{1000 * step:.1f}" for step in answering.steps(slowest, events))
        waited = ", ".join(f"{name} {1000 * most:.0f}" for name, most in slowest.starved.items())
        print(f"| {number} | {len(talks)} | {' | '.join(cells)} | {spent} | {waited} |", flush=True)


def spread(ms: list[float]) -> str:
    return f"{statistics.median(ms):.1f} / {statistics.quantiles(ms, n=20)[18]:.1f} / {max(ms):.1f}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["rate", "answer"])
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    asyncio.run({"rate": rate, "answer": answer}[asked.what](asked.runs))
