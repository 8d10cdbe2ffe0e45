"""Keeps the runner of users' scripts: gives it a task, watches the time, ends it and all it started."""

import os
import select
import socket
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ccengine.model.services import DETAIL
from ccengine.workers.child import guard, kin
from ccengine.workers.child.channel import Channel
from ccengine.workers.child.output import Output
from ccengine.workers.child.runner import MAX_VALUE, become_runner
from ccengine.workers.frames import FrameError, Message

MAX_SCRIPTS = 500
MAX_NAME = 64  # characters of a question's name
MAX_ANSWER = MAX_VALUE + 64 * 1024  # bytes of a runner's frame


@dataclass(frozen=True, slots=True)
class Scripts:
    """A folder and what is in it: path, time of the last change, size, number of each file."""

    folder: str
    files: tuple[tuple[str, int, int, int], ...]


@dataclass(slots=True)
class Runner:
    pid: int
    scripts: Scripts
    channel: Channel
    output: Output
    tasks: int = 0


class ScriptKeeper:
    """A runner serves one folder as long as its scripts stay as they are, and `tasks` tasks at most; then a fresh one
    takes its place."""

    def __init__(self, bounds: guard.Bounds, tasks: int) -> None:
        self._bounds = bounds
        self._tasks = tasks
        self._runner: Runner | None = None

    def __call__(self, task: Message, engine: Channel) -> Message:
        deadline = time.monotonic() + task["timeout"]
        runner = self._runner_of(task["folder"], engine)
        if runner is None:
            return {"outcome": "refused", "detail": f"{task['folder']} is no folder"}
        runner.tasks += 1
        try:
            runner.channel.write(task)
            answer = self._answer(runner, deadline, engine)
        except (OSError, FrameError) as error:
            answer = _failed(f"the script broke its worker: {error}")
        runner.output.read_rest()
        answer["detail"] = _detail(answer.get("detail", ""), runner.output.take())
        if answer.pop("over", False) or runner.tasks >= self._tasks:
            self._end()
        kin.end_all(but=[self._runner.pid] if self._runner else [])
        return answer

    def _runner_of(self, folder: str, engine: Channel) -> Runner | None:
        """One that has said more than was asked of it has ended, or what it says next is of an earlier call."""
        scripts = scripts_in(folder)
        if self._runner and not (self._runner.scripts == scripts and self._runner.channel.silent):
            self._end()
        if self._runner is None and os.path.isdir(folder):
            self._runner = _fork(scripts, self._bounds, engine)
        return self._runner

    def _answer(self, runner: Runner, deadline: float, engine: Channel) -> Message:
        poll = select.poll()
        for source in (runner.channel, runner.output, engine):
            poll.register(source.fileno(), select.POLLIN)
        asking = False  # the engine has a question of the script's
        while (left := deadline - time.monotonic()) > 0:
            ready = {fd for fd, _ in poll.poll(left * 1000)}
            if engine.fileno() in ready:
                asking = self._hear(runner, engine, asking)
            if runner.output.fileno() in ready:
                runner.output.read()
                if runner.output.ended:
                    poll.unregister(runner.output.fileno())
            if runner.channel.fileno() in ready:
                if not runner.channel.more():
                    return _failed(f"the script's process ended ({_how(runner.pid)})")
                if (message := runner.channel.take()) is not None and "ask" not in message:
                    return checked(message)
                if message is not None:
                    if asking:
                        raise FrameError("a question before the last was answered")
                    engine.write(question(message))
                    asking = True
        return {"outcome": "timeout", "detail": "not over within its time: ended", "over": True}

    def _hear(self, runner: Runner, engine: Channel, asking: bool) -> bool:
        """The engine: the answer to a question, or its end.  Whether one is still asked."""
        if not engine.more():
            raise SystemExit(0)  # it wants nothing more
        while (message := engine.take()) is not None:
            if asking and "told" in message:
                runner.channel.write({"told": message["told"]})
                asking = False
        return asking

    def _end(self) -> None:
        """The runner, and whatever lives below it."""
        if self._runner:
            self._runner.channel.close()
            self._runner.output.close()
            self._runner = None
        kin.end_all()


def scripts_in(folder: str) -> Scripts:
    """An edited script is another one.  Beyond MAX_SCRIPTS files changes are not seen."""
    found = islice(Path(folder).rglob("*.py"), MAX_SCRIPTS)
    stats = sorted((str(path), path.lstat()) for path in found)
    return Scripts(folder, tuple((path, stat.st_mtime_ns, stat.st_size, stat.st_ino) for path, stat in stats))


def _fork(scripts: Scripts, bounds: guard.Bounds, engine: Channel) -> Runner:
    keeper = os.getpid()
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        ours.close()
        become_runner(Channel(theirs), engine, keeper, scripts.folder, writing, bounds)
    theirs.close()
    os.close(writing)
    return Runner(pid, scripts, Channel(ours, MAX_ANSWER), Output(reading))


def checked(answer: Message) -> Message:
    """What a runner wrote, perhaps with the script's hand: nothing but the fields that an answer has."""
    outcome, detail = answer.get("outcome"), answer.get("detail", "")
    if outcome not in ("done", "failed", "refused") or not isinstance(detail, str):
        raise FrameError("an answer that is none")
    return {"outcome": outcome, "detail": detail, "value": answer.get("value")}


def question(message: Message) -> Message:
    """What a runner wants to know, perhaps with the script's hand."""
    name, places, names = message["ask"], message.get("places"), message.get("names")
    if not (isinstance(name, str) and len(name) <= MAX_NAME and isinstance(places, list) and isinstance(names, dict)):
        raise FrameError("a question that is none")
    return {"ask": name, "places": places, "names": names}


def _failed(detail: str) -> dict[str, Any]:
    return {"outcome": "failed", "detail": detail, "over": True}


def _how(pid: int) -> str:
    """How a child that closed its socket ended; it may still be at it."""
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        try:
            found, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            break
        if found:
            code = os.waitstatus_to_exitcode(status)
            return f"exit code {code}" if code >= 0 else f"signal {-code}"
        time.sleep(0.005)
    return "it closed its socket"


def _detail(told: str, printed: str) -> str:
    if not printed:
        return told[-DETAIL:]
    return f"printed: {printed[-DETAIL // 2 :]}\n{told}"[-DETAIL:] if told else f"printed: {printed}"[-DETAIL:]
