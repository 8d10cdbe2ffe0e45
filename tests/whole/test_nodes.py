"""Every verb of the language on a real Asterisk, in both languages: what is heard is told by its tone, keys go by RTP,
`http` asks a server on loopback, `script` runs in a worker."""

import asyncio
import json
import shutil
import sqlite3
import time
import wave
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ccengine.flow.loading.load import read_flow
from ccengine.flow.node import Node
from ccengine.flow.nodes import VERBS
from ccengine.model.home import Home
from ccengine.model.ids import NodeId
from ccengine_sim.phone import Caller
from tests.support.asterisk import write_tone
from tests.support.hotline import Homes, Hotline, free_sip, up
from tests.support.site import LIMIT, Site, poll, site_on, small, tone_prompts

FLOWS = Path(__file__).parent / "flows"
NAMES = ("nodes", "nodes-who", "nodes-night")
TONES = {
    "welcome": 500, "thanks": 550, "press-1-service": 600, "please-wait": 650, "how-satisfied": 700, "goodbye": 750,
    "sorry-all-busy": 800, "number-yao": 850, "number-1": 850, "number-2": 900, "number-3": 950, "number-4": 1000,
    "number-10": 1050, "number-40": 1050,
}  # fmt: skip
"""In Chinese; in English 1000 Hz higher."""
ROOM = {"zh": "number-yao", "en": "number-1"}
SUM = {"zh": ("number-4", "number-10", "number-2"), "en": ("number-40", "number-2")}  # 42
AGENT, CALLER = 2600, 2100
RATED = "4008001235"  # leads to surveys: test_surveys.py
KNOWN = "4008001236"  # into the queue: test_callers.py
MEMBER = "4008001237"  # asks for a PIN: test_callers.py
TYPED = "4008001238"  # dials what is typed: test_caps.py
ASKED = "4008001239"  # asks two sources: test_source_hangs.py
ASKS = """\
from ccengine.hooks import hotline

def asks() -> None:
    marks = hotline.marks()
    told = [hotline.schedule("office"), hotline.caller()["number"], *marks.values()]
    hotline.tag("asked", " ".join(map(str, told)))
"""
BESIDE = {
    RATED: "nodes-rated", KNOWN: "nodes-known", MEMBER: "nodes-member", TYPED: "nodes-typed", ASKED: "nodes-sources",
}  # fmt: skip
CAP = 17
OUTGOING = f"""
outgoing:
  contact: "sip:127.0.0.1:{{outside}}"
  allowed: ["1391"]
  at_once: 100
  prefixes: {{{{"1391": {{{{legs: {CAP}}}}}}}}}
"""
SUMS = "def double(number: int) -> int:\n    return 2 * number\n"


TABLES = """
CREATE TABLE bills (room TEXT, total DECIMAL(10, 2));
INSERT INTO bills VALUES ('123', 123.4);
CREATE TABLE repairs (ticket INTEGER PRIMARY KEY, room TEXT, total DECIMAL(10, 2), request TEXT UNIQUE);
INSERT INTO repairs (ticket, request) VALUES (1041, 'before');
"""
SOURCES = """
sources:
  property:
    url: sqlite:///{file}
    tables:
      bills: {{read: [total], where: [room]}}
      repairs: {{write: [room, total], returns: ticket, key: request}}
  hangs:
    url: postgresql://hotline@127.0.0.1:{hangs}/property
    timeout: 5s
    tables:
      bills: {{read: [total], where: [room]}}
"""


class Ports(NamedTuple):
    """Where others than callers and agents are to listen."""

    far: int  # of the requests by `http`
    outside: int  # who is dialled
    hangs: int  # a source


class FarSide:
    """An HTTP server; what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
        length = next(line for line in head if line.lower().startswith("content-length:"))
        body = await reader.readexactly(int(length.partition(":")[2]))
        self.asked.append((head[0], json.loads(body)))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\nContent-Type: application/json\r\n\r\n")
        writer.write(b'{"number": 21}')
        writer.close()
        await writer.wait_closed()


class Visit:
    """A caller who knows in which language he is spoken to."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.language = "zh"
        self.since = 0.0

    async def hears(self, *prompts: str) -> None:
        """One after the other."""
        for prompt in prompts:
            hertz = TONES[prompt] + (1000 if self.language == "en" else 0)
            self.since = await self.caller.hears(hertz, after=self.since)

    async def press(self, keys: str) -> None:
        """What is heard from now on counts."""
        self.since = time.time()
        await self.caller.press(keys)


def add_property(home: Home, hangs: int) -> None:
    """A database with a bill for room 123, and the settings of it and of a source that hangs."""
    file = home.root / "property.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(TABLES)
    with home.settings.open("a", encoding="utf-8") as settings:
        settings.write(SOURCES.format(file=file, hangs=hangs))


def _who_calls(settings: str) -> str:
    """The trunk is believed, and there is a class of callers."""
    old = "trunk: [127.0.0.1] "
    assert old in settings
    believed = "trunk: {networks: [127.0.0.1], caller: [diversion, asserted, from]} "
    return settings.replace(old, believed) + "\nclasses: {vip: {head_start: 5m}}\n"


def start(homes: Homes, ports: Ports) -> Hotline:
    home = Home(homes.new(small(more=lambda text: _who_calls(text) + OUTGOING.format(outside=ports.outside))))
    tone_prompts(home.root)
    add_property(home, ports.hangs)
    for language, higher in (("zh", 0), ("en", 1000)):
        for prompt, hertz in TONES.items():
            write_tone(home.prompts / language / f"{prompt}.wav", 0.5, hertz + higher)
    for name in NAMES:
        text = (FLOWS / f"{name}.yaml").read_text("utf-8").replace("{port}", str(ports.far))
        (home.flows / f"{name}.yaml").write_text(text, "utf-8")
    numbers = home.flows / "ports.yaml"
    text = numbers.read_text("utf-8").replace("flow: hotline", "flow: nodes")
    before = "\n# A range"
    assert before in text
    more = "".join(f"\n  {number}: {{flow: {flow}}}" for number, flow in BESIDE.items())
    numbers.write_text(text.replace(before, f"{more}\n{before}"), "utf-8")
    for flow in BESIDE.values():
        shutil.copy(FLOWS / f"{flow}.yaml", home.flows)
    shutil.rmtree(home.flows / "scripts", ignore_errors=True)
    (home.flows / "scripts").mkdir()
    (home.flows / "scripts" / "sums.py").write_text(SUMS)
    (home.flows / "scripts" / "asks.py").write_text(ASKS)
    return up(home.root, "--sip", free_sip())


async def through_all(at: Site, visit: Visit, phone: Any) -> None:
    """From the menu on, through everything that is behind it, to the end."""
    await visit.press("1")
    await visit.hears("please-wait")
    await visit.press("123#")
    await visit.hears(ROOM[visit.language], "number-2", "number-3", "thanks", "press-1-service")
    await visit.press("9")
    await visit.hears("please-wait")
    await visit.press("42")
    await visit.hears("press-1-service")
    await visit.press("6")
    await visit.hears(*SUM[visit.language], "press-1-service")
    await visit.press("7")
    await visit.hears("press-1-service")
    await visit.press("4")
    await visit.hears("please-wait")
    await spoken(at, 1.5)
    await visit.press("#")
    await visit.hears("press-1-service")
    await talk(at, visit, phone, "3")
    await visit.hears("press-1-service")
    await talk(at, visit, phone, "5")
    await visit.hears("how-satisfied")
    await visit.press("4")
    await visit.hears("thanks", "press-1-service")
    await visit.press("8")
    await visit.hears("goodbye")
    await visit.caller.ended()


async def spoken(at: Site, seconds: float, folder: str = "messages") -> None:
    """Wait until so much of this test's message is on disk."""

    async def largest() -> int:
        files = [file.stat() for file in at.hotline.home.recordings.glob(f"{folder}/*/*.wav")]
        return max((file.st_size for file in files if file.st_mtime > at.began), default=0)

    await poll(largest, lambda size: size > seconds * 16_000, "the message grows", LIMIT)


async def talk(at: Site, visit: Visit, phone: Any, key: str) -> None:
    await at.agent("8001", lambda state: state["state"] == "ready", "is ready")
    before = len(phone.calls)
    await visit.press(key)
    call = await phone.rings(before + 1)
    await visit.caller.hears(AGENT, after=visit.since)
    await call.hears(CALLER)
    visit.since = time.time()
    await call.hangup()


def verbs_of(record: dict[str, Any]) -> set[str]:
    """Of the nodes that the call entered."""
    entered = {stage["detail"].split(" ")[0] for stage in record["stages"] if stage["stage"] == "node"}
    nodes: dict[NodeId, Node] = {}
    for name in NAMES:
        text = (FLOWS / f"{name}.yaml").read_text("utf-8").replace("{port}", "80")
        nodes.update(read_flow(text, f"{name}.yaml")[0].nodes)
    return {node.verb for id, node in nodes.items() if id in entered}


def visit_of(record: dict[str, Any], node: str) -> int:
    """The number of the only visit of the node among all of the call."""
    entered = [stage["node"] for stage in record["stages"] if stage["stage"] == "node"]
    assert entered.count(node) == 1
    return entered.index(node) + 1


def message_of(record: dict[str, Any], home: Home) -> float:
    """Seconds of the only message, of which the file is there."""
    (told,) = [stage["detail"] for stage in record["stages"] if stage["stage"] == "message"]
    path, _, length = told.partition(", ")
    assert path.startswith("messages/")
    with wave.open(str(home.recordings / path)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(float(length.split()[0]), abs=0.7)
    return float(length.split()[0])


async def test_a_caller_who_hangs_up_has_left_his_message(nodes: Hotline) -> None:
    async with site_on(nodes) as at:
        caller = await at.call("13800138000", CALLER)
        await caller.answered()
        visit = Visit(caller)
        await visit.hears("welcome", "thanks", "press-1-service")
        await visit.press("4")
        await visit.hears("please-wait")
        await spoken(at, 1.5)
        await caller.hangup()
        await caller.ended()
        record = await at.record("13800138000")
        assert message_of(record, at.hotline.home) > 1.5


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_verb(nodes: Hotline, node_ports: Ports, language: str) -> None:
    far = FarSide()
    async with await asyncio.start_server(far.serve, "127.0.0.1", node_ports.far), site_on(nodes) as at:
        phone = await at.phone("8001", answer_after=0.2, tone=AGENT)
        caller = await at.call("13800138000", CALLER)
        await caller.answered()
        visit = Visit(caller)
        await visit.hears("welcome", "thanks", "press-1-service")
        if language == "en":
            await visit.press("2")
            visit.language = "en"
            await visit.hears("press-1-service")
        await through_all(at, visit, phone)
        record = await at.record("13800138000")
        assert message_of(record, at.hotline.home) > 1.5
    with closing(sqlite3.connect(nodes.home.root / "property.db")) as connection:
        row = connection.execute("SELECT room, total, request FROM repairs ORDER BY ticket DESC").fetchone()
    assert row == ("123", 123.4, f"{record['id']}:{visit_of(record, 'repair')}")
    assert far.asked == [("POST /rooms/13800138000?greeting=a%20b%26c HTTP/1.1", {"room": "123"})]
    elsewhere = {"callback", "member", "change_pin"}  # test_callbacks.py, test_members.py
    elsewhere |= {"language"} if language == "zh" else set()
    missing = set(VERBS) - verbs_of(record) - elsewhere
    assert not missing, json.dumps(record["stages"], ensure_ascii=False, indent=1)
