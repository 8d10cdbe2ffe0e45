"""The journal's disk is full, with calls inside: service goes on from memory, and nothing is missing afterwards."""

from pathlib import Path
from typing import Any

import pytest

from ccengine.model.home import Home
from tests.support.hotline import Homes, free_sip, up
from tests.support.site import LIMIT, Site, poll, site_on, small, tone_prompts

AGENT, CALLER = 700, 1100  # Hz
PAGE, RECORD = 4096, 64  # bytes: of the last page that the log has, and less than any record takes


@pytest.mark.errors(r"ALARM journal")
async def test_calls_go_on_while_the_disk_is_full_and_an_engine_that_dies_comes_back(homes: Homes) -> None:
    home = Home(homes.new(small("8001", wrap_up="0s")))
    tone_prompts(home.root)
    home.journal.mkdir(exist_ok=True)
    script = f'mount -t tmpfs -o size=70m none {home.journal} && exec "$@"'
    hotline = up(home.root, "--sip", free_sip(), within=("unshare", "-Urm", "sh", "-c", script, "sh"))
    async with site_on(hotline) as at:
        waits = await at.queued("13800138001", tone=CALLER)
        await fill(at)
        await at.phone("8001", answer_after=0.3, tone=AGENT)
        await waits.hears(AGENT)
        await waits.hangup()
        await talk(at, "13800138002")
        (await ballast_of(at)).unlink()
        await alarmed(at, "journal is written again")
        for number in ("13800138001", "13800138002"):
            record = await at.record(number)
            assert (record["agents"], record["estimated"]) == (["8001"], False)
        await fill(at)
        await at.kill("engine")
        await talk(at, "13800138003")
        (await ballast_of(at)).unlink()
        await alarmed(at, "journal is written again")
        assert (await at.record("13800138003"))["agents"] == ["8001"]


async def talk(at: Site, number: str) -> None:
    caller = await at.queued(number, tone=CALLER)
    await caller.hears(AGENT)
    await caller.hangup()
    await caller.ended()


async def ballast_of(at: Site) -> Path:
    """On the journal's disk, which is in the hotline's own namespace."""
    status = await at.get("status")
    return Path(f"/proc/{status['engine']['pid']}/root{at.hotline.home.journal}/ballast")


async def fill(at: Site) -> None:
    """The disk, and the last page of the log."""
    block = bytes(4096)
    with (await ballast_of(at)).open("wb", buffering=0) as file:
        try:
            while True:
                file.write(block)
        except OSError:
            pass
    for _ in range(PAGE // RECORD):
        await at.order("agents/8001/ready")
    await alarmed(at, "journal cannot be written, service goes on from memory")
    status = await at.get("status")
    assert [problem["code"] for problem in status["problems"]] == ["journal-full"]


async def alarmed(at: Site, text: str) -> None:
    """The last alarm is this one."""

    def told(status: dict[str, Any]) -> bool:
        alarms = status["engine"]["alarms"]
        return bool(alarms) and text in alarms[-1]["text"]

    await poll(lambda: at.get("status"), told, f"an alarm: {text}", LIMIT)
