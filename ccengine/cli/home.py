"""Which home a command is for: the option that every program has.  Small: it is imported by each of them."""

from pathlib import Path

import click

from ccengine.app.shipped import checkout


def default_home() -> Path:
    top = checkout()
    return (top or Path.cwd()) / "var"


home_option = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    default=default_home,
    show_default="var/ in the checkout",
    envvar="CCENGINE_HOME",
    help="The folder that keeps everything of an installation.",
)
