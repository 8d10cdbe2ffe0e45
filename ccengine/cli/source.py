"""`ccctl source`: the databases that flows may ask."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import click

from ccengine.cli.api import Api
from ccengine.cli.flow.versioned import echo, json_option
from ccengine.cli.text import shown, table
from ccengine.cli.words import say

ROWS = ("source", "database", "tables", "asking", "last answer")
LONGEST = 40.0  # seconds: a source may have thirty, the office waits a little longer


@click.group()
def source() -> None:
    """The databases that flows may ask."""


@source.command("list")
@json_option
@click.pass_obj
def list_(api: Api, as_json: bool) -> None:
    """Each source, and what came of its last request."""
    echo(api.get("sources"), as_json, view)


@source.command("test")
@click.argument("name")
@json_option
@click.pass_obj
def test(api: Api, name: str, as_json: bool) -> None:
    """Reach source NAME, and look for the tables and columns that the settings name."""
    answer = api.post(f"sources/{quote(name, safe='')}/test", limit=LONGEST)
    echo(answer, as_json, _tested)
    if answer["outcome"] != "done" or answer["found"]:
        raise SystemExit(1)


@source.command("try")
@click.argument("name")
@click.argument("table_", metavar="TABLE")
@click.option("--where", multiple=True, required=True, metavar="COLUMN=VALUE", help="Several: all of them.")
@click.option("--field", "fields", multiple=True, metavar="COLUMN", help="[default: all that may be read]")
@click.option("--order", multiple=True, metavar="COLUMN", help="-COLUMN: the largest first.")
@click.option("--most", type=click.IntRange(0, 500), default=0, help="So many of the first.  [default: all]")
@json_option
@click.pass_obj
def try_(
    api: Api,
    name: str,
    table_: str,
    where: tuple[str, ...],
    fields: tuple[str, ...],
    order: tuple[str, ...],
    most: int,
    as_json: bool,
) -> None:
    """Look rows up in TABLE of source NAME as a flow does, with a flow's rights."""
    wanted = dict(_pair(each) for each in where)
    body = {"table": table_, "where": wanted, "fields": [*fields], "order": [*order], "most": most}
    answer = api.post(f"sources/{quote(name, safe='')}/try", body, LONGEST)
    echo(answer, as_json, rows)
    if answer["outcome"] != "done":
        raise SystemExit(1)


def _pair(text: str) -> tuple[str, str]:
    column, equal, value = text.partition("=")
    if not equal or not column:
        raise click.BadParameter(say('"{given}" is not COLUMN=VALUE', given=shown(text)), param_hint="--where")
    return column, value


def view(answer: Mapping[str, Any]) -> str:
    found = [
        [
            each["source"],
            f"{each['kind']} {each['place']}",
            " ".join(each["tables"]),
            str(each["asking"]),
            _last(each),
        ]
        for each in answer["sources"]
    ]
    return table([say(word) for word in ROWS], found) if found else say("settings.yaml names no sources.")


def _last(each: Mapping[str, Any]) -> str:
    if not each["last"]:
        return say("not asked yet")
    return f"{each['last']} {each['seconds']:.3f} s" + (f": {shown(each['detail'])}" if each["detail"] else "")


def _tested(answer: Mapping[str, Any]) -> str:
    name = shown(answer["source"])
    if answer["outcome"] != "done":
        return say("{source}: {outcome}", source=name, outcome=answer["outcome"]) + f": {shown(answer['detail'])}"
    if answer["found"]:
        return "\n".join(f"{name}: {shown(each)}" for each in answer["found"])
    return say("{source}: reached ({server}); all tables and columns are there", source=name, server=answer["server"])


def rows(answer: Mapping[str, Any]) -> str:
    if answer["outcome"] != "done":
        return f"{answer['outcome']}: {shown(answer['detail'])}"
    if not answer["rows"]:
        return say("There is no such row.")
    names = answer["fields"]
    return table(
        names, [["" if row[name] is None else shown(str(row[name])) for name in names] for row in answer["rows"]]
    )
