"""`ccctl flow case CALL`: a call that was made becomes a case that `ccctl flow test` runs.

Exit codes: 0 written; 1 no case can be made of it, or the flow goes another way by now; 2 wrong usage or a flow that
cannot be read; 3 the office is away."""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from ccengine.cli.api import Api
from ccengine.cli.flow.case_file import APPEND, FORCE, NEW, CaseOut
from ccengine.cli.flow.trials import Sources, fail, prompts_option, read_sources, read_version
from ccengine.cli.named import named
from ccengine.cli.text import shown
from ccengine.flow.cases.judge import judge, run_case
from ccengine.flow.cases.recorded import NoCase, Recorded, case_of
from ccengine.flow.cases.written import NotAdded
from ccengine.model.diagnostics import BadInput
from ccengine.model.home import Home


@click.command()
@click.argument("call", callback=named)
@click.option(
    "--flow",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Make it for this flow.  [default: the version that the call ran; that of the home, when it is not kept]",
)
@click.option("-o", "out", type=click.Path(path_type=Path, dir_okay=False), help="Write it there, into a new file.")
@click.option("--append", "how", flag_value=APPEND, help="With -o: add it to the cases of the file.")
@click.option("--force", "how", flag_value=FORCE, help="With -o: what the file held is lost.")
@prompts_option
@click.pass_context
def command(
    ctx: click.Context, call: str, file: Path | None, out: Path | None, how: str | None, prompts: Path | None
) -> None:
    """Print a case that goes as this call went: what the caller pressed, who answered, where it led.

    Secret keys are not on record: the case says so.  `-o flows/tests/NAME.test.yaml --append` adds it to the cases of
    a flow."""
    if how and out is None:
        raise click.UsageError(f"--{how} is for -o FILE")
    case_out = CaseOut(out, how or NEW)
    if told := case_out.refused():
        _refuse(told)
    api: Api = ctx.obj
    record = api.get(f"calls/{quote(call, safe='')}")["record"]
    if record is None:
        _refuse(f"call {call} is not on record yet")
    home = Home(ctx.find_root().params["home"].resolve())
    try:
        kept = None if file else read_version(home, record["version"], record["flow"])
        sources = kept or read_sources(file or home.flows / f"{record['flow']}.yaml", prompts)
        recorded = case_of(record, sources.bundle)
    except BadInput as bad:
        fail(bad)
    except NoCase as error:
        _refuse(str(error))
    try:
        differs = _write(recorded, record, sources, case_out)
    except BadInput as bad:
        fail(bad)
    except (NotAdded, OSError) as error:
        _refuse(str(error))
    for line in differs:
        click.echo(f"ccctl: {shown(line)}", err=True)
    sys.exit(1 if differs else 0)


def _write(recorded: Recorded, record: dict[str, Any], sources: Sources, out: CaseOut) -> list[str]:
    """What differs between the record and the flow as it is now."""
    case = recorded.case
    around = sources.around()
    differs = [f"the flow goes another way now: {found.text}" for found in judge(case, around).found]
    version = f", in version {shown(record['version'])} of the flow" if record["version"] else ""
    notes = [f"Made of call {shown(record['id'])}{version}.", *recorded.notes, *differs]
    transcript = [] if differs else run_case(case, around).transcript.texts
    out.write(sources.bundle.start, case, notes, transcript)
    return differs


def _refuse(text: str) -> None:
    click.echo(f"ccctl: {shown(text)}", err=True)
    sys.exit(1)
