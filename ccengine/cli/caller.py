"""`ccctl caller NUMBER`: what the engine makes of a number, and of a call of it."""

from collections.abc import Mapping
from typing import Any

import click

from ccengine.app.trouble import Trouble
from ccengine.cli.api import Api, Away
from ccengine.cli.text import json_shown, shown
from ccengine.cli.words import chinese, say
from ccengine.model.diagnostics import BadInput
from ccengine.model.home import Home
from ccengine.model.numbering import Numbering


@click.command()
@click.argument("number")
@click.option("--withheld", is_flag=True, help="He does not want to be shown; NUMBER is what his carrier tells.")
@click.option("--port", default="", metavar="PORT", help="Where he calls.  [default: somewhere]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def caller(api: Api, number: str, withheld: bool, port: str, as_json: bool) -> None:
    """What the engine makes of a caller's NUMBER: its one form, other spellings, where it is from; whether a list
    refuses him, his class, and why.

    Without the engine, what is not said by the lists; country and area are those of the home's settings."""
    from ccengine.app.overrides import settings_of

    try:
        numbering = settings_of(Home(api.home)).numbering
    except (Trouble, BadInput) as error:
        raise click.ClickException(str(error)) from None
    told: dict[str, Any] = {"number": number, "spellings": list(numbering.spellings(number))}
    tongue = "zh" if chinese() else "en"
    try:
        if not Home(api.home).control_socket.exists():
            raise Away
        told |= api.get("caller", number=number, withheld=withheld, port=port, language=tongue)
    except Away:
        told |= facts(numbering, number)
    click.echo(json_shown(told) if as_json else view_of_call(told) if "named" in told else view(told))


def facts(numbering: Numbering, number: str) -> dict[str, Any]:
    """Without the engine."""
    form = numbering.form(number)
    area, carrier = _origin(form)
    return {"form": form, "area": area, "carrier": carrier}


def view(told: Mapping[str, Any]) -> str:
    if not told["form"]:
        return say("{number} is no number: nobody's, and compared with nothing.", number=shown(str(told["number"])))
    rows = [
        (say("form"), told["form"]),
        (say("also written"), ", ".join(told.get("spellings", [])[1:])),
        (say("area"), told["area"]),
        (say("mobile carrier"), told["carrier"]),
    ]
    return "\n".join(f"{name}: {shown(value)}" for name, value in rows if value)


def view_of_call(told: Mapping[str, Any]) -> str:
    """What would become of his call, by the engine's word."""
    lines = [] if told["withheld"] and not told["number"] else [view(told)]
    if told["withheld"]:
        lines.append(say("withheld"))
    named = {each["id"]: each for each in told["named"]}
    if told["listed"]:
        what = say("refused before the call is answered") if told["refused"] else say("let in")
        lines.append(f"{what}  ({_because(named, told['listed'])})")
    if told["classed"]:
        start = f"{say('head start')}: {told['head_start']:g} s"
        because = _because(named, told["classed"])
        lines.append(f"{say('class')}: {shown(told['caller_class'])}, {start}  ({because})")
    lines += [
        f"{say('also named by')}: {_because(named, id)}" for id in named if id not in (told["listed"], told["classed"])
    ]
    return "\n".join(lines)


def _because(named: Mapping[str, Mapping[str, Any]], id: str) -> str:
    entry = named.get(id, {})
    notes = [entry.get("reason", ""), "" if entry.get("holds", True) else say("its time is over"), entry.get("by", "")]
    return shown(", ".join([id, *filter(None, notes)]))


def _origin(form: str) -> tuple[str, str]:
    """Area and mobile carrier that the number was given out in, in Chinese or English; "" for what is not known.  The
    tables take half a second and 100 MB: only here."""
    if not form.startswith("+"):
        return "", ""
    from phonenumbers import NumberParseException, carrier, geocoder, parse

    tongue = "zh" if chinese() else "en"
    try:
        number = parse(form)
    except NumberParseException:
        return "", ""
    return geocoder.description_for_number(number, tongue), carrier.name_for_number(number, tongue)
