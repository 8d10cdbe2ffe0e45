"""`ccsim replay`: yesterday under other rules.

Exit codes: 0 done; 1 the journal cannot be replayed; 2 what was asked for is wrong."""

import errno
import math
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import click

from ccengine.acd.rules import Rules
from ccengine.app.trouble import Trouble
from ccengine.cli.ccengine import fail
from ccengine.cli.day_figures import DayFigures, day_books
from ccengine.cli.home import home_option
from ccengine.cli.replay.changed_settings import changed_settings
from ccengine.cli.replay.plot import drawing
from ccengine.cli.replay.spread import Draw, compared
from ccengine.cli.replay.table import clock, told
from ccengine.cli.text import json_shown, lines_shown
from ccengine.cli.written import write
from ccengine.model.diagnostics import BadInput
from ccengine.model.home import Home
from ccengine.model.settings import Settings
from ccengine.office.numbers.rules import NumberRules
from ccengine_sim.replay import (
    LATEST,
    BadJournal,
    Differs,
    Past,
    Staffing,
    Tie,
    TooFew,
    decided_anew,
    gather,
    other_rules,
    read_past,
    staffed,
    ties,
)

UNREADABLE = 1


@dataclass(frozen=True, slots=True)
class Replayed:
    since: float
    until: float
    day: DayFigures
    differs: Differs | None  # the settings as they are now do not give the day that was
    draws: tuple[Draw, ...] = ()  # one for each seed; none: nothing was simulated
    ties: tuple[Tie, ...] = ()  # talks that depended on the wait, which the simulation does not know


def staff_option(_ctx: click.Context, _param: click.Parameter, text: str) -> int:
    """`+2`, `-1`."""
    if text[:1] not in ("+", "-") or not text[1:].isascii() or not text[1:].isdigit() or len(text) > 5:
        raise click.BadParameter(f"{text!r} is no change: write +2 for two more, -1 for one less")
    return int(text)


@click.command()
@click.argument("journal", required=False, type=click.Path(path_type=Path, file_okay=False))
@home_option
@click.option(
    "--settings", type=click.Path(path_type=Path, dir_okay=False), help="[default: settings.yaml beside JOURNAL]"
)
@click.option(
    "--set", "assigned", multiple=True, metavar="WHAT=VALUE", help="queue.service.rings=all, agent.8001.tries=2"
)
@click.option("--agents", default="+0", callback=staff_option, help="+2: two more; -1: one less.")
@click.option(
    "--from", "--since", "since", help="Local time of the hotline, as 2026-11-22T08:30.  [default: its begin]"
)
@click.option("--to", "--until", "until", help="Not included.  [default: its end]")
@click.option("--seed", default=1, show_default=True, help="Of what the journal does not tell.")
@click.option(
    "--runs", default=1, show_default=True, type=click.IntRange(1, 1000), help="Simulate so often, with a seed each."
)
@click.option("--skip-damaged", is_flag=True, help="Replay without the records that are damaged.")
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Draw the day into this SVG file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(
    journal: Path | None, home: Path, settings: Path | None, assigned: tuple[str, ...], agents: int, since: str | None,
    until: str | None, seed: int, runs: int, skip_damaged: bool, plot: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """The day in JOURNAL (a folder of segments; the home's when not given) under other rules: service level, ASA,
    abandons, occupancy.

    Without --set and --agents: the day as it was, each of the machine's decisions made anew and compared."""
    journal = journal or Home(home.resolve()).journal
    if plot and not plot.parent.is_dir():  # told now, not after a thousand runs
        raise click.FileError(str(plot), os.strerror(errno.ENOENT))
    if not os.path.lexists(journal):
        fail(Trouble(f"{journal}: no such folder", "a journal is a folder of segments, as in HOME/journal"))
    file = settings or Path(os.path.realpath(journal)).parent / "settings.yaml"
    try:
        before, after = changed_settings(file, ()), changed_settings(file, assigned)
        zone = NumberRules.of(before).zone
        when = (moment("--from", since, zone), moment("--to", until, zone))
        found = replay(
            journal, before, after if assigned or agents else None, agents, when, range(seed, seed + runs), skip_damaged
        )
    except BadInput as error:
        fail(error)
    except TooFew as error:
        raise click.BadParameter(str(error), param_hint="--agents") from None
    except OSError as error:
        fail(Trouble(f"{error.filename}: {error.strerror}", "name the settings of that day: --settings FILE"))
    except BadJournal as error:
        click.echo(lines_shown(f"ccsim: {error}"), err=True)
        sys.exit(UNREADABLE)
    click.echo(json_shown(as_data(found)) if as_json else told(found, zone))
    if plot:
        write(plot, drawing(found, zone))


def moment(option: str, text: str | None, zone: tzinfo | None) -> float | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
        found = (at if at.tzinfo else at.replace(tzinfo=zone)).timestamp()
    except (ValueError, OverflowError, OSError):
        found = -1.0
    if not 0 <= found <= LATEST:
        raise click.BadParameter(f"{text!r} is no time, as in 2026-11-22 or 2026-11-22T08:30", param_hint=option)
    return found


def replay(
    journal: Path, before: Settings, after: Settings | None, more: int,
    when: tuple[float | None, float | None] = (None, None), seeds: Sequence[int] = (1,), skip_damaged: bool = False,
) -> Replayed:  # fmt: skip
    """`after`: the other rules; None for the day as it was.  All figures are of the same time, by the same SQL.  Raises
    BadJournal, TooFew."""
    rules = Rules.from_settings(before)
    past = read_past(journal, rules, when[0], skip_damaged, when[1])
    by, then = NumberRules.of(before), NumberRules.of(after or before)
    since, until = _between(past, when, by.zone)
    people = gather(past)
    same, other = staffed(before, past, people), staffed(after or before, past, people, more)
    with day_books() as books:
        day = books.figures(past.records, by, since, until)
        if after is None:
            return Replayed(since, until, day, decided_anew(past, rules))

        def drawn(staffing: Staffing, numbers: NumberRules, seed: int) -> DayFigures:
            return books.figures(other_rules(past, people, staffing, until, seed), numbers, since, until)

        draws = tuple(Draw(seed, drawn(same, by, seed), drawn(other, then, seed)) for seed in seeds)
    return Replayed(since, until, day, decided_anew(past, rules), draws, ties(people))


def _between(past: Past, when: tuple[float | None, float | None], zone: tzinfo | None) -> tuple[float, float]:
    """All that is on record, unless it is asked for less; the last record, too.  Not later than now."""
    end = math.ceil(past.end * 1000 + 1) / 1000
    since = past.begin if when[0] is None else when[0]
    until = end if when[1] is None else min(when[1], max(end, time.time()))
    if since >= until:
        text = f"from {clock(since, zone)} to {clock(until, zone)} is no time"
        raise click.UsageError(f"{text}: where --from and --to say nothing, the journal begins and ends")
    return since, until


def as_data(found: Replayed) -> dict[str, Any]:
    differs = found.differs
    return {
        "since": found.since,
        "until": found.until,
        "decided_the_same": differs is None,
        "differs": None if differs is None else {"record": differs.n, "at": differs.at, "fact": str(differs.fact),
            "ordered": _texts(differs.ordered), "would": _texts(differs.would)},
        "day": found.day.as_data(),
        "ties": [asdict(tie) for tie in found.ties],
        "runs": [{"seed": draw.seed, "model": draw.model.as_data(), "other": draw.other.as_data()}
            for draw in found.draws],
        "spread": compared(found.draws).as_data() if found.draws else None,
    }  # fmt: skip


def _texts(orders: Sequence[object]) -> list[str]:
    return [str(order) for order in orders]
