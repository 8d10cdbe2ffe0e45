"""`ccctl flow try`: a simulated call in the terminal.  No daemon, no telephone, and no waiting: its time is virtual."""

import contextlib
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from ccengine.cli.flow.trials import Sources, fail, prompts_option, read_sources
from ccengine.cli.text import shown
from ccengine.cli.words import say
from ccengine.flow.expr import Value
from ccengine.flow.trying.commands import Commands
from ccengine.flow.trying.notation import NotUnderstood, read_assignment
from ccengine.flow.trying.session import Session, variables_of
from ccengine.flow.trying.trial import Setup
from ccengine.model.call import CallInfo
from ccengine.model.customer import Customer
from ccengine.model.diagnostics import BadInput
from ccengine.model.here import HERE
from ccengine.model.ids import CallId
from ccengine.model.reader import did_you_mean

WHEN = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"]


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "caller", default="13800138000", show_default=True, help="The caller's number.")
@click.option("--name", default="", help="The caller's name.")
@click.option("--class", "caller_class", default="", help="The class that the caller is of.")
@click.option("--to", "called", default="4008001234", show_default=True, help="The number that is called.")
@click.option("--at", type=click.DateTime(WHEN), help="The local time of the call.  [default: now]")
@click.option("--language", default="", help="Of the prompts.  [default: the port's]")
@click.option("--set", "assigned", multiple=True, metavar="NAME=VALUE", help="A variable that the flow begins with.")
@click.option("--step", is_flag=True, help="Stop at the first node.")
@click.option("--break", "breaks", multiple=True, metavar="NODE", help="Stop whenever this node begins.")
@prompts_option
def command(
    file: Path,
    caller: str,
    name: str,
    caller_class: str,
    called: str,
    at: datetime | None,
    language: str,
    assigned: tuple[str, ...],
    step: bool,
    breaks: tuple[str, ...],
    prompts: Path | None,
) -> None:
    """Call a flow in the terminal: read what the caller hears, type what he does.

    Type `help` for all commands.  Lines that come from a pipe or a file are taken as if they were typed."""
    try:
        sources = read_sources(file, prompts)
    except BadInput as bad:
        fail(bad)
    port = sources.port(called)
    spoken = language or (port.language if port else sources.bundle.main.language)
    setup = Setup(
        sources.bundle,
        CallInfo(CallId("tried"), called, caller, name, spoken, caller_form=HERE.form(caller)),
        at.timestamp() if at else time.time(),
        {**sources.begins(called), **_variables(assigned, sources)},
        port=sources.seen(called),
        lengths=sources.lengths(),
        customer=Customer(caller_class),
    )
    session = Session(setup)
    commands = Commands(session, sources.texts, say)
    _print(commands.begin(step=step or bool(breaks)))
    for node in breaks:
        _print(commands.do(f"break {node}"))
    if breaks and not step:
        _print(commands.do("continue"))
    for line in _lines():
        _print(commands.do(line))
        if commands.over:
            return


def _variables(assigned: tuple[str, ...], sources: Sources) -> dict[str, Value]:
    known = variables_of(sources.bundle.main)
    try:
        found = {each.name: each.value for each in map(read_assignment, assigned)}
    except NotUnderstood as error:
        raise click.UsageError(f"--set: {error}") from None
    if strange := [name for name in found if name not in known]:
        hint = did_you_mean(strange[0], known) or f"there are: {', '.join(known) or 'none'}"
        raise click.UsageError(f"--set: the flow has no variable {strange[0]}: {hint}")
    return found


def _print(lines: list[str]) -> None:
    for line in lines:
        click.echo(shown(line))


def _lines() -> Iterator[str]:
    """What is typed, until there is no more.  What comes from a pipe is shown, as a terminal would have."""
    typed = sys.stdin.isatty()
    if typed:
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401  (line editing and history for input())
    while True:
        try:
            line = input("> ") if typed else sys.stdin.readline()
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        if not typed:
            if not line:
                return
            click.echo(f"> {shown(line.rstrip())}")
        yield line
