"""Connections to Asterisk's manager that say nothing are cut off, and the engine's own is not."""

import asyncio
import socket
from contextlib import ExitStack

from ccengine.model.runtime import Runtime
from tests.support.hotline import Hotline
from tests.support.site import LIMIT, poll, site_on


async def test_who_does_not_log_in_to_the_manager_is_cut_off(tones: Hotline) -> None:
    runtime = Runtime.from_json(tones.home.runtime.read_text("utf-8"))
    async with site_on(tones) as at:
        before = await at.cli("manager show connected")
        (ours,) = (line.split() for line in before.splitlines() if line.split()[:1] == [runtime.ami_user])
        with ExitStack() as held:
            ends = [held.enter_context(socket.create_connection(("127.0.0.1", runtime.ami_port))) for _ in range(20)]
            for end in ends:
                end.settimeout(LIMIT)
                await asyncio.to_thread(_until_closed, end)

        async def shown() -> str:
            return await at.cli("manager show connected")

        table = await poll(shown, lambda text: "1 users connected" in text, "only one is left", LIMIT)
        assert [ours[0], ours[4]] in [[line.split()[0], line.split()[4]] for line in table.splitlines()[1:2]]
        assert (await at.get("status"))["engine"]["switch"]["up"]


def _until_closed(end: socket.socket) -> None:
    while end.recv(4096):
        pass
