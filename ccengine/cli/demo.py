"""`ccengine demo`: one real call through the running hotline, caller and agent included, as a timeline.

Both are simulated phones (ccengine_sim.phone): real SIP, real audio.  The agent is one whose own phone is not there,
so that nobody's desk rings."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from typing import Any

from ccengine.app import state
from ccengine.app.cache import cache_folder
from ccengine.app.init import read_runtime
from ccengine.app.overrides import settings_of
from ccengine.app.root import existing, provision
from ccengine.app.state import HomeLock
from ccengine.app.steps import Steps
from ccengine.app.tools import find
from ccengine.app.trouble import Trouble
from ccengine.app.versions import hotlines
from ccengine.cli.api import Api, Away, Refused
from ccengine.flow.cases.visits import visits_of
from ccengine.model.home import Home
from ccengine.model.ids import AgentId
from ccengine.model.runtime import phone_user
from ccengine_sim.phone import Caller, Phone, PhoneCall, Sim

CALLER_TONE, AGENT_TONE = 600, 1000  # Hz
RINGS = 3.0  # seconds until the agent answers: time to hear the music
TALK = 3.0
PATIENCE = 60.0  # seconds for each thing to happen


@dataclass(frozen=True, slots=True)
class Stage:
    """What the call needs to know."""

    home: Home
    sip: tuple[str, int]
    number: str
    agent: AgentId
    password: str
    sipp: list[str]
    caller: str = field(default_factory=lambda: f"1390000{secrets.randbelow(10000):04d}")


FITS = "the demo fits the example hotline, where key 1 leads to an agent: try a flow of yours with `ccctl flow try`"

Say = Callable[[str, str], None]
"""Who, and what happened: a line of the timeline."""


def prepare(home: Home, steps: Steps) -> Stage:
    """Raises Trouble: nothing on the air, no agent free, no SIPp."""
    running = state.read_state(home)
    if HomeLock(home, "supervisor").holder() is None or not running.get("ready"):
        raise Trouble(
            f"the hotline of {home.root} is not on the air", f"first: ccengine up --detach --home {home.root}"
        )
    settings, runtime = settings_of(home), read_runtime(home)
    assert runtime is not None
    numbers = hotlines(home)
    if not numbers or not settings.queues:
        raise Trouble("there is no number to call, or no queue", f"see {home.flows / 'ports.yaml'} and {home.settings}")
    cache = cache_folder(home.root)
    if not existing("tools", cache):
        with steps.step("SIPp, which plays the phones"):
            provision("tools", cache, progress=steps.progress)
    agent = _free_agent(Api(home.root), steps)
    host, port = running["sip"]
    password = runtime.phones[agent].reveal()
    return Stage(home, (host, port), numbers[0], agent, password, find("sipp", cache))


def _free_agent(api: Api, steps: Steps) -> AgentId:
    try:
        rows = api.get("agents")["agents"]
        there = [row["agent"] for row in rows if row["reachable"] and row["state"] == "ready"]
        free = next((row for row in rows if not row["reachable"] and not row["call"] and row["queues"]), None)
        if there:
            steps.line(f"  NOTE agent {', '.join(there[:5])} has a phone of his own, which may ring instead")
        if free is None:
            raise Trouble("every agent's phone is there: the demo finds none to play", "register one phone less")
        if not free["logged_in"]:
            api.post(f"agents/{free['agent']}/login")
        if free["state"] != "ready":
            api.post(f"agents/{free['agent']}/ready")
    except (Away, Refused) as error:
        raise Trouble(str(error)) from error
    return AgentId(free["agent"])


async def place(stage: Stage, say: Say) -> dict[str, Any] | None:
    """The call, from dialling to goodbye; what the control API tells of it, or None if it never came so far.

    Raises TimeoutError or ConnectionError with what did not happen."""
    api = Api(stage.home.root)
    user = phone_user(stage.agent)
    async with Sim(stage.sip, stage.sipp) as sim:
        phone = await sim.phone(user, stage.password, answer_after=RINGS, tone=AGENT_TONE)
        say("agent", f"{stage.agent}'s phone registers as {user}")
        try:
            call = await _through(stage, sim, phone, api, say)
        finally:  # also after Ctrl-C: a telephone that is gone would be rung for the next caller
            with suppress(TimeoutError):
                await phone.unregister()
    return await _record(api, call)


async def _through(stage: Stage, sim: Sim, phone: Phone, api: Api, say: Say) -> str:
    """From dialling to goodbye.  Returns the id of the call."""
    await _reachable(api, stage.agent)
    caller = await sim.call(stage.number, stage.caller, "ccengine demo", CALLER_TONE)
    say("caller", f"{stage.caller} dials {stage.number}")
    await caller.answered(PATIENCE)
    say("caller", "is answered")
    await caller.hears("sound", limit=PATIENCE)
    call, node = await _where(api, stage.caller)
    say("caller", f"hears {node}")
    await asyncio.sleep(1.0)  # as people do: they listen before they press
    await caller.press("1")
    say("caller", "presses 1")
    ring = await _rung(phone, caller)
    say("agent", f"{stage.agent}'s phone rings")
    await caller.hears("sound", after=ring.rung_at or 0.0, limit=PATIENCE)
    say("caller", "hears music")
    await ring.answered(PATIENCE)
    say("agent", "answers")
    await asyncio.gather(caller.hears(AGENT_TONE, limit=PATIENCE), ring.hears(CALLER_TONE, limit=PATIENCE))
    say("both", f"hear each other: the caller sends {CALLER_TONE} Hz, the agent {AGENT_TONE} Hz")
    await asyncio.sleep(TALK)
    await ring.hangup()
    over = time.time()
    say("agent", "hangs up")
    await _afterwards(caller, over, api, say)
    await caller.ended(PATIENCE)
    say("caller", "is let go" if caller.left_at else "hangs up")
    return call


async def _rung(phone: Phone, caller: Caller) -> PhoneCall:
    """Not waited for any longer when the call is over: a flow of one's own may lead to no agent."""
    ring = asyncio.ensure_future(phone.rings(limit=PATIENCE))
    over = asyncio.ensure_future(caller.ended(PATIENCE))
    try:
        await asyncio.wait((ring, over), return_when=asyncio.FIRST_COMPLETED)
        if over.done() and not over.exception() and not ring.done():
            raise TimeoutError("it was over before any agent was rung")
        return await ring
    finally:
        ring.cancel()
        over.cancel()


def way(stage: Stage) -> str:
    """For people: where the call of this stage went, as far as it is on record."""
    api = Api(stage.home.root)
    with suppress(Away, Refused):
        live = [row["call"] for row in api.get("calls")["calls"] if row["caller"] == stage.caller]
        known = live or [row["id"] for row in api.get("records", caller=stage.caller, limit=1)["records"]]
        if known:
            return through(api.get(f"calls/{known[0]}")["record"] or {"id": known[0], "stages": []}, stage.home.root)
    return f"{FITS}; see the logs in {stage.home.log}"


def through(record: Mapping[str, Any], home: Path) -> str:
    nodes = [f"{visit.flow}: {visit.node}" if visit.flow else visit.node for visit in visits_of(record["stages"])]
    went = f"went through {', '.join(nodes)}" if nodes else "came to no node"
    return f"call {record['id']} {went} (ccctl --home {quote(str(home))} calls show {record['id']});\n    {FITS}"


async def _afterwards(caller: Caller, over: float, api: Api, say: Say) -> None:
    """A survey, where the flow has one: he gives a mark.  Where it has none, the key is nobody's."""
    heard = asyncio.ensure_future(caller.hears("sound", after=over, limit=PATIENCE))
    gone = asyncio.ensure_future(caller.ended(PATIENCE))
    try:
        await asyncio.wait((heard, gone), return_when=asyncio.FIRST_COMPLETED)
        if caller.ended_at is not None:  # which fails `heard`, too: its leg closes
            return
        await heard
        with suppress(TimeoutError):  # gone meanwhile
            _, node = await _where(api, caller.number, limit=1.0)
            say("caller", f"hears {node}")
            await caller.press("5")
            say("caller", "presses 5")
    finally:
        heard.cancel()
        gone.cancel()


async def _reachable(api: Api, agent: AgentId) -> None:
    def there() -> bool:
        return any(row["agent"] == agent and row["reachable"] for row in api.get("agents")["agents"])

    await _until(there, f"the hotline sees the phone of {agent}")


async def _where(api: Api, number: str, limit: float = PATIENCE) -> tuple[str, str]:
    """The id of this caller's call, and the node that it is at."""
    found: list[tuple[str, str]] = []

    def seen() -> bool:
        found[:] = [(row["call"], row["node"]) for row in api.get("calls")["calls"] if row["caller"] == number]
        return bool(found)

    await _until(seen, f"the call of {number} is shown by the control API", limit)
    return found[0]


async def _record(api: Api, call: str) -> dict[str, Any] | None:
    answer: dict[str, Any] = {}

    def complete() -> bool:
        answer.update(api.get(f"calls/{call}"))
        record = answer.get("record")
        return bool(record and record["ended"] and all(row["state"] != "started" for row in record["recordings"]))

    with suppress(TimeoutError):  # then it is shown as far as it has come
        await _until(complete, "the record is complete", limit=15.0)
    return answer or None


async def _until(true: Callable[[], bool], what: str, limit: float = PATIENCE) -> None:
    end = time.monotonic() + limit
    while not await asyncio.to_thread(true):
        if time.monotonic() > end:
            raise TimeoutError(f"not within {limit:.0f} s: {what}")
        await asyncio.sleep(0.1)
