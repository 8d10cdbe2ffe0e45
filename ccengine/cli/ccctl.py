"""`ccctl`: look at a hotline that is on the air, and steer it.

Exit codes: 0 done; 1 refused, or (status) not ready; 2 wrong usage; 3 the office or the engine is away."""

import sys
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from ccengine import __version__
from ccengine.cli import lists, views
from ccengine.cli.api import Api, Away, Refused
from ccengine.cli.callbacks import callbacks
from ccengine.cli.caller import caller
from ccengine.cli.duty import duty
from ccengine.cli.flow import flow
from ccengine.cli.home import home_option
from ccengine.cli.inside import inside
from ccengine.cli.journal import journal
from ccengine.cli.member import member
from ccengine.cli.moment import span
from ccengine.cli.named import named
from ccengine.cli.numbers import numbers
from ccengine.cli.program import Program
from ccengine.cli.schedule import schedule
from ccengine.cli.source import source
from ccengine.cli.survey import survey
from ccengine.cli.text import json_shown, lines_shown, shown, table
from ccengine.cli.words import problem, say
from ccengine.model.lists import Kind
from ccengine.model.values import seconds

REFUSED, AWAY = 1, 3
_AWAY_CODES = ("engine-away", "database-away", "busy")

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


class Group(Program):
    """Turns what the API says into a message on stderr and an exit code, for every command."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Away as away:
            click.echo(f"ccctl: {lines_shown(str(away))}", err=True)
            sys.exit(AWAY)
        except Refused as error:
            click.echo(f"ccctl: {lines_shown(problem(error.code, error.text, error.remedy))}", err=True)
            sys.exit(AWAY if error.code in _AWAY_CODES else REFUSED)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@home_option
@click.version_option(__version__, prog_name="ccctl")
@click.pass_context
def main(ctx: click.Context, home: Path) -> None:
    """Look at a hotline that is on the air, and steer it."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that cannot show Chinese must not end the command
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    ctx.obj = Api(home.resolve())
    ctx.call_on_close(ctx.obj.close)


main.add_command(callbacks)
main.add_command(caller)
main.add_command(flow)
main.add_command(inside)
main.add_command(journal)
for kind in Kind:
    main.add_command(lists.group(kind))
main.add_command(member)
main.add_command(numbers)
main.add_command(schedule)
main.add_command(source)
main.add_command(survey)
main.add_command(duty)


def show(answer: Any, as_json: bool, view: Callable[[Any], str]) -> None:
    click.echo(json_shown(answer) if as_json else view(answer))


@main.command()
@json_option
@click.pass_obj
def status(api: Api, as_json: bool) -> None:
    """Engine, switch and office at one glance.  Exit code 1 when calls cannot be served."""
    answer = api.get("status")
    show(answer, as_json, views.status)
    if not answer["ready"]:
        sys.exit(REFUSED)


@main.group(invoke_without_command=True)
@json_option
@click.pass_context
def calls(ctx: click.Context, as_json: bool) -> None:
    """The calls that are here."""
    if ctx.invoked_subcommand is None:
        show(ctx.obj.get("calls"), as_json, lambda answer: views.calls(answer["calls"]))


@calls.command("show")
@click.argument("call", callback=named)
@json_option
@click.pass_obj
def show_call(api: Api, call: str, as_json: bool) -> None:
    """One call, live or on record: node by node, and all that happened in each."""
    from ccengine.cli import trace  # brings the language of flows, which the other commands do not need

    show(api.get(f"calls/{quote(call, safe='')}"), as_json, trace.one_call)


@main.command()
@click.argument("call", callback=named)
@click.pass_obj
def hangup(api: Api, call: str) -> None:
    """End a call that is here."""
    api.post(f"calls/{quote(call, safe='')}/hangup")
    click.echo(say("Done."))


@main.command()
@click.option("--caller", help="The caller's number, in any spelling.")
@click.option("--called", help="The number that was dialled.")
@click.option("--agent", help="Who talked with the caller.")
@span("Arrived")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
@click.option("--after", help="The next page: what the page before ended with.")
@json_option
@click.pass_obj
def records(api: Api, /, as_json: bool, **query: Any) -> None:
    """Calls on record, the newest first."""
    show(api.get("records", **query), as_json, views.records)


@main.group(invoke_without_command=True)
@json_option
@click.pass_context
def agents(ctx: click.Context, as_json: bool) -> None:
    """The agents, and what they do."""
    if ctx.invoked_subcommand is None:
        show(ctx.obj.get("agents"), as_json, lambda answer: views.agents(answer["agents"]))


def _act(api: Api, agent: str, action: str, body: object = None) -> None:
    api.post(f"agents/{quote(agent, safe='')}/{action}", body)
    click.echo(say("Done."))


def _warn_without_phone(api: Api, agent: str) -> None:
    """Ready is what they are, and nobody is rung there.  What was asked for is done, also when this cannot be told."""
    with suppress(Away, Refused):
        if any(row["agent"] == agent and not row["reachable"] for row in api.get("agents")["agents"]):
            text = "The phone of {agent} cannot be reached: no call comes until it is registered."
            click.echo(say(text, agent=agent))


@agents.command("login")
@click.argument("agent", callback=named)
@click.pass_obj
def login(api: Api, agent: str) -> None:
    """Log an agent in; the agent is then ready."""
    _act(api, agent, "login")
    _warn_without_phone(api, agent)


@agents.command("logout")
@click.argument("agent", callback=named)
@click.pass_obj
def logout(api: Api, agent: str) -> None:
    """Log an agent out; a talk that goes on is finished first."""
    _act(api, agent, "logout")


@agents.command("ready")
@click.argument("agent", callback=named)
@click.pass_obj
def ready(api: Api, agent: str) -> None:
    """The agent takes calls again; ends wrap-up too."""
    _act(api, agent, "ready")
    _warn_without_phone(api, agent)


@agents.command("not-ready")
@click.argument("agent", callback=named)
@click.option("--reason", default="", help="Why, in a few words: lunch, training ...")
@click.pass_obj
def not_ready(api: Api, agent: str, reason: str) -> None:
    """The agent takes no calls for now."""
    _act(api, agent, "not-ready", {"reason": reason})


def longer(_ctx: click.Context, _option: click.Parameter, value: str) -> float:
    """In seconds; a bare number is seconds, too."""
    got = seconds(value if value[-1:].isalpha() else f"{value}s")
    if got is None or not 1 <= got <= 3600:
        raise click.BadParameter(f"{value!r} is not a length of time from 1s to 1h, as 60s or 2m")
    return got


@agents.command("wrap-up")
@click.argument("agent", callback=named)
@click.option("--longer", required=True, callback=longer, help="So much: 60s, 2m; a bare number is seconds.")
@click.pass_obj
def wrap_up(api: Api, agent: str, longer: float) -> None:
    """The wrap-up that the agent is in lasts longer."""
    _act(api, agent, "wrap-up", {"seconds": longer})


@main.command()
@json_option
@click.pass_obj
def queues(api: Api, as_json: bool) -> None:
    """The queues: who waits, who serves."""
    show(api.get("queues"), as_json, lambda answer: views.queues(answer["queues"]))


@main.command()
@click.option("--follow", "-f", is_flag=True, help="Until interrupted; without it, the first event only.")
@json_option
@click.pass_obj
def events(api: Api, follow: bool, as_json: bool) -> None:
    """What happens, as it happens."""
    with suppress(KeyboardInterrupt) if follow else nullcontext():  # with it, Ctrl-C is the end that one wants
        for event in api.events():
            click.echo(json_shown(event, indent=None) if as_json else event_line(event))
            if not follow:
                return


def event_line(event: dict[str, Any]) -> str:
    rest = "  ".join(f"{key}={value}" for key, value in event.items() if key not in "ntkv" and value not in ("", None))
    at = time.strftime("%H:%M:%S", time.localtime(event.get("t", 0))) + f".{int(event.get('t', 0) % 1 * 1000):03d}"
    return table([at, str(event.get("k", ""))], [], most=40).ljust(32) + "  " + shown(rest)


if __name__ == "__main__":
    main(prog_name="ccctl")
