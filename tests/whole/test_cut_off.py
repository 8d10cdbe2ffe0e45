"""The engine is killed while callers speak after the tone: what they have said is on record, and who is asked again
does not speak over it."""

import asyncio
import os
import re
import signal
from typing import Any

import pytest

from tests.support.hotline import Hotline
from tests.support.site import LIMIT, Site, poll, site_on
from tests.whole.test_nodes import CALLER, RATED, Visit
from tests.whole.test_surveys import HUNG_UP

GOES, STAYS = "13800000021", "13800000022"


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_what_was_being_spoken_when_the_engine_died(nodes: Hotline) -> None:
    async with site_on(nodes) as at:
        goes, stays, comments = await asyncio.gather(to_speak(at, GOES), to_speak(at, STAYS), to_comment(at))
        await speaking(at, "messages", 2)
        await speaking(at, "comments", 1)
        os.kill(old := at.hotline.pid("engine"), signal.SIGKILL)
        await stays.press("#")  # Asterisk goes on recording
        for caller in (goes, comments):
            await caller.caller.hangup()
        await at.back("engine", old)
        await stays.hears("please-wait")
        await speaking(at, "messages", 3)
        await stays.press("#")
        await stays.hears("press-1-service")
        await stays.caller.hangup()

        (left,) = told(at, await at.record(GOES), "message")
        assert left.endswith(", cut off")
        first, second = told(at, await at.record(STAYS), "message")
        assert first.endswith(" s, cut off")
        assert second.startswith(first.partition(".wav")[0] + "-2.wav, ")
        assert second.endswith(" s")

        record = await at.record(HUNG_UP)
        (comment,) = told(at, record, "comment")
        (file,) = record["recordings"]
        assert (file["path"], file["problem"]) == (comment.partition(",")[0], "cut off")
        assert record["marks"][-1]["path"] == file["path"]


async def to_speak(at: Site, number: str) -> Visit:
    visit = Visit(await at.call(number, CALLER))
    await visit.hears("welcome", "thanks", "press-1-service")
    await visit.press("4")
    await visit.hears("please-wait")
    return visit


async def to_comment(at: Site) -> Visit:
    visit = Visit(await at.sim.call(RATED, frm=HUNG_UP, tone=CALLER))
    for question, key in (("how-satisfied", "1"), ("please-wait", "1"), ("press-1-service", "1")):
        await visit.hears(question)
        await visit.press(key)
    return visit


async def speaking(at: Site, folder: str, many: int) -> None:
    """Wait until so many have said more than a second."""

    async def files() -> int:
        found = [file.stat() for file in at.hotline.home.recordings.glob(f"{folder}/*/*.wav")]
        return sum(file.st_mtime > at.began and file.st_size > 1.5 * 16_000 for file in found)

    await poll(files, lambda found: found == many, f"{many} {folder} grow", LIMIT)


def told(at: Site, record: dict[str, Any], stage: str) -> list[str]:
    """The details of these stages; each names a file of the length that it tells."""
    found = [str(each["detail"]) for each in record["stages"] if each["stage"] == stage]
    for detail in found:
        path, seconds = re.fullmatch(r"(.+\.wav), ([0-9.]+) s(?:, cut off)?", detail).groups()  # type: ignore[union-attr]
        size = (at.hotline.home.recordings / path).stat().st_size
        assert size / 16_000 == pytest.approx(float(seconds), abs=0.7)
    return found
