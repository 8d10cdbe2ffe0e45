"""`ccengine`: set a hotline up, put it on the air, take it off."""

import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click

from ccengine import __version__
from ccengine.app.calendars import CALENDAR, write
from ccengine.app.down import down
from ccengine.app.example import make_example
from ccengine.app.external import write_includes
from ccengine.app.init import EXAMPLES, add_missing, make_home, make_runtime
from ccengine.app.overrides import Overrides, parse_sip, parse_trunk, settings_of
from ccengine.app.procs import Held
from ccengine.app.shipped import checkout
from ccengine.app.steps import Steps
from ccengine.app.trouble import Trouble
from ccengine.cli.ending import Ending
from ccengine.cli.home import default_home, home_option
from ccengine.cli.program import Program
from ccengine.cli.text import lines_shown
from ccengine.model.diagnostics import BadInput
from ccengine.model.home import Home


def sip_option(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, int] | None:
    try:
        return parse_sip(value) if value is not None else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def trunk_option(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return tuple(parse_trunk(each) for each in value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


NOT_PLAYED = 2
"""Exit code of a program of which 1 says that what it has played was not right."""


def fail(error: BadInput | Trouble, code: int = 1) -> NoReturn:
    """One message on stderr; exits by 2 for input that is wrong, by `code` for the rest."""
    program = click.get_current_context().find_root().info_name
    click.echo(lines_shown(f"{error}" if isinstance(error, BadInput) else f"{program}: {error}"), err=True)
    sys.exit(2 if isinstance(error, BadInput) else code)


def typed(home: Path) -> tuple[str, str]:
    """How to call us: the programs' folder, and the option that names this home."""
    same = home.resolve() == default_home().resolve()
    return "bin/" if checkout() else "", "" if same else f" --home {home}"


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ccengine")
def main() -> None:
    """A hotline: calls come in over SIP, hear a menu, wait with music, talk to agents."""
    os.umask(os.umask(0o022) | 0o022)  # what is made here is changed by its owner alone


@main.command("up")
@home_option
@click.option("--detach", is_flag=True, help="Return once it is ready.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object; progress goes to stderr.")
@click.option("--sip", metavar="ADDRESS:PORT", callback=sip_option, help="Where calls come in; overrides the settings.")
@click.option(
    "--trunk",
    metavar="ADDRESS",
    multiple=True,
    callback=trunk_option,
    help="Who may call in; overrides the settings.  May be given again.",
)
@click.option("--mirror", metavar="URL", help="The archive Asterisk is fetched from, instead of the host's own.")
@click.option(
    "--from",
    "from_dir",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A fetched set of another machine: no network is used.",
)
def up_command(
    home: Path,
    detach: bool,
    as_json: bool,
    sip: tuple[str, int] | None,
    trunk: tuple[str, ...],
    mirror: str | None,
    from_dir: Path | None,
) -> None:
    """Set up what is missing and put the hotline on the air.

    Without --detach it stays until Ctrl-C, which takes the hotline off again."""
    from ccengine.app.up import Wish, up  # brings the language of flows, which the other commands do not need

    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    steps = Steps(sys.stderr if as_json else sys.stdout)
    place = Home(home.resolve())
    try:
        running = up(place, Wish(Overrides(sip, trunk), mirror, from_dir), steps)
    except (BadInput, Trouble) as error:
        fail(error)
    stays = not detach and not running.already
    try:
        steps.line("already on the air" if running.already else "ready", steps.total)
        click.echo(json.dumps(running.as_json()) if as_json else running.text(*typed(home)))
        if stays:
            stay(running.pid, steps)
    except KeyboardInterrupt:
        steps.line("")
        if not stays:
            raise
    finally:
        if stays:
            take_down(place, steps)


def stay(pid: int, steps: Steps) -> None:
    """Until the supervisor ends."""
    steps.line("\nCtrl-C stops it.")
    with suppress(ProcessLookupError):
        held = Held(pid)
        while not held.ended(3600):
            pass
    steps.line("its supervisor has ended, by `ccengine down` elsewhere or a kill: what it left is stopped")


def take_down(home: Home, steps: Steps) -> bool:
    try:
        return down(home, steps)
    except (BadInput, Trouble) as error:
        fail(error)


@main.command("down")
@home_option
def down_command(home: Path) -> None:
    """Stop all of it.  Nothing of it is left running; twice is once."""
    ran = take_down(Home(home.resolve()), Steps(sys.stdout))  # also of a home whose folder was removed
    if not ran and not home.is_dir() and home.resolve() != default_home().resolve():
        fail(Trouble(f"there is no home {home}", "name the folder with which it was put on the air"))
    click.echo("stopped" if ran else "nothing was running")


@main.command("init")
@home_option
@click.option("--example", type=click.Choice(EXAMPLES), help="A new home with the hotline of a property company.")
def init_command(home: Path, example: str | None) -> None:
    """Make a home without starting it, or add shipped flows and prompts that it lacks.  Overwrites nothing."""
    place = Home(home.resolve())
    try:
        made = make_example(place, example) if example else make_home(place) + add_missing(place)
    except (BadInput, Trouble) as error:
        fail(error)
    for each in made:
        click.echo(f"made {each}")
    click.echo(f"home: {place.root}\nsettings: {place.settings}")


@main.command("calendar")
@click.argument("name", type=click.Choice([CALENDAR]))
@click.argument("year", type=click.IntRange(2004, 2199))
@home_option
def calendar_command(name: str, year: int, home: Path) -> None:
    """Write a year's holidays and make-up workdays into the home's flows/calendar folder, for schedules."""
    try:
        file = write(Home(home.resolve()).flows, year)
    except Trouble as error:
        fail(error)
    click.echo(f"{file}\n`ccctl flow load` makes it count")


@main.command("external")
@home_option
def external_command(home: Path) -> None:
    """For `switch: external`: write the files that an Asterisk which is already there includes, and say where."""
    place = Home(home.resolve())
    try:
        make_home(place)
        settings = settings_of(place)
        click.echo(write_includes(settings, make_runtime(place, settings, check_ports=False), place))
    except (BadInput, Trouble) as error:
        fail(error)


@main.command("demo")
@home_option
def demo_command(home: Path) -> None:
    """Place a real call through the running hotline, caller and agent included, and show it as a timeline.

    It fits the example hotline, whose key 1 leads to an agent; `ccsim call` presses what you say."""
    import asyncio

    from ccengine.cli import demo, timeline  # brings the simulator, which the other commands do not need
    from ccengine.cli.api import Away, Refused

    ending = Ending()  # its telephones do not stay behind
    began = time.monotonic()

    def say(who: str, what: str) -> None:
        click.echo(f"{time.monotonic() - began:8.2f} s  {who:<7} {what}")

    try:
        stage = demo.prepare(Home(home.resolve()), Steps(sys.stdout))
        began = time.monotonic()
        try:
            answer = asyncio.run(demo.place(stage, say))
        except (TimeoutError, ConnectionError, Away, Refused) as error:
            raise Trouble(f"the call did not go as it should: {error}", demo.way(stage)) from error
    except (BadInput, Trouble) as error:
        fail(error)
    except KeyboardInterrupt:
        fail(Trouble("interrupted: the call is hung up"), ending.code)
    if answer:
        click.echo("\nOn record:\n\n" + timeline.one_call(answer))


if __name__ == "__main__":
    main(prog_name="ccengine")
