"""The real office process on a home of its own, beside an engine played by a JSON-lines server."""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from ccengine.app.ports import free_port
from ccengine.model.home import Home
from ccengine.model.ids import AgentId
from ccengine.model.runtime import Runtime
from ccengine.model.secret import Secret
from tests.support.engine_socket import EngineSocket, No, Verb, engine_socket
from tests.support.site import NO_TLS

TOKEN = "token-4f1c"
PASSWORDS = ("ami-9d2e", "phone-77aa", TOKEN)

SETTINGS = """\
agents: {8001-8002: {}}
queues: {service: {agents: [8001-8002]}}
"""

LIVE = {
    "call": "cc-live.1", "called": "4008001234", "caller": "13900139000", "caller_name": "\x1b[2J张\u202e三",
    "flow": "hotline", "language": "zh", "node": "service", "stage": "waiting", "arrived": 1000.0, "answered": 1001.0,
    "since": 1002.0, "queue": "service", "agent": None, "position": 1,
}  # fmt: skip
AGENT = {
    "agent": "8001", "state": "ready", "reason": "", "since": 1000.0, "until": None, "call": None, "reachable": True,
    "logged_in": True, "queues": ["service"],
}  # fmt: skip
SOURCE = {
    "source": "property", "kind": "postgresql", "place": "10.0.0.5/property", "tables": ["bills"], "asking": 1,
    "cached": 0, "last": "timeout", "detail": "not over within 3 s", "seconds": 3.0,
}  # fmt: skip
TESTED = {"source": "property", "outcome": "done", "server": "postgresql 16.2", "found": ['bills: no column "due"']}
BILL = {"month": "2026-10", "total": None}
SCHEDULE = {
    "schedule": "office", "state": "closed", "at": 1790829000.0, "until": 1791412200.0, "day": "holiday",
    "zone": "Asia/Shanghai", "states": ["closed", "open"], "ports": ["4008001234"],
    "forced": {"state": "closed", "since": 1000.0, "until": 1790834400.0, "by": "li"},
}  # fmt: skip


def engine_verbs() -> dict[str, Verb]:
    def agent(request: dict[str, Any]) -> dict[str, Any]:
        if request["agent"] != "8001":
            raise No("no-such-agent", f"no agent {request['agent']!r} in settings.yaml")
        return {}

    def hangup(request: dict[str, Any]) -> dict[str, Any]:
        if request["call"] != LIVE["call"]:
            raise No("no-such-call", f"no call {request['call']!r} is here")
        return {}

    status = {
        "version": "0.1.0", "run": 3, "pid": 1, "started": 1000.0,
        "switch": {"kind": "asterisk", "up": True, "why": ""},
        "calls": 1, "waiting": 1, "agents": {"ready": 1}, "journal": {"n": 50, "lag": 0}, "alarms": [],
        "hours": {
            "forced": [{"schedule": "office", "state": "closed", "since": 1000.0, "until": None, "by": "li"}],
            "missing": [{"text": "flows/calendar/cn-2027.yaml is missing", "remedy": "`ccengine calendar cn 2027`"}],
        },
    }  # fmt: skip
    late = {"buckets": [[0.01, 5], ["+Inf", 6]], "count": 6, "sum": 0.2, "max": 0.1, "max_cause": 'a "cause"\n'}
    held = {
        "objects": {"dict": 5}, "greenlets": {"call": 2}, "descriptors": {"socket": 3}, "tables": {"core.inbox": 0},
        "memory": {"resident": 9_000_000, "private": 8_000_000, "blocks": 70}, "longest": 0.001,
    }  # fmt: skip
    return {
        "status": lambda _: status,
        "inside": lambda request: {**held, "collected": 0.01 if request["collect"] else None},
        "calls": lambda _: [LIVE],
        "agents": lambda _: [AGENT],
        "queues": lambda _: [{"queue": "service", "waiting": 1, "longest": 12.5, "agents": {"ready": 1}}],
        "schedules": lambda _: {"schedules": [SCHEDULE]},
        "sources": lambda _: {"sources": [SOURCE]},
        "source_test": lambda request: TESTED,
        "source_try": lambda request: {"outcome": "done", "fields": ["month", "total"], "rows": [BILL]},
        "schedule_force": lambda request: {
            "schedules": ["office"], "others": ["porch"],
            "until": {"office": 1790834400.0}, "zones": {"office": "Asia/Shanghai"},
        },
        "schedule_release": lambda request: {"schedules": ["office"], "others": []},
        "agent": agent,
        "hangup": hangup,
        "metrics": lambda _: {"loop_lateness": late, "greenlets": 7, "mailbox": 0, "journal_lag": 2, "calls": 1,
                              "waiting": 1, "rss": 1024, "cpu": 1.5},
    }  # fmt: skip


def make_home(folder: Path, settings: str = SETTINGS) -> Home:
    home = Home(folder)
    for path in (home.run, home.recordings, home.journal):
        path.mkdir(parents=True)
    home.settings.write_text(settings)
    ami, phone, token = (Secret(text) for text in PASSWORDS)
    home.runtime.write_text(Runtime(1, 2, "ccengine", ami, token, {AgentId("8001"): phone}).to_json())
    return home


@dataclass
class Office:
    home: Home
    engine: EngineSocket
    http: httpx.AsyncClient
    process: asyncio.subprocess.Process
    tcp: int

    async def get(self, path: str) -> Any:
        return (await self.http.get(f"/v1/{path}")).json()

    async def see(self, path: str, holds: Callable[[Any], bool]) -> Any:
        """The answer of `path`, once it is so."""
        async with asyncio.timeout(120):
            while not holds(answer := await self.get(path)):  # noqa: ASYNC110
                await asyncio.sleep(0.02)  # another process: there is nothing to await
        return answer

    async def until_booked(self, n: int) -> None:
        await self.see("status", lambda status: bool(status["office"]["books"]["position"] >= n))

    def log(self) -> str:
        return (self.home.root / "office.log").read_text()

    def errors(self) -> list[str]:
        """Of its log, but for alarms."""
        return [line for line in self.log().splitlines() if " ERROR " in line and "ccengine.alarm" not in line]

    async def ccctl(self, *arguments: str, **env: str) -> tuple[int, str, str]:
        """Exit code, stdout, stderr."""
        return await ccctl(self.home, *arguments, **env)


async def ccctl(home: Home, *arguments: str, **env: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ccengine.cli.ccctl", "--home", str(home.root), *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"} | env,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def start(home: Home) -> asyncio.subprocess.Process:
    with (home.root / "office.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-m", "ccengine.office", "--home", str(home.root)), stdout=log, stderr=log
        )


async def answers(client: httpx.AsyncClient, process: asyncio.subprocess.Process, home: Home) -> None:
    async with asyncio.timeout(120):
        while True:
            try:
                await client.get("/v1/status")
                return
            except httpx.TransportError:
                assert process.returncode is None, (home.root / "office.log").read_text()
                await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def running_office(settings: str = SETTINGS, home: Home | None = None) -> AsyncIterator[Office]:
    """Fails when its log has an ERROR that is no alarm, or when a SIGTERM does not end it with 0."""
    with tempfile.TemporaryDirectory(prefix="cc-") as folder:  # short: a unix socket's path has 107 bytes
        tcp = free_port()
        home = home or make_home(Path(folder) / "home", f"{settings}http: 127.0.0.1:{tcp}\n")
        async with engine_socket(home.engine_socket, engine_verbs()) as engine:
            process = await start(home)
            transport = httpx.AsyncHTTPTransport(uds=str(home.control_socket), verify=NO_TLS)
            async with httpx.AsyncClient(transport=transport, base_url="http://office", timeout=30) as client:
                office = Office(home, engine, client, process, tcp)
                try:
                    await answers(client, process, home)
                    yield office
                finally:  # a test may have put another process in its place
                    if office.process.returncode is None:
                        office.process.terminate()
                    code = await office.process.wait()
        assert code == 0, office.log()
        assert not office.errors(), office.log()
        assert not any(password in office.log() for password in PASSWORDS)
