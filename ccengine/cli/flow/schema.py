"""`ccctl flow schema`: for editors."""

import json

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of flows.

    An editor with yaml-language-server uses it for a flow that begins with `# yaml-language-server:
    $schema=flow.schema.json`."""
    from ccengine.flow.schema import flow_schema

    click.echo(json.dumps(flow_schema(), ensure_ascii=False, indent=1))
