"""`ccsim theory`: does the machine do what queueing theory says?

Exit codes: 0 it does; 1 it does not."""

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite

import click

from ccengine.cli.text import table
from ccengine.cli.words import say
from ccengine_sim.theory.judge import FAMILY, Comparison
from ccengine_sim.theory.systems import System, every
from ccengine_sim.theory.trial import trial

DISAGREES = 1
MOST_SEEDS = 10_000


def seeds_option(_ctx: click.Context, _param: click.Parameter, text: str) -> list[int]:
    """`1-20`, `3,5,8-9`."""
    seeds: dict[int, None] = {}
    for part in text.split(","):
        match = re.fullmatch(r" *([0-9]{1,9})(?:-([0-9]{1,9}))? *", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if not 0 <= last - first < MOST_SEEDS:
            raise click.BadParameter(f"{text!r} names no seeds: write 1-20, or 3,5,8-9")
        seeds.update(dict.fromkeys(range(first, last + 1)))
    if len(seeds) < 2:
        raise click.BadParameter("two seeds at least: how much they differ is the measure of all")
    return list(seeds)


@click.command()
@click.option("--seeds", default="1-20", show_default=True, callback=seeds_option, help="One run for each.")
@click.option(
    "--length", default=1.0, show_default=True, type=click.FloatRange(0.01, 1000), help="Runs so many times as long."
)
@click.option(
    "--model",
    "models",
    multiple=True,
    type=click.Choice(list(dict.fromkeys(system.model for system in every())), case_sensitive=False),
    help="Only this one; may be repeated.",
)
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 256), help="Processes to spread it over.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(seeds: list[int], length: float, models: tuple[str, ...], jobs: int, as_json: bool) -> None:
    """Simulate queues whose waits are known by formula (Erlang B, C and A, Cobham), on the real machine in virtual
    time, and compare: takes some minutes.

    The same seeds give the same figures. Exits with 0 when all comparisons together agree, else with 1."""
    systems = [system.longer(length) for system in every() if not models or system.model in models]
    found: list[Comparison] = []
    hidden = not sys.stderr.isatty()
    coming = trial(systems, seeds, jobs)
    with click.progressbar(coming, len(systems), say("systems"), file=sys.stderr, hidden=hidden) as bar:
        for comparisons in bar:
            found += comparisons
    calls = len(seeds) * sum(system.warm_up + system.calls for system in systems)
    if as_json:
        click.echo(json.dumps(_plain(found, systems, seeds, calls), indent=1))
    else:
        click.echo(_told(found, seeds, calls))
    if not agrees(found):
        sys.exit(DISAGREES)


def agrees(found: Sequence[Comparison]) -> bool:
    return all(each.agrees for each in found)


def _plain(found: Sequence[Comparison], systems: Sequence[System], seeds: Sequence[int], calls: int) -> object:
    return {
        "seeds": seeds,
        "calls": calls,
        "family": FAMILY,
        "agrees": agrees(found),
        "runs": [
            {"model": each.model, "load": each.load, "warm_up": each.warm_up, "calls": each.calls} for each in systems
        ],
        "comparisons": [
            {**asdict(each), "t": each.t if isfinite(each.t) else None, "agrees": each.agrees} for each in found
        ],
    }


def _told(found: Sequence[Comparison], seeds: Sequence[int], calls: int) -> str:
    head = [say(word) for word in ("model", "load", "measure", "theory", "measured", "error", "t", "notices")]
    return "\n".join([table([*head, ""], [_row(each) for each in found]), "", *_verdict(found, seeds, calls)])


def _row(each: Comparison) -> list[str]:
    return [
        each.model,
        f"{each.load:g}",
        say(each.what),
        *map(_figure, (each.theory, each.measured, each.error)),
        f"{each.t:+.2f}",
        f"{each.noticed / each.theory:.1%}",
        "" if each.agrees else say("differs"),
    ]


def _verdict(found: Sequence[Comparison], seeds: Sequence[int], calls: int) -> list[str]:
    differ = sum(not each.agrees for each in found)
    rare = "An error of 0: all runs say the same, as when none was long enough for a rare wait.  Longer ones can tell."
    return [
        say(
            "{calls} calls; each load {seeds} times; {count} comparisons, |t| up to {limit:.2f} each:",
            calls=calls,
            seeds=len(seeds),
            count=len(found),
            limit=found[0].limit,
        ),
        say("a machine that is right is refused in {family:.0%} of such trials at most.", family=FAMILY),
        say("The machine differs from the theory in {differ} of them.", differ=differ)
        if differ
        else say("The machine agrees with the theory."),
        *([say(rare)] if any(not isfinite(each.t) for each in found) else []),
    ]


def _figure(value: float) -> str:
    return f"{value:.4f}" if value < 1 else f"{value:.2f}"
