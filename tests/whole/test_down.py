"""`ccengine down` with calls on the line."""

import asyncio
import shutil
import sqlite3

from ccengine.app.tools import find
from ccengine_sim.phone import Sim
from tests.support.hotline import Homes, Hotline, Logs
from tests.whole.test_up import mentioning


async def _down_during_a_call(hotline: Hotline) -> tuple[bool, int]:
    async with Sim((hotline.host, hotline.port), find("sipp")) as sim:
        caller = await sim.call(hotline.number, "13911112222")
        await caller.answered(60)
        await caller.hears("sound", limit=60)
        await asyncio.to_thread(hotline.down)
        await caller.ended(60)
        return caller.left_at is not None, caller.status


def test_a_home_whose_folder_was_removed_is_stopped_all_the_same(homes: Homes) -> None:
    hotline = homes.start()
    shutil.rmtree(hotline.home.root)
    hotline.down()
    assert mentioning(hotline.home.root) == []


async def test_calls_are_ended_first_and_their_records_are_complete(homes: Homes) -> None:
    hotline = homes.start()
    logs = Logs(hotline.home)
    let_go, status = await _down_during_a_call(hotline)
    assert let_go
    assert status == 200
    assert logs.errors() == []
    with sqlite3.connect(hotline.home.database) as books:
        rows = books.execute("select ended is not null, estimated from calls").fetchall()
    books.close()
    assert rows == [(1, 0)]
