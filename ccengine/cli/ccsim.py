"""`ccsim`: the outside world by hand: a caller, agents' phones, many calls; and the machine without a world."""

import asyncio
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from ccengine import __version__
from ccengine.app import state
from ccengine.app.cache import cache_folder
from ccengine.app.init import read_runtime
from ccengine.app.overrides import settings_of
from ccengine.app.tools import find
from ccengine.app.trouble import Trouble
from ccengine.cli import bench, simulated, theory
from ccengine.cli import compare as side_by_side
from ccengine.cli.api import Away, Refused
from ccengine.cli.ccengine import fail
from ccengine.cli.home import home_option
from ccengine.cli.program import Program
from ccengine.cli.reconciled import compare
from ccengine.cli.replay.command import command as replay
from ccengine.cli.text import shown
from ccengine.cli.trunk.command import command as trunk
from ccengine.model.diagnostics import BadInput
from ccengine.model.home import Home
from ccengine.model.runtime import phone_user
from ccengine_sim.phone import MediaError, Sim, SippError
from ccengine_sim.phone.load import Report, load, parse_keys
from ccengine_sim.phone.reconcile import TOLERANCE
from ccengine_sim.phone.script import BadScript, Step, Visit, parse_script, told

CALLER_TONE, FIRST_AGENT_TONE = 600, 1000  # Hz; the agents' are 100 Hz apart
NOT_AS_IT_SHOULD = 1


@dataclass(frozen=True)
class Target:
    """The hotline to call, as its home tells."""

    sip: tuple[str, int]
    phones: tuple[tuple[str, str], ...]  # SIP user, password
    sipp: list[str]


def target(home: Home) -> Target:
    """Raises Trouble, BadInput."""
    start = f"ccengine up --detach --home {home.root}"
    if not home.settings.exists():
        raise Trouble(f"{home.root} is no home of a hotline", f"first: {start}")
    settings, runtime = settings_of(home), read_runtime(home)
    if runtime is None:
        raise Trouble(f"the hotline of {home.root} was never on the air", f"first: {start}")
    host, port = state.read_state(home).get("sip") or settings.sip
    phones = [agent for agent in settings.agents.values() if not agent.contact]
    return Target(
        (str(host), int(port)),
        tuple((phone_user(agent.id), runtime.phones[agent.id].reveal()) for agent in phones),
        find("sipp", cache_folder(home.root)),
    )


def script_option(ctx: click.Context, param: click.Parameter, value: str) -> list[Step]:
    try:
        return parse_script(value)
    except BadScript as error:
        raise click.BadParameter(str(error)) from None


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ccsim")
def main() -> None:
    """Simulated callers and agents' phones: real SIP, real audio; and the machine alone, in virtual time."""


main.add_command(theory.command, "theory")
main.add_command(bench.command, "bench")
main.add_command(replay, "replay")
main.add_command(simulated.command, "run")
main.add_command(trunk, "trunk")
main.add_command(side_by_side.command, "compare")


@main.command("call")
@click.argument("number")
@home_option
@click.option("--from", "frm", default="13800138000", show_default=True, help="The caller's own number.")
@click.option(
    "--keys",
    "steps",
    default="1,talk,5",
    show_default=True,
    callback=script_option,
    help='What the caller does: keys, pauses ("2s"), "talk" (wait until the talk with an agent is over), "hangup".',
)
@click.option("--agents", type=click.IntRange(1), help="Play so many of the agents' phones; all, unless told.")
@click.option("--no-agents", is_flag=True, help="Play no agent's phone: others answer.")
@click.option("--tone", default=CALLER_TONE, show_default=True, help="What the caller sends, in Hz.")
@click.option("--talk", default=3.0, show_default=True, help="Seconds until the agent hangs up.")
@click.option("--patience", default=60.0, show_default=True, help="Seconds for each thing to happen.")
@click.option("--traces", type=click.Path(path_type=Path, file_okay=False), help="Keep SIP traces and audio here.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per event, and one at the end.")
def call_command(
    number: str, home: Path, frm: str, steps: list[Step], agents: int | None, no_agents: bool, tone: int, talk: float,
    patience: float, traces: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Call NUMBER and show what the caller and the agents' phones see and hear.

    Exits with 0 when the call was answered and went as --keys says, else with 1."""
    try:
        to = target(Home(home.resolve()))
        phones = () if no_agents else to.phones[:agents]
        story = Story(as_json)
        asyncio.run(_call(to, phones, number, frm, steps, tone, talk, patience, traces, story))
    except (BadInput, Trouble) as error:
        fail(error)
    except (TimeoutError, ConnectionError, SippError, MediaError, ValueError) as error:
        click.echo(f"ccsim: {shown(str(error))}", err=True)
        sys.exit(NOT_AS_IT_SHOULD)


async def _call(
    to: Target, phones: Sequence[tuple[str, str]], number: str, frm: str, steps: list[Step], tone: int, talk: float,
    patience: float, traces: Path | None, story: "Story",
) -> None:  # fmt: skip
    async with Sim(to.sip, to.sipp, traces) as sim:
        played = [
            await sim.phone(user, password, tone=FIRST_AGENT_TONE + 100 * (n % 20), answer_after=1.0)
            for n, (user, password) in enumerate(phones)
        ]
        caller = await Visit(sim, story.tell, talk, patience).play(number, frm, tone, steps, played)
        heard = await caller.heard()
        story.close(told(heard, caller.invited_at or 0.0), asdict(heard))
        for phone in played:
            await phone.unregister()


@main.command("load")
@click.argument("number")
@home_option
@click.option("--rate", default=5.0, show_default=True, help="Calls per second.")
@click.option("--total", default=50, show_default=True, help="Calls in all.")
@click.option("--keys", default="", help='Keys, in seconds after the answer: "1@2s,5@9.5s".')
@click.option("--hold", default=5.0, show_default=True, help="Seconds from the answer until the caller hangs up.")
@click.option("--tolerance", default=TOLERANCE, show_default=True, help="Seconds by which both may differ.")
@click.option("--light", is_flag=True, help="Audio until the first sound only: for more than a hundred at once.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def load_command(
    number: str,
    home: Path,
    rate: float,
    total: int,
    keys: str,
    hold: float,
    tolerance: float,
    light: bool,
    as_json: bool,
) -> None:
    """Place many calls to NUMBER at a rate (no agents' phones), and hold the engine's records to the switch's events.

    Exits with 0 when none failed and both agree."""
    place = Home(home.resolve())
    try:
        parse_keys(keys)
        to = target(place)
        began = time.time()
        report = asyncio.run(_load(to, number, rate, total, keys, hold, light))
        differences = compare(place, began, tolerance)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--keys") from None
    except (BadInput, Trouble) as error:
        fail(error)
    except (SippError, MediaError, Away, Refused) as error:
        click.echo(f"ccsim: {shown(str(error))}", err=True)
        sys.exit(NOT_AS_IT_SHOULD)
    if as_json:
        click.echo(json.dumps({**asdict(report), "differences": [asdict(each) for each in differences]}))
    else:
        click.echo("\n".join([*report.lines(), f"records that differ from the switch's events: {len(differences)}"]))
        for each in differences[:20]:
            click.echo(f"  {shown(str(each))}")
    if report.failed or differences:
        sys.exit(NOT_AS_IT_SHOULD)


async def _load(to: Target, number: str, rate: float, total: int, keys: str, hold: float, light: bool) -> Report:
    async with Sim(to.sip, to.sipp, keep_audio=False) as sim:
        return await load(sim, number, rate, total, keys, hold, light)


class Story:
    """The timeline, as it happens: for people, or a JSON object per line."""

    def __init__(self, as_json: bool) -> None:
        self._json = as_json
        self._began: float | None = None

    def tell(self, kind: str, facts: Mapping[str, object]) -> None:
        if self._json:
            click.echo(json.dumps({"event": kind, **facts}))
            return
        when = float(str(facts["t"]))
        self._began = self._began or when
        rest = "  ".join(f"{name} {value}" for name, value in facts.items() if name not in ("t", "who"))
        click.echo(f"{when - self._began:9.3f} s  {shown(str(facts['who'])):<14} {kind:<16} {shown(rest)}")

    def close(self, pieces: Sequence[tuple[str, float, float]], heard: Mapping[str, object]) -> None:
        if self._json:
            click.echo(json.dumps({"event": "heard", "pieces": pieces, "media": heard}))
            return
        click.echo("\nThe caller heard (seconds from dialling):")
        for kind, start, end in pieces:
            click.echo(f"{start:9.3f} - {end:7.3f}  {kind}")
        click.echo(
            f"packets {heard['packets']}, lost {heard['lost']}, jitter {float(str(heard['jitter'])) * 1000:.1f} ms"
        )


if __name__ == "__main__":
    main(prog_name="ccsim")
