"""`ccctl journal`: what the engine wrote down, and what was corrected after a crash."""

import sys
from collections import deque
from datetime import datetime
from pathlib import Path

import click

from ccengine.cli.api import Api
from ccengine.cli.journal_search import BROKEN, CORRECTED, Asked, Entry, Search
from ccengine.cli.text import json_shown, shown
from ccengine.cli.views import clock
from ccengine.cli.words import say
from ccengine.model.home import Home

TROUBLE = 1


@click.command()
@click.option("--call", default="", help="All records of one call.")
@click.option("--agent", default="", help="All records of one agent.")
@click.option("--kind", "kinds", multiple=True, help="Of this kind (CallArrived, TalkBegan ...); more than once.")
@click.option("--all", "every", is_flag=True, help="All records.")
@click.option("--since", type=click.DateTime(), help="At or after this local time.")
@click.option("--until", type=click.DateTime(), help="Before this local time.")
@click.option("--limit", type=click.IntRange(1), help="The last ones only.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object in a line for each.")
@click.pass_obj
def journal(
    api: Api, call: str, agent: str, kinds: tuple[str, ...], every: bool, since: datetime | None,
    until: datetime | None, limit: int | None, as_json: bool,
) -> None:  # fmt: skip
    """What is of note in the journal: starts and ends of the engine, crashes, what was corrected after them, times that
    were estimated, records that are lost or damaged.

    It is read from the home's files, so that it can be asked while nothing runs."""
    begin, end = (when.timestamp() if when else None for when in (since, until))
    search, folder = Search(Asked(every, call, agent, frozenset(kinds), begin, end)), Home(api.home).journal
    try:
        _print(search, folder, limit, as_json)
    except OSError as error:
        click.echo(f"ccctl: {folder}: {error.strerror}", err=True)
        sys.exit(TROUBLE)
    if not as_json:
        click.echo(summary(search))


def _print(search: Search, folder: Path, limit: int | None, as_json: bool) -> None:
    entries = search.entries(folder)
    for entry in deque(entries, maxlen=limit) if limit else entries:
        click.echo(json_shown(_plain(entry), indent=None) if as_json else line(entry))


def _plain(entry: Entry) -> dict[str, object]:
    return {"n": entry.n or None, "t": entry.at, "k": entry.kind, **entry.fields}


def line(entry: Entry) -> str:
    fields = "  ".join(f"{name}={value}" for name, value in entry.fields.items() if value not in ("", None, False))
    at = f"{clock(entry.at, long=True)}.{int(entry.at % 1 * 1000):03d}" if entry.at else "".ljust(23)
    return f"{at}  {entry.n or '-':>8}  {shown(entry.kind):<18} {shown(fields)}".rstrip()


def summary(search: Search) -> str:
    if search.first is None or search.last is None:
        return say("No records.")
    counts = search.counts
    return say(
        "{first} to {last}, records {records}: crashes {crashes}, corrected {corrected}, estimated {estimated}, "
        "broken invariants {broken}, gaps {gaps}, damaged {damaged}",
        records=search.read,
        first=clock(search.first, long=True),
        last=clock(search.last, long=True),
        crashes=search.crashes,
        corrected=counts[CORRECTED],
        estimated=counts["estimated"],
        broken=counts[BROKEN],
        gaps=counts["Gap"],
        damaged=counts["damaged"],
    )
