"""`ccctl member`: who is known by number and PIN.

A PIN is asked at the terminal or read from standard input, never given as an argument, which every user of the machine
can see; it is hashed here, and goes no further."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from ccengine.cli.api import Api
from ccengine.cli.batches import batches
from ccengine.cli.flow.versioned import by_option, echo, json_option
from ccengine.cli.text import shown, table
from ccengine.cli.views import clock
from ccengine.cli.words import say
from ccengine.model.members import LONGEST_NUMBER, LONGEST_PIN, weakness
from ccengine.model.secret import Secret

ROWS = ("member", "name", "class", "PIN", "phones", "known from", "changed")
BATCH = 20  # members in one request: hashing their PINs takes two seconds


@click.group()
def member() -> None:
    """Who is known by number and PIN."""


@member.command("list")
@click.option("--after", default="", metavar="NUMBER", help="The next page: what the page before ended with.")
@click.option("--limit", type=click.IntRange(1, 500), default=100, show_default=True)
@json_option
@click.pass_obj
def list_(api: Api, after: str, limit: int, as_json: bool) -> None:
    """The members, by number."""
    echo(api.get("members", after=after, limit=limit), as_json, _listed)


@member.command("show")
@click.argument("number")
@json_option
@click.pass_obj
def show(api: Api, number: str, as_json: bool) -> None:
    """One member, and the wrong PINs of the last hour that stand against him."""
    echo(api.get(_path(number)), as_json, _one)


@member.command("add")
@click.argument("number")
@click.option("--name", default="", help="As people call him.")
@click.option("--class", "kind", default="", help="`member.class` in flows.")
@click.option("--phone", "phones", multiple=True, help="A number that is his, however written; up to three.")
@click.option("--no-pin", is_flag=True, help="Without a PIN: nobody is known by it yet.")
@click.pass_obj
def add(api: Api, number: str, name: str, kind: str, phones: tuple[str, ...], no_pin: bool) -> None:
    """A new member; asks for his PIN, or reads it from standard input."""
    _checked(number)
    pin_hash = None if no_pin else hashed(ask(number))
    row = {"number": number, "name": name, "class": kind, "phones": list(phones), "pin_hash": pin_hash}
    api.post("members", {"members": [row], "new_only": True})
    click.echo(say("Done."))


@member.command("change")
@click.argument("number")
@click.option("--name", help="As people call him.")
@click.option("--class", "kind", help="`member.class` in flows.")
@click.option("--phone", "phones", multiple=True, help="A number that is his: in the place of those on file.")
@click.option("--no-phones", is_flag=True, help="None is on file any more.")
@click.pass_obj
def change(api: Api, number: str, name: str | None, kind: str | None, phones: tuple[str, ...], no_phones: bool) -> None:
    """What is on file of a member; the rest stays as it is."""
    api.get(_path(number))  # told when there is none
    row = {"number": number, "name": name, "class": kind, "phones": list(phones) if phones or no_phones else None}
    api.post("members", {"members": [row]})
    click.echo(say("Done."))


@member.command("pin")
@click.argument("number")
@click.pass_obj
def pin(api: Api, number: str) -> None:
    """Another PIN; asks for it, or reads it from standard input."""
    api.get(_path(number))
    api.post("members", {"members": [{"number": number, "pin_hash": hashed(ask(number))}]})
    click.echo(say("Done."))


@member.command("remove")
@click.argument("number")
@click.pass_obj
def remove(api: Api, number: str) -> None:
    """Nobody is known by this number any more."""
    api.post(f"{_path(number)}/remove")
    click.echo(say("Done."))


@member.command("unlock")
@click.argument("number")
@by_option
@click.pass_obj
def unlock(api: Api, number: str, by: str) -> None:
    """Forget the wrong PINs that were tried on this member."""
    api.post(f"{_path(number)}/unlock", {"by": by})
    click.echo(say("Done."))


@member.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.pass_obj
def import_(api: Api, file: str) -> None:
    """Members of a CSV file, in the place of those with the same numbers.

    Columns by the names in its first line: number, name, class, phones (up to three, with `;` between them), pin.  A
    column that is missing, and an empty pin, leave what is there as it is.  Nothing is imported from a file with an
    error.  Hashing takes a tenth of a second for each PIN."""
    from ccengine.app.overrides import settings_of
    from ccengine.app.trouble import Trouble
    from ccengine.cli.data_file import read_data
    from ccengine.cli.member_file import read_members
    from ccengine.model.diagnostics import BadInput
    from ccengine.model.home import Home

    try:
        numbering = settings_of(Home(api.home)).numbering
        rows = read_members(read_data(Path(file)), file, numbering)
    except (Trouble, BadInput) as error:
        raise click.ClickException(str(error)) from None
    members = ({**row.given, **({"pin_hash": hashed(row.pin)} if row.pin else {})} for row in rows)
    for batch in batches(members, BATCH):
        api.post("members", {"members": batch})
    click.echo(say("{count} members imported.", count=len(rows)))


def ask(number: str) -> Secret:
    """At the terminal, twice; or one line of standard input.  Raises ClickException for a weak one."""
    if sys.stdin.isatty():
        entered = click.prompt(say("PIN"), hide_input=True, confirmation_prompt=say("PIN again"), err=True)
    else:
        entered = sys.stdin.readline(LONGEST_PIN + 2).strip()
        if not entered:
            raise click.ClickException(say("no PIN came on standard input"))
    if why := weakness(str(entered), number):
        raise click.ClickException(say(why))
    return Secret(str(entered))


def hashed(pin: Secret) -> str:
    from ccengine.workers.pins import hashed as hashed_  # takes a while to load: only where it is needed

    return hashed_(pin)


def _checked(number: str) -> str:
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
        raise click.ClickException(say("a member's number has 1 to {most} digits", most=LONGEST_NUMBER))
    return number


def _path(number: str) -> str:
    return f"members/{quote(_checked(number), safe='')}"


def _listed(answer: Mapping[str, Any]) -> str:
    if not answer["members"]:
        return say("No members.")
    lines = [table([say(row) for row in ROWS], [_row(each) for each in answer["members"]])]
    if answer["next"]:
        lines.append(say("more: --after {next}", next=answer["next"]))
    return "\n".join(lines)


def _row(one: Mapping[str, Any]) -> list[str]:
    phones, learned = " ".join(one["phones"]), " ".join(one["learned"])
    has = say("yes") if one["has_pin"] else say("none")
    return [one["number"], one["name"], one["class"], has, phones, learned, clock(one["changed"])]


def _one(answer: Mapping[str, Any]) -> str:
    lines = [f"{say(name)}: {shown(value)}" for name, value in zip(ROWS, _row(answer["member"]), strict=True) if value]
    wrong = answer["wrong"]
    if wrong is None:
        lines.append(say("wrong PINs: not known, the engine is away"))
    elif wrong:
        told = ", ".join(f"{say(kind)} {count}" for kind, count in sorted(wrong.items()))
        lines.append(say("wrong PINs of the last hour: {told}", told=told))
    return "\n".join(lines)
