"""An AGI program between its pipes and the engine.

One command at a time goes to the engine, and the next one is read only when its answer is written: a program that
floods its output fills its own pipe and nothing else.  After the caller's hang-up it gets SIGHUP, as from Asterisk, and
a few seconds."""

import os
import select
import subprocess
import time
from typing import Any

from ccengine.model.services import DETAIL
from ccengine.wire.agi_server import CommandReader
from ccengine.workers.child import guard, kin
from ccengine.workers.child.channel import Channel
from ccengine.workers.child.launch import CannotStart, command, start
from ccengine.workers.child.output import Output
from ccengine.workers.frames import Message

CHUNK = 4096
LINGER = 2.0  # seconds that a program may live on after it closed its output
IN, OUT = select.POLLIN, select.POLLOUT


class ProgramKeeper:
    def __init__(self, bounds: guard.Bounds) -> None:
        self._bounds = bounds

    def __call__(self, task: Message, engine: Channel) -> Message:
        try:
            argv = command(task["path"], task["folder"], task["arguments"])
            process = start(argv, task["folder"], self._bounds, task["timeout"])
        except (CannotStart, OSError, ValueError, subprocess.SubprocessError) as error:
            return {"outcome": "refused", "detail": str(error)}
        session = Session(process, engine, task["environment"].encode("utf-8", "replace"), task["timeout"])
        try:
            return session.run()
        finally:
            kin.end_all()
            session.close()


class Session:
    """One program from its start to its end."""

    def __init__(self, process: "subprocess.Popen[bytes]", engine: Channel, first: bytes, seconds: float) -> None:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        self._process = process
        self._engine = engine
        self._deadline = time.monotonic() + seconds
        self._stdin, self._stdout = process.stdin.fileno(), process.stdout.fileno()
        self._errors = Output(os.dup(process.stderr.fileno()))
        self._pidfd = os.pidfd_open(process.pid)
        self._commands = CommandReader()
        self._unsent = first  # to the program
        self._asked = False  # the engine has a command
        self._deaf = False  # the program closed its output
        self._exited = False
        os.set_blocking(self._stdin, False)
        os.set_blocking(self._stdout, False)

    def run(self) -> Message:
        while time.monotonic() < self._deadline:
            self._wait()
            if not self._asked and not self._unsent and not self._forward() and self._exited:
                return self._ended()
        late = {"outcome": "timeout", "detail": "not over within its time: ended"}
        return self._told(late) if self._process.poll() is None and not self._deaf else self._ended()

    def close(self) -> None:
        self._errors.close()
        os.close(self._pidfd)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()

    def _wait(self) -> None:
        poll = select.poll()
        poll.register(self._engine.fileno(), IN)
        if not self._exited:
            poll.register(self._pidfd, IN)
        if not self._errors.ended:
            poll.register(self._errors.fileno(), IN)
        if self._unsent:
            poll.register(self._stdin, OUT)
        elif not self._asked and not self._deaf:
            poll.register(self._stdout, IN)
        left = self._deadline - time.monotonic()
        ready = {fd for fd, _ in poll.poll(0 if self._exited and not self._asked else max(left, 0) * 1000)}
        if self._engine.fileno() in ready:
            self._hear()
        if self._errors.fileno() in ready:
            self._errors.read()
        if self._stdin in ready:
            self._send()
        if self._stdout in ready:
            self._listen()
        if self._pidfd in ready:
            self._exited = True
            self._unsent = b""

    def _hear(self) -> None:
        """The engine: an answer for the program, a hang-up, the end."""
        if not self._engine.more():
            raise SystemExit(0)  # it is gone, and so are we and all below
        while (message := self._engine.take()) is not None:
            if "reply" in message:
                self._asked = False
                self._unsent = b"" if self._exited else message["reply"].encode("utf-8", "surrogateescape")
            if "hangup" in message and not self._exited:
                self._process.send_signal(message["hangup"])
            self._deadline = min(self._deadline, time.monotonic() + message.get("within", 1e9))

    def _send(self) -> None:
        try:
            self._unsent = self._unsent[os.write(self._stdin, self._unsent) :]
        except BlockingIOError:
            pass
        except OSError:
            self._unsent = b""  # it reads no more

    def _listen(self) -> None:
        data = os.read(self._stdout, CHUNK)
        self._commands.feed(data)
        if not data:
            self._deaf = True
            self._deadline = min(self._deadline, time.monotonic() + LINGER)

    def _forward(self) -> bool:
        """Hand a command to the engine, if there is one; of a program that has ended, what is left in its pipe."""
        line = self._commands.take()
        if line is None and self._exited and not self._deaf:
            try:
                data = os.read(self._stdout, CHUNK)
            except BlockingIOError:  # somebody else holds its output open
                return False
            self._deaf = not data
            self._commands.feed(data)
            return bool(data)
        if line is None:
            return False
        self._engine.write({"command": line[0]})
        self._asked = True
        return True

    def _ended(self) -> Message:
        code = self._process.poll()  # None: it closed its output, as one does who has no more to say
        return self._told({"outcome": "done" if code in (0, None) else "failed", "detail": "", "exit_code": code})

    def _told(self, answer: dict[str, Any]) -> Message:
        self._errors.read_rest()
        said = self._errors.take()
        answer["detail"] = f"{said}\n{answer['detail']}".strip()[-DETAIL:]
        return answer
