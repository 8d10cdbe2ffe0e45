"""The telephones at work: two SIPp processes, and what they have written down."""

import asyncio
import os
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

from ccengine.app.ports import free_port
from ccengine.model.ids import Seconds
from ccengine_sim.compare import telephones
from ccengine_sim.compare.plan import CALLS, TALKS, Load, Planned, calls_file, talks_file
from ccengine_sim.compare.trace import Call, Released, answered, calls, released
from ccengine_sim.phone import SippError

HOST = "127.0.0.1"
AGENTS, LOG = "agents.trace", "agents.log"
STARTS: Seconds = 0.2


class Crowd:
    """`async with Crowd(...) as crowd`: the agents' telephones answer.  `calling` lets the next of `people` come, again
    and again.  Raises SippError."""

    def __init__(self, sipp: Sequence[str], folder: Path, people: Sequence[Planned]) -> None:
        self._sipp, self._folder, self._people = sipp, folder, people
        self._next = 0  # of the people
        self._round = 0
        self._now: Sequence[Planned] = ()
        self.agent_port = free_port("udp")
        self._sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # takes what Asterisk sends, and nobody reads it
        self._agents: asyncio.subprocess.Process | None = None
        self._callers: asyncio.subprocess.Process | None = None

    @property
    def pids(self) -> dict[str, int]:
        """Of the telephones that run now."""
        found = {"agents": self._agents, "callers": self._callers}
        return {name: process.pid for name, process in found.items() if process and process.returncode is None}

    async def __aenter__(self) -> "Crowd":
        self._sink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._sink.bind((HOST, 0))
        try:
            self._agents = await self._start(
                "agents", telephones.agents(self._port), {TALKS: talks_file(self._people)},
                "-p", str(self.agent_port), "-inf", TALKS, "-infindex", TALKS, "0", "-trace_logs", "-log_file", LOG,
            )  # fmt: skip
        except BaseException:
            self._sink.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        for process in (self._callers, self._agents):
            await _stop(process)
        self._sink.close()

    async def calling(self, load: Load, sip: tuple[str, int], called: str) -> None:
        """Callers begin to come."""
        await _stop(self._callers)
        self._round += 1
        self._now = self._people[self._next : self._next + load.calls]
        if len(self._now) < load.calls:
            raise ValueError(f"{len(self._people)} people are too few")
        self._next += load.calls
        scenario = telephones.caller(called, self._port, load.patience)
        self._callers = await self._start(
            self._caller, scenario, {CALLS: calls_file(self._now)},
            f"{sip[0]}:{sip[1]}", "-p", str(free_port("udp")), "-inf", CALLS, "-r", f"{load.rate:g}",
            "-m", str(load.calls), "-l", "100000", "-cid_str", "%u-%p@%s", "-recv_timeout", "10000",
        )  # fmt: skip

    async def over(self, limit: Seconds) -> bool:
        """All callers are gone within `limit` seconds; who is not is dropped."""
        assert self._callers is not None
        try:
            await asyncio.wait_for(self._callers.wait(), limit)
        except TimeoutError:
            await _stop(self._callers)
            return False
        return True

    def calls(self) -> list[Call]:
        """What became of each call of this load so far."""
        return calls(self._now, self._text(f"{self._caller}.trace"), self._text(AGENTS), self._text(LOG))

    def known(self) -> int:
        """So many agents were asked whether they are there, and said so."""
        return len(answered(self._text(AGENTS)))

    def released(self) -> list[Released]:
        return released(self._text(AGENTS))

    @property
    def _caller(self) -> str:
        return f"callers-{self._round}"

    @property
    def _port(self) -> int:
        return int(self._sink.getsockname()[1])

    def _text(self, name: str) -> str:
        path = self._folder / name
        return path.read_text("utf-8", "replace") if path.exists() else ""

    async def _start(
        self, name: str, scenario: str, files: Mapping[str, str], *more: str
    ) -> asyncio.subprocess.Process:
        self._folder.mkdir(parents=True, exist_ok=True)
        for file, text in {**files, f"{name}.xml": scenario}.items():
            (self._folder / file).write_text(text, "utf-8")
        with (self._folder / f"{name}.out").open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *self._sipp, "-sf", f"{name}.xml", *more, "-i", HOST, "-trace_shortmsg", "-shortmessage_file",
                f"{name}.trace", "-trace_err", "-error_file", f"{name}.err", "-timer_resol", "1", "-nostdin",
                "-default_behaviors", "none",
                stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output, cwd=self._folder,
                env={**os.environ, "TERM": "dumb", "TZ": "UTC"},
            )  # fmt: skip
        try:
            await asyncio.wait_for(process.wait(), STARTS)  # what ends so soon was wrong
        except TimeoutError:
            return process
        said = (self._folder / f"{name}.out").read_text("utf-8", "replace")
        raise SippError(f"SIPp ({name}) ended: ...{said[-1500:]}")


async def _stop(process: asyncio.subprocess.Process | None) -> None:
    if process is not None and process.returncode is None:
        process.kill()
        await process.wait()
