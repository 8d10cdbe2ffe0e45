"""`ccctl flow load`: check what lies in the home's flows folder, and let new calls enter it.

Exit codes: 0 loaded, or nothing had changed; 1 something is wrong, and nothing was changed; 3 office or engine away."""

import re
import sys
from typing import Any

import click

from ccengine.cli.api import Api
from ccengine.cli.flow.versioned import LOADING, by_option, echo, json_option, load, port_option, told
from ccengine.cli.words import say


def share(_ctx: click.Context, _param: click.Parameter, text: str | None) -> float:
    """`10%` or `0.1`."""
    if text is None:
        return 1.0
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) *(%?)", text)
    value = float(match[1]) / (100 if match[2] else 1) if match else 0.0
    if not 0 < value < 1:
        raise click.BadParameter(f"{text!r} is no share: write 10%, or 0.1")
    return value


@click.command()
@port_option
@click.option("--canary", "share", callback=share, metavar="SHARE", help="Only so many of the new calls: 10%.")
@by_option
@json_option
@click.pass_obj
def command(api: Api, port: str, share: float, by: str, as_json: bool) -> None:
    """Check and load the flows and ports.yaml.

    New calls enter what was loaded; calls that are here go on in the version that they came into. Anything that is
    wrong is told, and then nothing changes."""
    answer: Any = api.post("flows/load", {"port": port, "share": share, "by": by}, LOADING)
    if answer["found"]:
        echo(answer, as_json, lambda answer: told(answer["found"], answer["more"]) + "\n" + say("Nothing was loaded."))
        sys.exit(1)
    echo(answer, as_json, load)
