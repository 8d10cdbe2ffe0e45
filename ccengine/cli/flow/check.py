"""`ccctl flow check`: all that is wrong with flows, without a daemon.

Exit codes: 0 nothing is wrong; 1 something is; 2 wrong usage."""

import sys
from pathlib import Path

import click

from ccengine.cli.flow.checking import Places, check_paths
from ccengine.cli.flow.findings import FORMATS, Outcome
from ccengine.cli.text import shown

PATH = click.Path(path_type=Path, exists=True)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("paths", type=PATH, nargs=-1, required=True, metavar="FILE-OR-FOLDER...")
@click.option(
    "--home", type=FOLDER, help="Where settings.yaml, prompts/ and music/ lie.  [default: the folder above the flows]"
)
@click.option("--prompts", type=FOLDER, help="The folder of prompts: <language>/<name>.wav.")
@click.option("--settings", type=FILE, help="settings.yaml: the names of the queues, and whether music/ counts.")
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Warnings are errors.")
def command(
    paths: tuple[Path, ...], home: Path | None, prompts: Path | None, settings: Path | None, form: str, strict: bool
) -> None:
    """Tell all that is wrong with flows, at once.

    A file is checked with the flows beside it that it enters, a folder as a whole, with its ports.yaml.  A flow
    that others enter is checked as they enter it."""
    for path in paths:
        if not path.is_file() and not path.is_dir():
            raise click.UsageError(f"{path} is a pipe or a device: flows are files NAME.yaml")
        if path.is_file() and (path.suffix != ".yaml" or "." in path.stem):
            raise click.UsageError(f"{path} is no flow: they are files NAME.yaml")
    checked = check_paths(paths, Places(home, prompts, settings))
    outcome = Outcome(checked.found, checked.flows, strict)
    for line in FORMATS[form](outcome):
        click.echo(line)
    for note in checked.notes:
        click.echo(shown(note), err=True)
    sys.exit(1 if outcome.errors else 0)
