"""`ccctl flow versions`: which version each port's calls enter."""

import click

from ccengine.cli.api import Api
from ccengine.cli.flow.versioned import echo, json_option, moment, one_port, percent, port_option, ports
from ccengine.cli.text import table
from ccengine.cli.words import say
from ccengine.model.ids import short


@click.command()
@port_option
@click.option("--history", is_flag=True, help="Who loaded what and when, the newest first.")
@json_option
@click.pass_obj
def command(api: Api, port: str, history: bool, as_json: bool) -> None:
    """Which version the calls of each port enter.

    Of one port (--port) also the versions before, and how the calls of each ended: a canary beside the version it is
    tried against."""
    if history:
        echo(api.get("flows/history", port=port or None), as_json, _history)
    else:
        echo(api.get("flows", port=port or None), as_json, one_port if port else ports)


def _history(answer: dict[str, list[dict[str, object]]]) -> str:
    rows = [
        [
            moment(float(str(each["at"]))),
            str(each["port"]),
            str(each["flow"]),
            short(str(each["version"])) or "-",
            str(each["how"]),
            percent(float(str(each["share"]))),
            str(each["by"]),
        ]
        for each in answer["versions"]
    ]
    return table([say(word) for word in ("time", "port", "flow", "version", "how", "share", "by")], rows)
