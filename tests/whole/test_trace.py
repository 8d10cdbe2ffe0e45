"""Real calls: their traces, the cases that are made of them, and the counts on the flow's picture."""

import asyncio
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

from ccengine.cli.api import Api
from ccengine.model.home import Home
from tests.support.hotline import Hotline
from tests.support.world import CALLER_TONES, World, world
from tests.whole.office import ccctl

MARKER, LEAVER, SILENT = "13800000071", "13800000072", "13800000073"


async def call_and_mark(it: World) -> None:
    """A talk, a wrong key before it, and a mark after it."""
    prompts = it.hotline.home.prompts / "zh"
    caller = await it.sim.call(it.number, MARKER, tone=CALLER_TONES[0])
    await caller.hears_prompt(prompts / "press-1-service.wav")
    await caller.press("9")
    await caller.hears_prompt(prompts / "not-a-choice.wav")
    await caller.press("2")
    ring = await it.sim.ring_for(MARKER)
    await ring.answered()
    await caller.hears(ring.tone, least=0.3)
    await ring.hangup()
    await caller.hears_prompt(prompts / "how-satisfied.wav")
    await caller.press("4")
    await caller.ended()


async def call_and_leave(it: World, number: str, key: str) -> None:
    """Hangs up in the menu, or (with a key) in the queue's ring."""
    prompts = it.hotline.home.prompts / "zh"
    caller = await it.sim.call(it.number, number, tone=CALLER_TONES[1])
    await caller.hears_prompt(prompts / "press-1-service.wav")
    if key:
        await caller.press(key)
        await it.sim.ring_for(number)
    await caller.hangup()
    await caller.ended()


async def test_trace_case_and_counts(hotline: Hotline, tmp_path: Path) -> None:
    home = hotline.home
    async with world(hotline, tmp_path) as it:
        before = await counts(it.api)
        await it.phones(1, answer_after=0.5)
        await call_and_mark(it)
        marked = await it.record(MARKER)
        await it.agent("8001", lambda row: row["state"] == "ready", "ready after wrap-up")
        await call_and_leave(it, LEAVER, "1")
        left = await it.record(LEAVER)
        await call_and_leave(it, SILENT, "")
        silent = await it.record(SILENT)
        after = await counts(it.api)

        await the_trace_is_told(home, marked["id"])
        flows = copied(home, tmp_path)
        for record in (marked, left, silent):
            await the_case_passes_until_the_flow_changes(home, flows, record["id"])
        await the_picture_has_the_counts(home, it.api, tmp_path)

    def more(key: str) -> int:
        return after.get(key, 0) - before.get(key, 0)

    assert {key: more(key) for key in after if more(key)} == {
        "begun": 3,
        "hours by open": 3,
        "welcome by next": 3,
        "main by 2": 1,
        "main by 1": 1,
        "repairs by next": 1,
        "service by answered": 1,
        "survey by next": 1,
        "goodbye by next": 1,
    }


async def counts(api: Api) -> dict[str, int]:
    answer = await asyncio.to_thread(api.get, "flows/hotline/counts")
    return {"begun": answer["begun"], **{f"{row['node']} by {row['exit']}": row["count"] for row in answer["exits"]}}


async def the_trace_is_told(home: Home, call: str) -> None:
    code, text, _ = await ccctl(home, "calls", "show", call)
    assert code == 0
    nodes = re.findall(r"^ *([0-9.]+)  node +(\S+) +(\S+) +([0-9.]+) +(\S+)", text, re.MULTILINE)
    assert [(node, where, exit) for _, node, where, _, exit in nodes] == [
        ("hours", "hotline.yaml:7", "open"),
        ("welcome", "hotline.yaml:12", "next"),
        ("main", "hotline.yaml:16", "2"),
        ("repairs", "hotline.yaml:32", "next"),
        ("service", "hotline.yaml:25", "answered"),
        ("survey", "hotline.yaml:36", "next"),
        ("goodbye", "hotline.yaml:49", "next"),
    ]
    began = [float(at) for at, *_ in nodes]
    assert began == sorted(began)
    inputs = re.findall(r"^ *[0-9.]+  input +(\S+)", text, re.MULTILINE)
    assert inputs == ["9", "2", "4"]
    assert re.search(r"connected +.*service +8001", text)


def copied(home: Home, folder: Path) -> Path:
    """The home's flows and prompts' texts, to be changed."""
    flows = folder / "home" / "flows"
    shutil.copytree(home.flows, flows)
    shutil.copytree(home.prompts, folder / "home" / "prompts")
    shutil.copy(home.settings, folder / "home" / "settings.yaml")
    shutil.rmtree(flows / "tests")
    (flows / "tests").mkdir()
    return flows


async def the_case_passes_until_the_flow_changes(home: Home, flows: Path, call: str) -> None:
    code, case, err = await ccctl(home, "flow", "case", call)
    assert (code, err) == (0, ""), case
    cases = flows / "tests" / "hotline.test.yaml"
    cases.write_text(case, "utf-8")
    assert (await ccctl(home, "flow", "test", str(flows)))[0] == 0, case
    flow = flows / "hotline.yaml"
    as_it_was = flow.read_text("utf-8")
    for old, new in (("play: welcome", "play: thanks"), ("menu: [press-1-service, press", "menu: [thanks, press")):
        flow.write_text(as_it_was.replace(old, new), "utf-8")
        code, told, _ = await ccctl(home, "flow", "test", str(flows))
        assert (code, f"{cases}:" in told, "[failed-case]" in told) == (1, True, True), told
    flow.write_text(as_it_was, "utf-8")


async def the_picture_has_the_counts(home: Home, api: Api, folder: Path) -> None:
    """The sum of all arrows is the sum of all that is on record."""
    picture = folder / "hotline.svg"
    code, _, err = await ccctl(home, "flow", "graph", str(home.flows / "hotline.yaml"), "--counts", "-o", str(picture))
    assert (code, err) == (0, "")
    told = [element.get("data-count") for element in ET.parse(picture).getroot().iter()]
    assert sum(int(count) for count in told if count) == sum((await counts(api)).values())
