"""`ccctl flow rollback`: back to the version before."""

import click

from ccengine.cli.api import Api
from ccengine.cli.flow.versioned import LOADING, by_option, echo, json_option, port_option, rollback


@click.command()
@port_option
@by_option
@json_option
@click.pass_obj
def command(api: Api, port: str, by: str, as_json: bool) -> None:
    """Back to the version before: of one port, or of all that the last load changed.

    While a canary is tried, it is withdrawn. Again goes back further. Calls that are here stay in their version.
    The folder is not touched: what was taken back comes again with the next load."""
    echo(api.post("flows/rollback", {"port": port, "by": by}, LOADING), as_json, rollback)
