"""A database that takes the connection and says nothing: its caller goes on by `failed`, and nobody else notices."""

import asyncio
from contextlib import suppress

from tests.support.hotline import Hotline
from tests.support.site import LIMIT, Site, has_heard, poll, site_on
from tests.whole.test_nodes import ASKED, TONES, Ports

MENU, SERVED, NONE, FAILED = (TONES[name] for name in ("press-1-service", "thanks", "goodbye", "sorry-all-busy"))
HIS, OTHER = "13800000041", "13800000042"


class Silent:
    """It would answer when it is told to."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.answers = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        self.asked.set()
        await self.answers.wait()
        with suppress(OSError):
            writer.write(b"N")
            writer.close()
            await writer.wait_closed()


async def looked_for(at: Site) -> str:
    """What came of the last request to it."""
    found = (await at.get("sources"))["sources"]
    return str(next(each["last"] for each in found if each["source"] == "hangs"))


async def test_its_caller_hears_the_failure_exit_and_another_is_served_meanwhile(
    nodes: Hotline, node_ports: Ports
) -> None:
    far = Silent()
    async with site_on(nodes) as at:
        await poll(lambda: looked_for(at), bool, "the engine has looked for it at its start", LIMIT)
        async with await asyncio.start_server(far.serve, "127.0.0.1", node_ports.hangs):
            his, other = [await at.sim.call(ASKED, frm=frm) for frm in (HIS, OTHER)]
            await asyncio.gather(*(has_heard(MENU, caller) for caller in (his, other)))
            await his.press("2")
            await asyncio.wait_for(far.asked.wait(), LIMIT)
            await other.press("1")
            served = await has_heard(SERVED, other)
            told = await has_heard(FAILED, his)
            assert served < told, "the other had to wait for the source that hangs"
            far.answers.set()  # later than he was told
            for caller in (his, other):
                await caller.ended()
        record = await at.record(HIS)
        assert [stage["exit"] for stage in record["stages"] if stage["node"] == "hung" and stage["exit"]] == ["failed"]
        (why,) = [stage["detail"] for stage in record["stages"] if stage["stage"] == "node failed"]
        assert "not over within" in why
        assert not {SERVED, NONE} & (await his.heard()).tones.keys()
        assert FAILED not in (await other.heard()).tones
