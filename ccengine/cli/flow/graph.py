"""`ccctl flow graph`: a flow as a picture, with the counts of real calls on its arrows if asked.

Exit codes: 0 drawn; 2 a flow that cannot be read, or wrong usage; 3 the office is away."""

from pathlib import Path
from urllib.parse import quote

import click

from ccengine.cli.api import Api
from ccengine.cli.flow.trials import fail, prompts_option, read_sources
from ccengine.cli.moment import span
from ccengine.cli.written import write
from ccengine.flow.picture.chart import Counts
from ccengine.flow.picture.svg import draw
from ccengine.model.diagnostics import BadInput


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "out", type=click.Path(path_type=Path, dir_okay=False), help="The SVG.  [default: standard output]")
@click.option("--counts", is_flag=True, help="How many calls went each way: asked of the running office.")
@span("Calls that came")
@prompts_option
@click.pass_obj
def command(
    api: Api,
    file: Path,
    out: Path | None,
    counts: bool,
    since: float | None,
    until: float | None,
    prompts: Path | None,
) -> None:
    """Draw a flow as SVG: its nodes, and where their exits lead."""
    if (since or until) and not counts:
        raise click.UsageError("--from and --to are for --counts")
    try:
        sources = read_sources(file, prompts)
    except BadInput as bad:
        fail(bad)
    flow = sources.bundle.main
    picture = draw(flow, asked(api, flow.name, since, until) if counts else None)
    if out is None:
        click.echo(picture, nl=False)
    else:
        write(out, picture)


def asked(api: Api, flow: str, since: float | None, until: float | None) -> Counts:
    answer = api.get(f"flows/{quote(flow, safe='')}/counts", since=since, until=until)
    return Counts(
        calls=answer["begun"],
        entered={row["node"]: row["entered"] for row in answer["nodes"]},
        left={(row["node"], row["exit"]): row["count"] for row in answer["exits"]},
    )
