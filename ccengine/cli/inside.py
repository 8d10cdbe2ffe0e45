"""`ccctl inside`: what engine and office hold, for whoever looks for a leak."""

from collections.abc import Mapping
from typing import Any

import click

from ccengine.cli.api import Api
from ccengine.cli.text import json_shown, table
from ccengine.cli.words import say

LIMIT = 30.0
"""Seconds for the answer: both processes count all their objects, in slices."""
TYPES = 15
"""Of the most frequent types and the longest tables, so many are shown."""


@click.command()
@click.option("--collect", is_flag=True, help="Collect garbage first; holds calls for some ten milliseconds.")
@click.option("--all", "whole", is_flag=True, help=f"Every type and table, not only the {TYPES} largest.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables; has everything.")
@click.pass_obj
def inside(api: Api, collect: bool, whole: bool, as_json: bool) -> None:
    """What engine and office hold: objects by type, greenlets, descriptors, memory, lengths of tables."""
    answer = api.get("inside", within=LIMIT, collect=str(collect).lower())
    click.echo(json_shown(answer) if as_json else view(answer, whole))


def view(answer: Mapping[str, Any], whole: bool) -> str:
    return "\n\n".join(_process(name, told, whole) for name, told in answer.items())


def _process(name: str, told: Mapping[str, Any] | None, whole: bool) -> str:
    if told is None:
        return f"{say(name)}: {say('away')}"
    memory = told["memory"]
    sizes = ", ".join(f"{key} {value / 1e6:.1f} MB" for key, value in memory.items() if key != "blocks")
    held = say("held at most {ms:.1f} ms at a time", ms=1000 * told["longest"])
    if told["collected"] is not None:
        held += ", " + say("by collecting {ms:.1f} ms", ms=1000 * told["collected"])
    parts = [f"{say(name)}: {sizes}, blocks {memory['blocks']}; {held}"]
    for what in ("greenlets", "tasks", "threads", "descriptors", "tables", "objects"):
        if rows := _rows(told[what], whole or what not in ("tables", "objects")):
            head = say("{count} {what}", count=sum(told[what].values()), what=say(what))
            parts.append(table(["", head], rows, most=80))
    return "\n".join(parts)


def _rows(counts: Mapping[str, int], whole: bool) -> list[list[str]]:
    largest = sorted(((count, key) for key, count in counts.items() if count), key=lambda row: (-row[0], row[1]))
    return [[f"{count:>8}", key] for count, key in (largest if whole else largest[:TYPES])]
