"""`ccsim run`: a day of a hotline from a file, in virtual time.

Exit codes: 0 done; 1 something that must always hold did not (the command that repeats it is printed); 2 the scenario,
or what it leads to, is wrong."""

import shlex
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ccengine.app.shipped import shipped
from ccengine.app.trouble import Trouble
from ccengine.cli.ccengine import fail
from ccengine.cli.day_figures import together
from ccengine.cli.simulated_table import told
from ccengine.cli.text import json_shown, shown
from ccengine.flow import load_flows
from ccengine.flow.loading.folder import read_ports
from ccengine.model.diagnostics import BadInput, Diagnostic
from ccengine.model.files import read_file
from ccengine.model.ids import QueueName
from ccengine.model.reader import did_you_mean
from ccengine.office.numbers.figures import agent_figures, level, queue_figures
from ccengine.office.numbers.rules import NumberRules
from ccengine_sim.scenario import Broken, Day, Scenario, parse_scenario
from ccengine_sim.scenario.report import queue_sums
from ccengine_sim.virtual.line import Lengths
from ccengine_sim.virtual.session import Entrance

BROKEN = 1
SAMPLE_RATE, HEADER = 16_000, 44  # bytes per second of the prompts (8 kHz, 16 bit), and of a wav's header


def checks_option(_ctx: click.Context, _param: click.Parameter, text: str) -> int:
    """`all`, or a number of steps."""
    if text == "all":
        return 1
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 1_000_000_000:
        raise click.BadParameter(f"{text!r}: write all, or after how many steps, as in 1000")
    return int(text)


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--seed", default=1, show_default=True, help="Who comes when, and has how much patience ...")
@click.option(
    "--checks",
    default="1000",
    show_default=True,
    callback=checks_option,
    metavar="all|N",
    help="Look at the machine's invariants after every N-th step.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(scenario: Path, seed: int, checks: int, as_json: bool) -> None:
    """Simulate the day in SCENARIO: its callers walk through the real flows, the real machine gives them agents.

    The same seed gives the same day."""
    try:
        read = parse_scenario(read_file(scenario), str(scenario))
        entrances, lengths = hotline(read, scenario)
    except BadInput as error:
        fail(error)
    except OSError as error:
        fail(Trouble(f"{scenario}: {error.strerror}", "shipped ones are in sim/scenarios"))
    day = Day(read, seed, entrances, lengths, checks)
    try:
        day.run()
    except Broken as broken:
        click.echo(f"ccsim: {shown(str(broken))}", err=True)
        click.echo(f"again: ccsim run {shlex.quote(str(scenario))} --seed {seed} --checks all", err=True)
        sys.exit(BROKEN)
    found = figures(day, seed)
    click.echo(json_shown(found) if as_json else told(found))


def hotline(scenario: Scenario, file: Path) -> tuple[Mapping[str, Entrance], Lengths]:
    """What the callers' numbers lead to.  Raises BadInput."""
    flows = file.parent / scenario.flows if scenario.flows else shipped("flows")
    prompts = flows.parent / "prompts"
    if not scenario.flows or not prompts.is_dir():
        prompts = shipped("prompts")
    bundles = load_flows(scenario.settings, flows, prompts)
    ports = {number: port for port in read_ports(flows, scenario.settings.language).values() for number in port.takes}
    found: list[Diagnostic] = []
    for sort in scenario.sorts:
        if sort.calls not in ports:
            remedy = did_you_mean(sort.calls, ports) or f"there is: {', '.join([*ports][:20])}"
            found.append(Diagnostic(sort.at, f"no port takes the number {sort.calls}", "unknown-number", remedy))
            continue
        nodes = {node for flow in bundles[ports[sort.calls].flow].flows.values() for node in flow.nodes}
        for node in sort.keys.keys() - nodes:
            text = f'callers "{sort.name}": no flow of {sort.calls} has a node "{shown(node)}"'
            remedy = did_you_mean(node, nodes) or f"there is: {', '.join(sorted(nodes)[:20])}"
            found.append(Diagnostic(sort.at, text, "unknown-node", remedy))
    if found:
        raise BadInput(found)
    wanted = {sort.calls: ports[sort.calls] for sort in scenario.sorts}
    entrances = {
        number: Entrance(bundles[port.flow], port.language, {**port.variables, "number": port.number(number)})
        for number, port in wanted.items()
    }
    return entrances, _lengths(prompts)


def _lengths(prompts: Path) -> Lengths:
    lengths = {
        (file.parent.name, file.stem): max(0.0, (file.stat().st_size - HEADER) / SAMPLE_RATE)
        for file in prompts.glob("*/*.wav")
    }
    return lambda language, prompt: lengths.get((language, prompt))


def _callbacks(day: Day, queue: QueueName) -> dict[str, Any] | None:
    """None for a queue that keeps none."""
    if not day.scenario.settings.queues[queue].callbacks.share:
        return None
    sums, added = day.callbacks.sums[queue], day.hotline.machine.lesson(queue).added
    return {
        **asdict(sums),
        "refused": day.hotline.back.refused[queue],
        "mean_until_reached": sums.mean_until_reached,
        "added": {"calls": added.count, "mean": added.mean.value},
    }


def figures(day: Day, seed: int) -> dict[str, Any]:
    """As `ccctl numbers --json` has them, by the same formulas."""
    rules = NumberRules.of(day.scenario.settings)
    times = day.states.until(day.timeline.now)
    sums = queue_sums(day.hotline.visits, day.states.wrap_ups, rules.thresholds)
    return {
        "scenario": day.scenario.name,
        "seed": seed,
        "calls": day.calls,
        "steps": day.steps,
        "checks": day.steps // day.every + 1,
        "short_abandon": rules.thresholds.short,
        "queues": [
            {
                "queue": queue,
                **asdict(each),
                **queue_figures(each),
                "service_level": asdict(level(each, rules.formula, rules.thresholds.of(queue))),
                "callbacks": _callbacks(day, QueueName(queue)),
            }
            for queue, each in sorted(sums.items())
        ],
        "agents": [
            {"agent": agent, **agent_figures(day.states.sums[agent], states), "states": states}
            for agent, states in times.items()
        ],
        "staff": together(times.values()),
    }
