"""The process that runs users' scripts: forked by the keeper, bound to one folder, ended by the keeper.

It writes its answers to a socket the script does not know of.  Should a script find and spoil it, the keeper sees a
broken frame, more than one answer or its end, and only this call's node fails."""

import os
import sys
import traceback
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from ccengine.hooks import hotline
from ccengine.model.hooks import MAX_ASKED, Denied
from ccengine.model.services import DETAIL
from ccengine.workers.child import guard
from ccengine.workers.child.body import MAX_DEPTH, deeper
from ccengine.workers.child.channel import Channel
from ccengine.workers.child.finder import NotFound, find
from ccengine.workers.frames import FrameError, Message, pack

MAX_VALUE = 64 * 1024  # bytes of what a script returns, as JSON


def become_runner(
    channel: Channel, engine: Channel, keeper: int, folder: str, output: int, bounds: guard.Bounds
) -> NoReturn:
    """From the fork on.  Never returns into the keeper's code, whatever happens."""
    code = 1
    try:
        guard.default_signals()
        guard.die_with(keeper)
        engine.close()
        guard.bound(bounds)
        _redirect(output)
        os.chdir(folder)
        sys.path.insert(0, folder)
        sys.argv = [""]
        runner = os.getpid()
        while (task := channel.read()) is not None:
            guard.bound_cpu(task["timeout"])
            hotline.serve(partial(_ask, channel))
            answer = run(task, Path(folder))
            hotline.serve(None)
            if os.getpid() != runner:
                break  # a child that the script made, and that came back in its place: it has nobody to answer
            channel.write(answer)
        code = 0
    finally:
        os._exit(code)


def _ask(channel: Channel, question: Message) -> Message:
    """What the script asks the hotline goes to the keeper, and from there to the engine."""
    try:
        size = len(pack(question))
    except (TypeError, ValueError, RecursionError, FrameError) as error:
        return {"denied": Denied.WRONG, "detail": f"it cannot be sent as JSON: {error}"}
    if size > MAX_ASKED:
        return {"denied": Denied.TOO_LARGE, "detail": f"a question of {size} bytes; at most {MAX_ASKED}"}
    channel.write(question)
    if (message := channel.read()) is None:
        raise SystemExit(1)
    told: Message = message["told"]
    return told


def _redirect(output: int) -> None:
    """Standard input is empty; standard output and error go to the keeper."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(null)


def run(task: Message, folder: Path) -> Message:
    try:
        value = find(task["callable"], folder)(**task["arguments"])
        answer = _valued(value)
    except NotFound as error:
        answer = {"outcome": "refused", "detail": str(error)}
    except BaseException as error:  # SystemExit, KeyboardInterrupt, too: a script ends its call, not its worker
        answer = {"outcome": "failed", "detail": _told(error)}
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # the script closed it
            stream.flush()
    return answer


def _valued(value: Any) -> Message:
    try:
        answer = {"outcome": "done", "value": value}
        size = len(pack(answer))
    except (TypeError, ValueError, RecursionError) as error:
        kind = type(value).__name__
        return {"outcome": "failed", "detail": f"what it returned ({kind}) is no JSON value: {error}"}
    if size > MAX_VALUE:
        return {"outcome": "failed", "detail": f"it returned {size} bytes as JSON; at most {MAX_VALUE}"}
    if deeper(value, MAX_DEPTH):
        return {"outcome": "failed", "detail": f"it returned JSON deeper than {MAX_DEPTH}"}
    return answer


def _told(error: BaseException) -> str:
    """The traceback from the script's own lines on; its end, when it is long."""
    frames = error.__traceback__.tb_next if error.__traceback__ else None
    try:
        text = "".join(traceback.format_exception(type(error), error, frames, limit=-20))
    except Exception:  # its own __str__ or __repr__ fails
        text = f"{type(error).__name__}, which cannot be shown"
    return text[-DETAIL:]
