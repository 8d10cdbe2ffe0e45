"""Starting our own processes: apart from the terminal, with the home's mark, writing to the home's logs."""

import os
import signal
import sys

from ccengine.app.logs import open_log
from ccengine.app.procs import MARK, marked_environment
from ccengine.model.home import Home


def _argv(module: str, home: Home) -> list[str]:
    # -P: the folder it happens to be started in holds none of its modules
    return [sys.executable, "-P", "-m", module, "--home", str(home.root)]


def spawn(module: str, home: Home, *options: str, stdin: int | None = None) -> int:
    """Start `python -m module --home DIR`; its output goes to log/<last part of module>.log.  Its pid."""
    out = open_log(home, module.rpartition(".")[2])
    nothing = (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0)
    try:
        return os.posix_spawn(
            sys.executable,
            [*_argv(module, home), *options],
            marked_environment(home.root),
            file_actions=[
                nothing if stdin is None else (os.POSIX_SPAWN_DUP2, stdin, 0),
                (os.POSIX_SPAWN_DUP2, out, 1),
                (os.POSIX_SPAWN_DUP2, out, 2),
            ],
            setsid=True,  # an interrupt typed at the terminal is not for it
            setsigdef=[signal.SIGPIPE, signal.SIGINT],
        )
    finally:
        os.close(out)


def exec_marked(module: str, home: Home) -> None:
    """Start this process anew with the home's mark, unless it has it: /proc shows the environment of the start."""
    if os.environ.get(MARK) != str(home.root.resolve()):
        os.execve(sys.executable, _argv(module, home), marked_environment(home.root))
