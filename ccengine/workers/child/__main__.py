"""`python -m ccengine.workers.child KIND FD PARENT`: serves tasks on the socket FD until the engine closes it."""

import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

from ccengine.scheduling import give_way
from ccengine.workers.child import guard, kin
from ccengine.workers.child.channel import Channel
from ccengine.workers.frames import FrameError, Message

NICER = 10  # calls come first: the engine's loop gets the CPU before any task does

Task = Callable[[Message, Channel], Message]


def task_of(kind: str, setup: Message) -> Task:
    """What this worker does with a task.  `setup` is the engine's first message: limits by name.

    Each kind imports what it needs: TLS alone is half of a worker's start."""
    if kind == "http":
        from ccengine.workers.child.http import http_task

        return lambda task, _: http_task(task, setup["forbidden"])
    if kind == "member":
        from ccengine.workers.child.members import member_task

        return lambda task, _: member_task(task)
    if kind == "compile":
        from ccengine.workers.child.compile import Compiler

        return Compiler()
    if kind == "source":
        from ccengine.workers.child.sources.keeper import SourceKeeper

        return SourceKeeper(setup["source"], setup["memory"])
    bounds = guard.Bounds(setup["memory"], setup["file_size"], setup["files"], setup["processes"])
    if kind == "script":
        from ccengine.workers.child.script import ScriptKeeper

        return ScriptKeeper(bounds, setup["tasks"])
    from ccengine.workers.child.program import ProgramKeeper

    return ProgramKeeper(bounds)


def main(argv: list[str]) -> int:
    kind, fd, parent = argv[0], int(argv[1]), int(argv[2])
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    guard.die_with(parent, signal.SIGTERM)  # and not by SIGKILL: what users' code started ends before
    guard.adopt_orphans()
    give_way(NICER)
    _close_all_but(fd)
    channel = Channel(socket.socket(fileno=fd))
    channel.sock.set_inheritable(False)
    channel.sock.setblocking(True)  # the engine's sockets do not
    try:
        setup = channel.read()
        if setup is not None:
            task = task_of(kind, setup)
            _write_no_bytecode()
            serve(channel, task)
    except (BrokenPipeError, ConnectionResetError):
        return 0  # the engine wants nothing more
    except (FrameError, OSError) as error:
        print(f"ccengine: a {kind} worker ends: {error}", file=sys.stderr)
        return 1
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it ends: in Python's own last steps it would be a traceback
        kin.end_all()
    return 0


def _end(*_: object) -> NoReturn:
    raise SystemExit(0)


def _write_no_bytecode() -> None:
    """Of users' code, from here on: bytecode's date counts whole seconds, so a script mended within one, at the same
    length, would run unmended.  What the worker itself imported may be kept."""
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"


def _close_all_but(fd: int) -> None:
    """What the engine left open by mistake is not for users' code."""
    for other in os.listdir("/proc/self/fd"):
        if int(other) > 2 and int(other) != fd:
            with suppress(OSError):
                os.close(int(other))


def serve(channel: Channel, run: Task) -> None:
    while (message := channel.read()) is not None:
        if "task" not in message:
            continue  # what the engine said to a program whose end it had not heard of yet
        channel.write({"begun": True})
        channel.write({"answer": run(message["task"], channel)})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
