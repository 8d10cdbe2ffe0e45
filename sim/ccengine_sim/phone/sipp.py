"""One SIPp process, steered at run time.

Down: commands over SIPp's 3PCC socket, by which it believes to talk with a twin (`recvCmd` in scenarios.py).
Up: its message trace through a named pipe, so every message sent or taken is known at once, with SIPp's own time."""

import asyncio
import contextlib
import fcntl
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ccengine.app.ports import free_port
from ccengine_sim.phone.trace import Event, TraceReader

_END = "\x1b"  # ends a command on SIPp's 3PCC socket
_PIPE = 1 << 20  # bytes: SIPp stands still when its trace is not taken off
LEASHED = (sys.executable, "-S", "-E", str(Path(__file__).with_name("leash.py")))
_START_LIMIT = 20.0  # seconds


class SippError(Exception):
    """SIPp did not start, or died; with what it said."""


class Sipp:
    """`argv`: the command that runs SIPp, without arguments.

    It ends with this process, however that ends.  In a session of its own (decision 0212) it took more from Asterisk on
    full cores: `burst` was not clean then (docs/performance.md)."""

    def __init__(
        self, argv: Sequence[str], name: str, scenario: str, peer: tuple[str, int], folder: Path, port: int = 0
    ) -> None:
        self._argv = argv
        self.name = name
        self._scenario = scenario
        self._peer = peer
        self._folder = folder
        self.host = "127.0.0.1"
        self.port = port  # of SIP; 0: chosen at the start
        self.on_event: Callable[[Event], None] = lambda event: None
        self._reader = TraceReader()
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._pipe = -1
        self._closed = False

    @property
    def trace(self) -> Path:
        """The kept trace.  No control messages, hence no passwords."""
        return self._folder / f"{self.name}.trace"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    @property
    def misplaced(self) -> int:
        """Calls that SIPp dropped because a command met them between two states.  Never more than 0, or the scenarios
        and their users are wrong."""
        return self._reader.misplaced

    @property
    def _output(self) -> Path:
        return self._folder / f"{self.name}.log"

    async def start(self) -> None:
        """Raises SippError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        scenario = self._folder / f"{self.name}.xml"
        scenario.write_text(self._scenario, "utf-8")
        fifo = self._folder / f"{self.name}.pipe"
        fifo.unlink(missing_ok=True)
        os.mkfifo(fifo, 0o600)
        self._open_pipe(fifo)
        self.port = self.port or free_port("udp", self.host)
        steer = free_port("tcp", self.host)
        options = {
            "-sf": str(scenario),
            "-i": self.host,
            "-p": str(self.port),
            "-3pcc": f"{self.host}:{steer}",
            "-message_file": str(fifo),
            "-max_recv_loops": "1",  # one message, then one step of each call: see scenarios.py
            "-timer_resol": "1",
            "-default_behaviors": "none",
            "-deadcall_wait": "0",
        }
        flat = [part for option in options.items() for part in option]
        with self._output.open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                *LEASHED, *self._argv, f"{self._peer[0]}:{self._peer[1]}", *flat,
                "-trace_msg", "-trace_err", "-nostdin",
                stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output, cwd=self._folder,
                # Ctrl-C is for us: who calls must still be able to hang up.  The session stays ours, and with it the
                # share of the processors (docs/decisions/0212).
                process_group=0,
                env={**os.environ, "TERM": "dumb", "TZ": "UTC"},
            )  # fmt: skip
        self._writer = await self._connect(steer)

    async def _connect(self, port: int) -> asyncio.StreamWriter:
        assert self._process is not None
        for _ in range(int(_START_LIMIT / 0.02)):
            if self._process.returncode is not None:
                raise SippError(self._died())
            with contextlib.suppress(ConnectionRefusedError):
                return (await asyncio.open_connection(self.host, port))[1]
            await asyncio.sleep(0.02)
        raise SippError(f"SIPp ({self.name}) does not listen: {self._died()}")

    def _died(self) -> str:
        said = self._output.read_text("utf-8", "replace")
        return f"SIPp ({self.name}) ended: ...{said[-2000:]}"

    def _open_pipe(self, fifo: Path) -> None:
        self._pipe = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)  # for writing too: no end of file before SIPp opens it
        with contextlib.suppress(PermissionError):
            fcntl.fcntl(self._pipe, fcntl.F_SETPIPE_SZ, _PIPE)
        self._kept = self.trace.open("wb")
        asyncio.get_running_loop().add_reader(self._pipe, self._readable)

    def _readable(self) -> None:
        try:
            data = os.read(self._pipe, _PIPE)
        except BlockingIOError:
            return
        events = self._reader.feed(data)
        self._kept.write(self._reader.kept)
        self._kept.flush()
        for event in events:
            self.on_event(event)

    def command(self, call_id: str, values: Mapping[str, str] | None = None) -> None:
        """Steer one call, or begin it.  Raises SippError when SIPp is gone."""
        if self._writer is None or self._process is None or self._process.returncode is not None:
            raise SippError(self._died())
        lines = [f"Call-ID: {call_id}\r\n"]
        for name, value in (values or {}).items():
            if _END in value:
                raise ValueError(f"{name}: an ESC cannot be sent by SIPp")
            lines.append(f"X-{name}:<<<{value}>>>X-{name}\r\n")
        self._writer.write(("".join(lines) + "\r\n" + _END).encode())

    async def stop(self) -> None:
        """End the process; open calls are dropped.  Twice is once."""
        if self._closed:
            return
        self._closed = True
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        if self._writer is not None:
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()
        if self._pipe >= 0:
            asyncio.get_running_loop().remove_reader(self._pipe)
            self._readable()
            os.close(self._pipe)
            self._kept.close()
