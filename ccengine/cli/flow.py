"""`ccctl flow ...`: a command is a file `flow_<name>.py` with `command`, found by being there, imported when used."""

from importlib import import_module
from pkgutil import iter_modules

import click

import ccengine.cli

_PREFIX = "flow_"


class _Files(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        names = [module.name for module in iter_modules(ccengine.cli.__path__)]
        return sorted(name.removeprefix(_PREFIX).replace("_", "-") for name in names if name.startswith(_PREFIX))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"ccengine.cli.{_PREFIX}{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command


@click.group(cls=_Files)
def flow() -> None:
    """Check, try, test and load flows."""
