"""A hotline is changed while calls are in it: who is inside goes on as he came in, who comes next hears the new one."""

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.asterisk import write_tone
from tests.support.hotline import CHECKOUT, Hotline
from tests.support.site import GOODBYE, MENU, OTHER, SORRY, WELCOME, Site, site_on
from tests.whole.office import ccctl

NEW_WELCOME, NEW_MENU = 550, 650  # Hz
PORTS = """\
numbers:
  4008001234: {flow: hotline, aliases: ["075523456789"], limit: 2}
"""


@pytest.fixture
def edited(tones: Hotline) -> Iterator[Hotline]:
    """Afterwards its flows and prompts are what they were, and loaded."""
    home = tones.home
    with tempfile.TemporaryDirectory() as kept:
        for folder in (home.flows, home.prompts):
            shutil.copytree(folder, Path(kept) / folder.name)
        yield tones
        for folder in (home.flows, home.prompts):
            shutil.rmtree(folder)
            shutil.copytree(Path(kept) / folder.name, folder)
    subprocess.run([CHECKOUT / "bin" / "ccctl", "--home", home.root, "flow", "load"], check=True, capture_output=True)


async def flow(at: Site, *words: str, code: int = 0) -> str:
    """What `ccctl flow ...` prints."""
    got, out, err = await ccctl(at.hotline.home, "flow", *words)
    assert got == code, (words, out, err)
    return out


async def history(at: Site) -> list[dict[str, Any]]:
    """What was loaded, the first one first."""
    changes: list[dict[str, Any]] = json.loads(await flow(at, "versions", "--history", "--json"))["versions"]
    return changes[::-1]


def edit(at: Site, old: str, new: str) -> None:
    file = at.hotline.home.flows / "hotline.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def record_again(at: Site, prompt: str, hertz: int) -> None:
    """Over the old file, in place."""
    write_tone(at.hotline.home.prompts / "zh" / f"{prompt}.wav", 1.0, hertz)


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_a_call_keeps_its_prompts_and_nodes_and_the_next_has_the_new_ones(edited: Hotline) -> None:
    """Over a load, a rollback of it, and the death of the engine."""
    async with site_on(edited) as at:
        before = await history(at)
        old = await at.call("13800000001")
        await old.hears(WELCOME)
        record_again(at, "welcome", NEW_WELCOME)
        record_again(at, "press-1-service", NEW_MENU)
        edit(at, "      2: repairs\n", "      2: repairs\n      3: sorry\n")
        assert "press-1-service.wav: changed" in await flow(at, "diff")
        await flow(at, "load", "--by", "noon")
        await old.hears(MENU)  # not recorded over, and not met before the load
        new = await at.call("13800000002")
        await new.hears(NEW_WELCOME)
        await new.hears(NEW_MENU)
        await at.kill("engine")
        back = time.time()
        await old.hears(MENU, after=back)
        await old.press("3")  # no choice of his version
        await old.hears(OTHER, after=back)
        await new.hears(NEW_MENU, after=back)
        await new.press("3")
        await new.hears(SORRY)
        await new.hears(GOODBYE)
        await new.ended()
        await flow(at, "rollback")
        third = await at.call("13800000003")
        await third.hears(WELCOME)
        for caller in (old, third):
            await caller.hangup()
            await caller.ended()
        records = [await at.record(f"1380000000{n}") for n in (1, 2, 3)]
        assert records[0]["version"] == records[2]["version"] != records[1]["version"]
        changes = (await history(at))[len(before) :]
        assert before[-1]["version"] == records[0]["version"]
        assert [(each["how"], each["version"]) for each in changes] == [
            ("load", records[1]["version"]),
            ("rollback", records[0]["version"]),
        ]
        assert changes[0]["by"] == "noon"


async def test_a_load_with_an_error_changes_nothing_and_tells_all(edited: Hotline) -> None:
    async with site_on(edited) as at:
        before = await flow(at, "versions", "--json")
        edit(at, "play: welcome", "play: wellcome")
        edit(at, "queue: service\n", "queue: service\n    music: later\n")
        later = at.hotline.home.music / "later"
        write_tone(later / "tone.wav", 0.1)  # Asterisk does not have it
        (at.hotline.home.flows / "ports.yaml").write_text("numbers:\n  4008001234: {flow: hotline, limt: 3}\n")
        assert "[unknown-key]" in await flow(at, "load", code=1)
        (at.hotline.home.flows / "ports.yaml").write_text(PORTS)
        told = await flow(at, "load", code=1)
        assert "flows/hotline.yaml:13:11" in told
        assert "[missing-prompt]" in told
        assert 'there is no music class "later"' in told
        shutil.rmtree(later)
        assert await flow(at, "versions", "--json") == before
        caller = await at.call()
        await caller.hears(WELCOME)
        await caller.hangup()


async def test_an_alias_is_bound_and_beyond_the_limit_it_is_busy(edited: Hotline) -> None:
    async with site_on(edited) as at:
        (at.hotline.home.flows / "ports.yaml").write_text(PORTS)
        await flow(at, "load")
        first = await at.sim.call("075523456789", frm="13800000001")
        second = await at.call("13800000002")
        await first.hears(WELCOME)
        await second.hears(WELCOME)
        third = await at.call("13800000003")
        await third.ended()
        assert third.status == 486
        await first.hangup()
        await first.ended()
        assert (await at.record("13800000001"))["port"] == "4008001234"
        assert (await at.record("13800000003"))["refused"] == "limit"
        fourth = await at.call("13800000004")
        await fourth.hears(WELCOME)
        await second.hangup()
        await fourth.hangup()
