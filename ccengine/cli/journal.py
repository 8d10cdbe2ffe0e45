"""`ccctl journal`: what the engine wrote down, and what was corrected after a crash."""

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

import click

from ccengine.cli.api import Api
from ccengine.cli.journal_search import BROKEN, CORRECTED, TIME, Asked, Entry, Search
from ccengine.cli.moment import span
from ccengine.cli.named import named
from ccengine.cli.text import json_shown, shown
from ccengine.cli.views import clock
from ccengine.cli.words import say
from ccengine.model.home import Home

TROUBLE = 1


@click.command()
@click.option("--call", callback=named, help="All records of one call.")
@click.option("--agent", callback=named, help="All records of one agent.")
@click.option("--kind", "kinds", multiple=True, help="Of this kind (CallArrived, TalkBegan ...); more than once.")
@click.option("--all", "every", is_flag=True, help="All records.")
@span("What happened")
@click.option("--limit", type=click.IntRange(1), help="The last ones only.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object in a line for each.")
@click.pass_obj
def journal(
    api: Api, call: str | None, agent: str | None, kinds: tuple[str, ...], every: bool, since: float | None,
    until: float | None, limit: int | None, as_json: bool,
) -> None:  # fmt: skip
    """What is of note in the journal: starts and ends of the engine, crashes, what was corrected after them, times that
    were estimated, records that are lost or damaged.

    It is read from the home's files, so that it can be asked while nothing runs."""
    search = Search(Asked(every, call or "", agent or "", frozenset(kinds), since, until))
    folder = Home(api.home).journal
    if not folder.exists():
        click.echo(f"ccctl: {folder}: {say('there is no journal')}", err=True)
        sys.exit(TROUBLE)
    printed = _print(_read(search, folder), limit, as_json)
    if not as_json:
        if not printed and search.read:
            click.echo(say("None of them is what was asked for."))
        click.echo(summary(search))
    for kind in kinds:
        if kind not in search.counts:
            click.echo(f"ccctl: {missing(kind, search.counts)}", err=True)


def _read(search: Search, folder: Path) -> Iterator[Entry]:
    """Ends the program where the journal cannot be read; what cannot be printed is no matter of the journal."""
    try:
        yield from search.entries(folder)
    except OSError as error:
        click.echo(f"ccctl: {folder}: {error.strerror}", err=True)
        sys.exit(TROUBLE)


def missing(kind: str, there: Iterable[str]) -> str:
    """A kind that was mistyped looks like one that never happened."""
    names = {name.lower(): name for name in sorted(there)}
    near = get_close_matches(kind.lower(), names, 3)
    told = say("no record is of the kind {kind!r}", kind=shown(kind))
    return f"{told}; {say('did you mean {names}?', names=', '.join(names[each] for each in near))}" if near else told


def _print(entries: Iterator[Entry], limit: int | None, as_json: bool) -> int:
    """How many were printed."""
    printed = 0
    for entry in deque(entries, maxlen=limit) if limit else entries:
        click.echo(json_shown(_plain(entry), indent=None) if as_json else line(entry))
        printed += 1
    return printed


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
        "{first} to {last}, {records} records in all: crashes {crashes}, corrected {corrected}, estimated {estimated}, "
        "broken invariants {broken}, gaps {gaps}, damaged {damaged}",
        records=search.read,
        first=clock(search.first, long=True),
        last=clock(search.last, long=True),
        crashes=search.crashes,
        corrected=counts[CORRECTED] + counts[TIME],
        estimated=counts["estimated"],
        broken=counts[BROKEN],
        gaps=counts["Gap"],
        damaged=counts["damaged"],
    )
