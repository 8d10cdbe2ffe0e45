"""Which home a command is for: the option that every program has.  Small: it is imported by each of them."""

from pathlib import Path
from typing import Any

import click

from ccengine.app.shipped import checkout


def default_home() -> Path:
    top = checkout()
    return (top or Path.cwd()) / "var"


class Folder(click.Path):
    """One that can be named at all: "" is a variable of the shell that was never set."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not value:
            self.fail("it is empty", param, ctx)
        try:
            str(value).encode()
            Path(value).resolve().exists()
        except UnicodeEncodeError:
            self.fail(f"{str(value)!r} is not UTF-8", param, ctx)
        except (OSError, RuntimeError) as error:
            self.fail(f"{value}: {getattr(error, 'strerror', None) or error}", param, ctx)
        return super().convert(value, param, ctx)


home_option = click.option(
    "--home",
    type=Folder(path_type=Path, file_okay=False),
    default=default_home,
    show_default="var/ in the checkout",
    envvar="CCENGINE_HOME",
    help="The folder that keeps everything of an installation.",
)
