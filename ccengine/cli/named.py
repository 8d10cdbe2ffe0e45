"""What a command is asked about, by its id."""

import click

from ccengine.cli.words import say


def named(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Not empty: a script whose variable is not set asks for nobody, not for all."""
    if value is not None and not value.strip():
        raise click.BadParameter(say("is empty: name one"))
    return value
