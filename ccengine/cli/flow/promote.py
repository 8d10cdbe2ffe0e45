"""`ccctl flow promote`: the canary for all."""

import click

from ccengine.cli.api import Api
from ccengine.cli.flow.versioned import LOADING, by_option, changes, echo, json_option, port_option


@click.command()
@port_option
@by_option
@json_option
@click.pass_obj
def command(api: Api, port: str, by: str, as_json: bool) -> None:
    """Let all new calls enter the version that was tried with a share of them."""
    echo(api.post("flows/promote", {"port": port, "by": by}, LOADING), as_json, changes)
