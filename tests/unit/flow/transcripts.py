"""Terminal sessions as text: `$ ccctl ...`, what is shown, `> what is typed`, what is shown then."""

import shlex

from click.testing import CliRunner

from ccengine.cli.ccctl import main


def replay(text: str) -> str:
    """The same session as it goes now."""
    command, *rest = text.splitlines()
    typed = [line[2:] for line in rest if line.startswith("> ") or line == ">"]
    arguments = shlex.split(command.removeprefix("$ ccctl "))
    done = CliRunner(env={"LC_ALL": "C.UTF-8"}).invoke(main, arguments, input="".join(f"{line}\n" for line in typed))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return f"{command}\n" + "".join(f"{line.rstrip()}\n" for line in done.output.splitlines())
