"""`ccctl callbacks`: who is to be called back, and when."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import click

from ccengine.cli.api import Api
from ccengine.cli.text import json_shown, table
from ccengine.cli.views import clock
from ccengine.cli.words import say


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.pass_context
def callbacks(ctx: click.Context, as_json: bool) -> None:
    """The callbacks that are kept."""
    if ctx.invoked_subcommand is None:
        answer = ctx.obj.get("callbacks")
        click.echo(json_shown(answer) if as_json else view(answer["callbacks"]))


@callbacks.command("cancel")
@click.argument("callback")
@click.pass_obj
def cancel(api: Api, callback: str) -> None:
    """Forget one, also while it is dialled."""
    api.post(f"callbacks/{quote(callback, safe='')}/cancel")
    click.echo(say("Done."))


def view(rows: list[Mapping[str, Any]]) -> str:
    if not rows:
        return say("No callbacks.")
    head = ("callback", "queue", "place", "number", "state", "asked", "tries", "until", "agent")
    return table(
        [say(word) for word in head],
        [
            [
                row["callback"],
                row["queue"],
                str(row["position"] or ""),
                row["number"],
                row["state"],
                clock(row["asked"]),
                str(row["tries"]),
                clock(row["until"]),
                row["agent"] or "",
            ]
            for row in rows
        ],
    )
