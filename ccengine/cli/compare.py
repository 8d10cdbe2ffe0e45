"""`ccsim compare`: the same calls through the engine, Asterisk's own queue and a bare loop, side by side.

Exit codes: 0 measured, whoever is better; 2 what was asked for is wrong, or something could not be played."""

import asyncio
import json
import os
import shutil
import sys
import tempfile
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from ccengine.app.cache import cache_folder
from ccengine.app.shipped import checkout
from ccengine.app.steps import Steps
from ccengine.app.tools import find
from ccengine.app.trouble import Trouble
from ccengine.cli.ccengine import NOT_PLAYED, fail
from ccengine.cli.ending import Ending
from ccengine.cli.home import Folder
from ccengine.cli.text import json_shown, shown, table
from ccengine.cli.words import say
from ccengine.model.diagnostics import BadInput
from ccengine_sim.compare import BARE, CELLS, ENGINE, LADDER, NATIVE, Bench, Figures, Part, Results, markdown, measured
from ccengine_sim.compare.table import Line
from ccengine_sim.compare.table import shown as cell_shown
from ccengine_sim.phone import MediaError, SippError

KEPT = "compare.json"
KEEP = "CCENGINE_KEEP_HOMES"
"""In the environment: homes and traces stay where they are."""
SITTINGS = ((Part.CALLS, Part.AUDIO, Part.OVERLOAD), (Part.PAUSED,), (Part.RATE,))
"""What one start of a cell serves."""
FIRST_RATES = {ENGINE: 40, NATIVE: 80, BARE: 130}
"""Where the first run begins to climb, calls a second: below what each was seen to do.  One that is too much is taken
back step by step."""


@click.command()
@click.option("--runs", default=5, show_default=True, type=click.IntRange(1, 100), help="Of each cell, in turn.")
@click.option(
    "--row",
    "parts",
    multiple=True,
    type=click.Choice([part.value for part in Part]),
    help="Only the rows of this load; may be repeated.",
)
@click.option("--cell", "cells", multiple=True, type=click.Choice(CELLS), help="Only this one; may be repeated.")
@click.option(
    "--report",
    "folder",
    type=Folder(path_type=Path, file_okay=False),
    help="Keep the figures here; those of earlier runs there count too.",
)
@click.option("--json", "as_json", is_flag=True, help="Every figure, and the table, as one JSON object.")
def command(runs: int, parts: tuple[str, ...], cells: tuple[str, ...], folder: Path | None, as_json: bool) -> None:
    """Play the same calls through the engine, through app_queue and through a bare FastAGI loop, run by run in turn."""
    ending = Ending()  # its hotline does not stay behind
    steps, results = Steps(sys.stderr), Results()
    try:
        results = _kept(folder)
        for run in range(1, runs + 1):
            _one_run(run, parts or tuple(Part), cells or CELLS, results, folder, steps)
    except (BadInput, Trouble) as error:
        fail(error, NOT_PLAYED)
    except (OSError, TimeoutError, SippError, MediaError) as error:
        fail(
            Trouble(f"{type(error).__name__}: {shown(str(error))}", "a busy machine? try one row by --row"), NOT_PLAYED
        )
    except KeyboardInterrupt:
        fail(Trouble("interrupted", "the figures of cells that were done are in --report DIR"), ending.code)
    click.echo(json_shown(results.as_dict()) if as_json else _told(results), nl=as_json)


def _one_run(
    run: int, parts: Sequence[str], cells: Sequence[str], results: Results, folder: Path | None, steps: Steps
) -> None:
    for sitting in SITTINGS:
        wanted = [part for part in sitting if part.value in parts]
        for cell in cells if wanted else ():
            seed = 1 + results.runs(cell, wanted[0])
            with _place() as place, steps.step(f"run {run}: {', '.join(wanted)}: {cell}"):
                bench = Bench(find("sipp", cache_folder()), _files(), place, seed)
                first = _first_rung(results, cell)
                found = asyncio.run(measured(bench, cell, wanted, lambda told: steps.line(f"       {told}"), first))
            results.add(cell, found)
            _keep(folder, results)
            if found:
                steps.line(f"       {_brief(found)}")


def _first_rung(results: Results, cell: str) -> int:
    """Of the ladder: where the last run has ended, or the next rung below, when a report was kept by another ladder."""
    rates = results.figures.get(cell, {}).get("clean")
    rate = rates[-1] if rates else FIRST_RATES[cell]
    return max(bisect_right(LADDER, rate) - 1, 0)


def _brief(found: Figures) -> str:
    return ", ".join(f"{row} {value:.3g}" for row, value in found.items())


def _files() -> Path:
    """Raises Trouble."""
    top = checkout()
    if top is None:
        raise Trouble("the competitors' files come with the sources only", "run it from a checkout of the sources")
    return top / "sim" / "compare"


@contextmanager
def _place() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="cc-cmp-"))
    try:
        yield place
    finally:
        if KEEP in os.environ:
            Steps(sys.stderr).line(f"       kept: {place}")
        else:
            shutil.rmtree(place, ignore_errors=True)


def _kept(folder: Path | None) -> Results:
    """Raises Trouble."""
    if folder is None or not (folder / KEPT).exists():
        return Results()
    try:
        return Results.of(json.loads((folder / KEPT).read_text("utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, IsADirectoryError):
        raise Trouble(f"{folder / KEPT} holds no figures", "name another folder") from None


def _keep(folder: Path | None, results: Results) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / KEPT).write_text(json.dumps(results.as_dict(), indent=1), "utf-8")
        (folder / "compare.md").write_text(markdown(results), "utf-8")


def _told(results: Results) -> str:
    head = [say(word) for word in ("row", "unit", *CELLS, "worse than", "aim")]
    return table(head, [_row(line) for line in results.lines()], most=60) + "\n"


def _row(line: Line) -> list[str]:
    worse = ", ".join(say(name) for name in line.worse)
    aim = ""
    if line.row.aim is not None:
        word = {True: "met", False: "not met", None: "not told"}[line.met]
        aim = f"{say(line.row.aim.text)}: {say(word)}"
    cells = (cell_shown(line.cells.get(name)) for name in CELLS)
    return [say(line.row.title), say(line.row.unit), *cells, worse, aim]
