"""`ccctl caller NUMBER`: what the engine makes of a number."""

import click

from ccengine.app.trouble import Trouble
from ccengine.cli.api import Api
from ccengine.cli.text import json_shown, shown
from ccengine.cli.words import say
from ccengine.model.diagnostics import BadInput
from ccengine.model.home import Home
from ccengine.model.numbering import Numbering


@click.command()
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def caller(api: Api, number: str, as_json: bool) -> None:
    """What the engine makes of a caller's NUMBER: its one form, other spellings, where it is from.

    Nothing need run; country and area are those of the home's settings."""
    from ccengine.app.overrides import settings_of

    try:
        numbering = settings_of(Home(api.home)).numbering
    except (Trouble, BadInput) as error:
        raise click.ClickException(str(error)) from None
    told = facts(numbering, number)
    click.echo(json_shown(told) if as_json else view(told))


def facts(numbering: Numbering, number: str) -> dict[str, object]:
    form = numbering.form(number)
    area, carrier = _origin(form)
    return {
        "number": number,
        "form": form,
        "spellings": list(numbering.spellings(number)),
        "area": area,
        "carrier": carrier,
    }


def view(told: dict[str, object]) -> str:
    if not told["form"]:
        return say("{number} is no number: nobody's, and compared with nothing.", number=shown(str(told["number"])))
    spellings = told["spellings"]
    assert isinstance(spellings, list)
    rows = [
        (say("form"), told["form"]),
        (say("also written"), ", ".join(spellings[1:])),
        (say("area"), told["area"]),
        (say("mobile carrier"), told["carrier"]),
    ]
    return "\n".join(f"{name}: {value}" for name, value in rows if value)


def _origin(form: str) -> tuple[str, str]:
    """Area and mobile carrier that the number was given out in, in Chinese or English; "" for what is not known.  The
    tables take half a second and 100 MB: only here."""
    if not form.startswith("+"):
        return "", ""
    from phonenumbers import NumberParseException, carrier, geocoder, parse

    from ccengine.cli.words import chinese

    tongue = "zh" if chinese() else "en"
    try:
        number = parse(form)
    except NumberParseException:
        return "", ""
    return geocoder.description_for_number(number, tongue), carrier.name_for_number(number, tongue)
