"""`ccsim bench acd`: what an event costs the machine, by how many wait."""

import json
import sys
from dataclasses import asdict

import click

from ccengine.cli.text import table
from ccengine.cli.words import say
from ccengine_sim.bench.report import Plan, Run, bench
from ccengine_sim.bench.stopwatch import CLOCKS, Figures

SIZES = (10, 100, 1000, 10000)


@click.group("bench")
def command() -> None:
    """What parts of the engine cost, on this machine."""


@command.command("acd")
@click.option(
    "--size",
    "sizes",
    multiple=True,
    default=SIZES,
    show_default=True,
    type=click.IntRange(2, 100_000),
    help="So many callers wait, and so many agents; may be repeated.",
)
@click.option("--turns", default=3000, show_default=True, type=click.IntRange(10), help="Calls served in each run.")
@click.option("--runs", default=5, show_default=True, type=click.IntRange(1, 100), help="Medians are over these.")
@click.option("--skills/--no-skills", default=True, show_default=True, help="Half of the callers ask for one.")
@click.option(
    "--journal/--no-journal",
    default=None,
    help="Only with facts and orders on disk, or only without; both if not told.",
)
@click.option(
    "--clock", type=click.Choice(list(CLOCKS)), default="cpu", show_default=True, help="CPU time of the thread, or all."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def acd(
    sizes: tuple[int, ...], turns: int, runs: int, skills: bool, journal: bool | None, clock: str, as_json: bool
) -> None:
    """Time each event of a busy hotline: 100 queues, three for each agent, skills; callers who enter, give up and are
    rung for, agents who answer, talk and wrap up, searches that widen, positions and expected waits that are asked.

    Takes some minutes. Microseconds; nothing is judged."""
    journals = (False, True) if journal is None else (journal,)
    plans = [Plan(size, skills, each, turns, clock) for size in sizes for each in journals]
    found: list[Run] = []
    for run in bench(plans, runs):
        found.append(run)
        if not as_json:
            click.echo(_told(run))
            sys.stdout.flush()
    if as_json:
        told = {"turns": turns, "runs": runs, "clock": clock, "python": sys.version.split()[0]}
        click.echo(json.dumps({**told, "benches": [asdict(run) for run in found]}, indent=1))


def _told(run: Run) -> str:
    head = [say(word) for word in ("event", "count", "orders", "median", "99.9 %", "greatest", "mean")]
    with_journal = say("with journal") if run.journal else say("without journal")
    return "\n".join(
        [
            say("{size} callers wait, {size} agents, {journal}", size=run.size, journal=with_journal),
            table(head, [_row(name, figures) for name, figures in run.events.items()]),
            say(
                "{order:.1f} for each order; garbage collection {share:.1%} of the time, {longest:.0f} at most",
                order=run.per_order,
                share=run.collecting,
                longest=run.longest_collection,
            ),
            "",
        ]
    )


def _row(name: str, figures: Figures) -> list[str]:
    times = (figures.median, figures.p999, figures.most, figures.mean)
    return [say(name), str(figures.count), f"{figures.orders:.1f}", *(f"{each:.1f}" for each in times)]
