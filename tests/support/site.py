"""A hotline whose prompts are tones, with the outside world around it: what a caller hears tells where he is.

async with site(homes) as at:
    caller = await at.call(tone=1100)
    await caller.hears(WELCOME)"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from ccengine.app.cache import cache_folder
from ccengine.app.tools import find
from ccengine.model.home import Home
from ccengine_sim.phone import Caller, Phone, Sim
from ccengine_sim.phone.line import Line
from tests.support.asterisk import write_tone
from tests.support.console import asterisk_says
from tests.support.hotline import Homes, Hotline, free_sip, up

WELCOME, MENU, SURVEY, GOODBYE, SORRY, OTHER = 500, 600, 850, 950, 400, 350
MUSIC, WALTZ = 3050, 3150  # Hz; one class of music holds one tone without a gap, and no prompt's
PROMPTS = {
    "welcome": (WELCOME, 1.5),
    "press-1-service": (MENU, 1.0),
    "press-2-repairs": (MENU, 1.0),
    "how-satisfied": (SURVEY, 1.0),
    "goodbye": (GOODBYE, 0.6),
    "sorry-all-busy": (SORRY, 0.6),
}
"""name -> Hz, seconds.  The sim's bank tells multiples of 50 Hz apart."""

NO_TLS = False  # or each request would read all certificates of the system first, 30 ms of work
BETWEEN = 0.1  # seconds between two looks at another process
LIMIT = 60.0  # seconds that something of the whole house may take on a slow machine


def small(agents: str = "8001-8002", wrap_up: str = "1s", more: Callable[[str], str] = str) -> Callable[[str], str]:
    """Settings of a site with few agents and short wrap-up."""

    def change(text: str) -> str:
        for old, new in (
            ("  8001-8008: {logged_in: true}", f"  {agents}: {{logged_in: true}}"),
            ("agents: [8001-8008]", f"agents: [{agents}]"),
            ("wrap_up: 10s", f"wrap_up: {wrap_up}"),
        ):
            assert old in text, f"settings.default.yaml has no {old!r} any more"
            text = text.replace(old, new)
        return more(text)

    return change


@dataclass
class Site:
    hotline: Hotline
    sim: Sim
    began: float = field(default_factory=time.time)  # what was on record before is not this site's
    registered: list[Phone] = field(default_factory=list)

    async def call(self, frm: str = "13800138000", tone: int = 0, **more: Any) -> Caller:
        return await self.sim.call(self.hotline.number, frm=frm, tone=tone, **more)

    async def queued(self, frm: str, tone: int = 0) -> Caller:
        """A caller who has pressed 1 and is on record as waiting (or further)."""
        caller = await self.call(frm, tone)
        await caller.answered()
        await caller.hears(MENU)
        await caller.press("1")
        await self.until(lambda calls: calls.get(frm, {}).get("stage") not in (None, "flow"), f"{frm} waits")
        return caller

    async def phone(self, agent: str, **habits: Any) -> Phone:
        phone = await self.sim.phone(f"agent{agent}", self.hotline.password(agent), **habits)
        self.registered.append(phone)
        await self.agent(agent, lambda state: state["reachable"], "is reachable")
        return phone

    # -- what the control API tells

    async def get(self, path: str, **query: str) -> Any:
        transport = httpx.AsyncHTTPTransport(uds=str(self.hotline.home.control_socket), verify=NO_TLS)
        async with httpx.AsyncClient(transport=transport, base_url="http://ccengine", timeout=LIMIT) as client:
            answer = await client.get(f"/v1/{path}", params=query or None)
            answer.raise_for_status()
            return answer.json()

    async def order(self, path: str, **body: str) -> None:
        """A POST to the control API."""
        transport = httpx.AsyncHTTPTransport(uds=str(self.hotline.home.control_socket), verify=NO_TLS)
        async with httpx.AsyncClient(transport=transport, base_url="http://ccengine", timeout=LIMIT) as client:
            (await client.post(f"/v1/{path}", json=body or None)).raise_for_status()

    async def _ask(self, path: str) -> Any:
        """As `get`, but None while the office or the engine is away: both may be killed by the test."""
        try:
            return await self.get(path)
        except (httpx.HTTPError, OSError):
            return None

    async def until(self, test: Callable[[dict[str, Any]], bool], what: str, limit: float = LIMIT) -> dict[str, Any]:
        """Wait for live calls, by caller's number, to be so."""
        calls: dict[str, Any] = await poll(self._calls, test, what, limit)
        return calls

    async def _calls(self) -> dict[str, Any] | None:
        found = await self._ask("calls")
        return None if found is None else {str(call["caller"]): call for call in found["calls"]}

    async def agent(self, agent: str, test: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
        async def ask() -> dict[str, Any] | None:
            found = await self._ask("agents")
            return None if found is None else next(each for each in found["agents"] if each["agent"] == agent)

        state: dict[str, Any] = await poll(ask, test, f"agent {agent} {what}", LIMIT)
        return state

    async def record(self, caller: str, limit: float = LIMIT) -> dict[str, Any]:
        """The record of the last call of this caller, once it has ended."""

        async def ask() -> dict[str, Any] | None:
            found = await self._ask(f"records?caller={caller}&since={self.began}")
            ended = [each for each in found["records"] if each["ended"]] if found else []
            return (await self._ask(f"calls/{ended[0]['id']}")) if ended else None

        told = await poll(ask, lambda got: bool(got and got["record"]), f"the record of {caller}", limit)
        record: dict[str, Any] = told["record"]
        return record

    async def cli(self, command: str) -> str:
        """What Asterisk's own console answers."""
        return await asyncio.to_thread(asterisk_says, self.hotline.home, command)

    # -- deaths

    async def kill(self, role: str) -> None:
        """SIGKILL, and wait until the supervisor has put another in its place and all is ready again."""
        old = self.hotline.pid(role)
        os.kill(old, signal.SIGKILL)
        await self.back(role, old)

    async def back(self, role: str, old: int) -> None:
        async def ask() -> dict[str, Any] | None:
            pids = [each.pid for each in self.hotline.processes() if each.role == role and each.pid != old]
            status = await self._ask("status") if pids else None
            return status if status and status.get("engine") else None

        await poll(ask, lambda status: bool(status["engine"]["switch"]["up"]), f"{role} is back", LIMIT)


async def poll(ask: Callable[[], Any], test: Callable[[Any], bool], what: str, limit: float) -> Any:
    """Wait until what `ask` gives passes the test.  Raises TimeoutError with what it gave last."""
    got: Any = None
    try:
        async with asyncio.timeout(limit):
            while True:
                got = await ask()
                if got is not None and test(got):
                    return got
                await asyncio.sleep(BETWEEN)
    except TimeoutError:
        raise TimeoutError(f"{what}: not within {limit:g} s; last seen: {got}") from None


async def has_heard(hertz: int, line: Line) -> float:
    """When it first heard this tone, which may be over before anybody asks: on a busy machine, or of many calls."""
    heard = await poll(line.heard, lambda got: hertz in got.tones, f"{hertz} Hz are heard", LIMIT)
    return float(heard.tones[hertz][0][0])


async def other_than(hertz: int, line: Line, begin: float, end: float) -> list[tuple[str, float, float]]:
    """What was heard besides this tone, for longer than 0.1 s.  Counted in what arrived: a packet that the busy machine
    of the test sent late is no gap."""
    heard = await line.heard()
    pieces = [piece for piece in heard.sounds if piece[0] != "tone"]
    pieces += [(f"{other} Hz", a, b) for other, found in heard.tones.items() if other != hertz for a, b in found]
    return [(what, a, b) for what, a, b in pieces if b > begin and a < end and b - a > 0.1]


def tone_prompts(home: Path) -> None:
    """Prompts and music: in the pieces that Asterisk brings there are notes that a listener takes for a prompt."""
    for wav in sorted((home / "prompts").glob("*/*.wav")):
        hertz, seconds = PROMPTS.get(wav.stem, (OTHER, 0.4))
        write_tone(wav, seconds, hertz)
    for name, hertz in (("default", MUSIC), ("waltz", WALTZ)):
        write_tone(home / "music" / name / "tone.wav", 4.0, hertz)


def stages(record: dict[str, Any], *without: str) -> list[str]:
    """Names of a record's stages in order, without those of the flow's nodes."""
    hidden = {"node", "node left", "input", *without}
    return [stage["stage"] for stage in record["stages"] if stage["stage"] not in hidden]


def start_tones(homes: Homes) -> Hotline:
    """Key 1 leads to the queue `service`, key 2 to `repairs`, which has a music of its own."""
    return _started(homes, small(more=_with_repairs), _lead_to_repairs)


def _with_repairs(settings: str) -> str:
    return settings.rstrip("\n") + "\n  repairs: {agents: [8001-8002], music: waltz}\n"


def _lead_to_repairs(home: Home) -> None:
    flow = home.flows / "hotline.yaml"
    old, new = "    play: repairs-by-service\n    next: service\n", "    queue: repairs\n    next: goodbye\n"
    text = flow.read_text("utf-8")
    assert old in text
    flow.write_text(text.replace(old, new), "utf-8")


def _started(homes: Homes, settings: Callable[[str], str], prepare: Callable[[Home], None] | None = None) -> Hotline:
    home = homes.new(settings)
    tone_prompts(home)
    if prepare is not None:
        prepare(Home(home))
    return up(home, "--sip", free_sip())


@asynccontextmanager
async def site_on(hotline: Hotline, port: int = 0) -> AsyncIterator[Site]:
    """`port`: of the phones' side, when the hotline's settings name it.  At the end no phone is registered."""
    sim = Sim((hotline.host, hotline.port), sipp=find("sipp", cache_folder()))
    sim.phone_side.port = port
    async with sim:
        yield (at := Site(hotline, sim))
        for phone in at.registered:
            assert await phone.unregister() == 200


@asynccontextmanager
async def site(
    homes: Homes, settings: Callable[[str], str] | None = None, prepare: Callable[[Home], None] | None = None
) -> AsyncIterator[Site]:
    """On a hotline of its own.  `prepare`: flows and prompts of the test's own, before the hotline is up."""
    hotline = await asyncio.to_thread(_started, homes, settings or small(), prepare)
    async with Sim((hotline.host, hotline.port), sipp=find("sipp", cache_folder())) as sim:
        yield Site(hotline, sim)
