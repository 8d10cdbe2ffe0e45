"""The ten pyst2 programs of the unit tests, unchanged, on two real calls: what they play is told by its tone, what they
set and how they ended stands in the calls' records."""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from ccengine.app.cache import cache_folder
from ccengine.app.tools import find
from ccengine.flow.cases.visits import visits_of
from ccengine.flow.spoken import spoken
from ccengine.model.home import Home
from ccengine_sim.phone import Caller, Sim
from tests.support.asterisk import write_tone
from tests.support.hotline import Homes, free_sip, up
from tests.support.site import LIMIT, Site, poll, small
from tests.whole.office import ccctl

FLOW = Path(__file__).parent / "flows" / "programs.yaml"
PROGRAMS = Path(__file__).parents[1] / "unit" / "workers" / "pyst2"
LONG, SHORT = "13800000001", "13800000002"
TONES = {
    "the-time-is": 500, "we-are-open": 550, "enter-pin": 600, "pin-wrong": 650, "pin-accepted": 700, "thanks": 750,
    "enter-account": 800, "bank-menu": 850, "your-balance": 900, "goodbye": 950, "main-menu": 1000, "news": 1050,
    "leave-message": 1100, "your-ticket-is": 1150, "press-1-to-repeat": 1200, "vm-goodbye": 1250, "thank-you": 1300,
    "number-4": 1350, "number-10": 1400, "number-5": 1450, "line-check": 1500, "message-menu": 1550,
}  # fmt: skip
"""Hz."""
OTHERS, OTHER = ("first", "second"), 400  # and what ships, in Hz: nobody waits for these


CUT = "the-time-is"  # by a key in both calls: long enough for that


@asynccontextmanager
async def house(homes: Homes, tickets: Path) -> AsyncIterator[Site]:
    home = Home(homes.new(small()))
    for wav in home.prompts.glob("*/*.wav"):
        write_tone(wav, 0.1, OTHER)
    for name in OTHERS:
        write_tone(home.prompts / "zh" / f"{name}.wav", 0.1, OTHER)
    for name, hertz in TONES.items():
        write_tone(home.prompts / "zh" / f"{name}.wav", 5.0 if name == CUT else 0.3, hertz)
    (home.flows / "programs.yaml").write_text(FLOW.read_text("utf-8").replace("{folder}", str(tickets)), "utf-8")
    ports = home.flows / "ports.yaml"
    ports.write_text(ports.read_text("utf-8").replace("flow: hotline", "flow: programs"), "utf-8")
    scripts = home.flows / "scripts"
    scripts.mkdir(exist_ok=True)
    for program in PROGRAMS.rglob("*.agi"):
        shutil.copy(program, scripts)
    (scripts / "pins").write_text(f"{LONG}:4321:Li\n", "utf-8")
    (scripts / "accounts").write_text(json.dumps({"123456": {"pin": "9876", "balance": 45}}), "utf-8")
    hotline = await asyncio.to_thread(up, home.root, "--sip", free_sip())
    async with Sim((hotline.host, hotline.port), sipp=find("sipp", cache_folder())) as sim:
        yield Site(hotline, sim)


class Ears:
    """Hears prompts one after the other."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._since = 0.0

    async def hears(self, *prompts: str) -> None:
        for prompt in prompts:
            least = 0.5 if prompt == CUT else 0.1  # music comes before it, and has tones in it
            self._since = await self._caller.hears(TONES[prompt], least, LIMIT, self._since)

    async def presses(self, keys: str, at: str) -> None:
        """When this prompt is heard.  Where a program waits for two seconds, that is one which it does not cut: the
        keys are there before it listens, however slow the machine is."""
        await self.hears(at)
        await self._caller.press(keys)


async def long_call(at: Site, caller: Caller) -> None:
    ears = Ears(caller)
    await ears.presses("5", at="the-time-is")  # cuts it; the time is not said
    await ears.hears("we-are-open")
    await ears.presses("1111", at="enter-pin")
    await ears.hears("pin-wrong")
    await ears.presses("4321", at="enter-pin")
    await ears.presses("45", at="pin-accepted")  # both answers of the survey
    await ears.hears("thanks")
    await ears.presses("1234569876", at="enter-account")
    await ears.presses("1", at="bank-menu")
    await ears.hears("your-balance", *(prompt for prompt in spoken("number", 45, "zh") if prompt in TONES))
    await ears.presses("*", at="bank-menu")
    await ears.hears("goodbye")
    await ears.presses("2", at="main-menu")
    await ears.hears("news")
    await ears.presses("3", at="main-menu")
    await ears.hears("leave-message")
    await recorded(at.hotline.home, "ticket")
    await caller.press("#")
    await ears.presses("1", at="your-ticket-is")  # which is not cut
    await ears.hears("number-4", "your-ticket-is", "press-1-to-repeat", "vm-goodbye", "leave-message")
    await recorded(at.hotline.home, "msg")
    await caller.press("#1")
    await caller.ended(LIMIT)
    heard = await caller.heard()
    assert [bool(heard.tone(TONES[last])) for last in ("message-menu", "thank-you")] == [True, True]


async def short_call(caller: Caller) -> None:
    ears = Ears(caller)
    await ears.presses("#", at="the-time-is")
    await ears.hears("line-check")
    await caller.ended(LIMIT)


async def recorded(home: Home, name: str) -> None:
    """Wait until a second of this recording is on disk."""

    async def size() -> int:
        return max((file.stat().st_size for file in home.recordings.rglob(f"*-{name}*.wav")), default=0)

    await poll(size, lambda size: size > 16_000, f"{name} is recorded", LIMIT)


async def shown(at: Site, record: dict[str, Any]) -> list[tuple[str, str]]:
    """The nodes that the call left and their exits, as `ccctl` tells them."""
    code, text, err = await ccctl(at.hotline.home, "calls", "show", record["id"])
    assert code == 0, err
    return re.findall(r"^ *[0-9.]+  node +(\S+) +programs\.yaml:\d+ +[0-9.]+ +(\S+)", text, re.MULTILINE)


def set_by(record: dict[str, Any]) -> dict[str, Any]:
    """All variables that the call's nodes set; a node that was never left set none."""
    return {name: value for visit in visits_of(record["stages"]) for name, value in visit.changed.items()}


async def test_ten_programs_on_two_calls(homes: Homes, tmp_path: Path) -> None:
    (tmp_path / "counter").write_text("41")
    async with house(homes, tmp_path) as at:
        callers = [await at.call(number, 2100) for number in (LONG, SHORT)]
        for caller in callers:
            await caller.answered()
        await asyncio.gather(long_call(at, callers[0]), short_call(callers[1]))
        long, short = [await at.record(number) for number in (LONG, SHORT)]
        assert [record["ended_by"] for record in (long, short)] == ["flow", "flow"]  # by the last program of each
        assert await shown(at, long) == [
            ("who", "otherwise"), ("hours", "done"), ("pin", "done"), ("survey", "done"), ("balance", "done"),
            ("menu", "done"), ("department", "1"), ("ticket", "done"),
        ]  # fmt: skip
        assert set_by(long) == {
            "office": "open", "ok": "1", "name": "Li", "one": "4", "two": "5", "total": "9", "login": "123456",
            "department": "sales", "number": "00042",
        }  # fmt: skip
        assert await shown(at, short) == [("who", "1"), ("screening", "done"), ("clock", "done")]
        assert set_by(short) == {
            "screened": f"passed {SHORT}",
            "pressed": "#",
            "notes": "letters: AGIAppError; missing: AGIAppError; usage: AGIUsageError; speech: AGIInvalidCommand; "
            "application: AGIAppError",
        }
        for record, last in ((long, "message"), (short, "diagnosis")):
            assert [stage["node"] for stage in record["stages"] if stage["stage"] == "node"][-1] == last
        assert len(list(at.hotline.home.recordings.rglob("*.wav"))) == 2
    assert (tmp_path / "counter").read_text() == "42\n"
