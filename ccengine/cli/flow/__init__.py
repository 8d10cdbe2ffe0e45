"""`ccctl flow ...`: a command is a file of its name with `command`, imported when it is used.

COMMANDS                                   case.py, check.py ... (`try_.py`: Python knows `try` as a word of its own)
the checks' findings, as text or JSON      checking.py, findings.py
a case's file, and what came of it         case_file.py, case_report.py
flows that are tried                       trials.py
versions, and what the hotline runs        versioned.py"""

from importlib import import_module

import click

COMMANDS = ("case", "check", "diff", "graph", "load", "promote", "rollback", "schema", "test", "try", "versions")


class _Files(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"ccengine.cli.flow.{'try_' if cmd_name == 'try' else cmd_name}")
        command: click.Command = module.command
        return command


@click.group(cls=_Files)
def flow() -> None:
    """Check, try, test and load flows."""
