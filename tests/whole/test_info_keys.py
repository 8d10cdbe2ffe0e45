"""Keys by SIP INFO alone, of a telephone that sends no sound: Asterisk tells a begin of the first one by itself, when
it is pressed while ANSWER waits for the first sound (docs/asterisk-notes.md), and all of them are keys nevertheless."""

import asyncio
from contextlib import closing
from random import Random
from typing import Any

from ccengine.cli.api import Api
from ccengine_sim.hostile import Target
from ccengine_sim.hostile.calling import Call
from ccengine_sim.hostile.target import TRUNK
from ccengine_sim.hostile.world import World
from tests.support.hotline import Hotline
from tests.support.site import LIMIT, poll

EARLY = 0.3  # seconds after the answer: ANSWER waits for half a second
A_SECOND = 12  # keys, of a machine that dials


def press(call: Call, key: str) -> None:
    call.send("INFO", {"Content-Type": "application/dtmf-relay"}, f"Signal={key}\r\nDuration=60\r\n".encode())


async def test_who_sends_info_alone_is_understood_however_fast(hotline: Hotline) -> None:
    world, chance = World(Target(hotline.host, hotline.port, hotline.number, [], (1, 2))), Random(1)

    def asked(path: str) -> Any:
        with closing(Api(hotline.home.root)) as api:
            return api.get(path)

    async def on_record() -> dict[str, Any]:
        found: dict[str, Any] = asked(f"calls/{at_menu['call']}")["record"]
        return found

    async def here() -> dict[str, Any] | None:
        live = asked("calls")["calls"]
        return live[0] if live else None

    with world.udp(TRUNK, chance) as udp:
        call = Call(world, udp, chance)
        assert await call.answered(9) == "200"
        await asyncio.sleep(EARLY)
        press(call, "6")
        at_menu = await poll(here, lambda one: one["node"] == "main", "the menu", LIMIT)
        press(call, "1")
        await poll(here, lambda one: one["node"] == "service", "the queue", LIMIT)
        for key in "9876543987654398":
            press(call, key)
            await asyncio.sleep(1 / A_SECOND)
        assert await here() is not None, "he was hung up"
        call.send("BYE")
        assert await udp.answer()
    record = await poll(on_record, lambda one: bool(one["ended"]), "the end on record", LIMIT)
    assert [each["exit"] for each in record["stages"] if each["node"] == "main" and each["exit"]] == ["1"]
    assert record["ended_by"] == "caller"
