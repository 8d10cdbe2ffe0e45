"""The RTP peer, its own process: what a leg hears that listens little."""

import time

import pytest

from ccengine_sim.phone.media import Media
from ccengine_sim.phone.sending import Pace

LISTENER, SPEAKER = "listener", "speaker"
PAUSE = 0.3  # seconds: 15 packets at full pace


async def test_a_light_leg_listens_again_for_a_voice_that_is_waited_for_and_then_rests() -> None:
    async with Media() as media:
        ports = {leg: (await media.ask("open", leg, hz=(700,)))["port"] for leg in (LISTENER, SPEAKER)}
        for leg, to, light in ((LISTENER, SPEAKER, True), (SPEAKER, LISTENER, False)):
            where = {"host": "127.0.0.1", "port": ports[to], "law": "PCMA", "keys_type": 101}
            await media.ask("connect", leg, **where, pace=Pace.STEADY, light=light)
        first = await media.until(LISTENER, 30, heard=[700], after=0.0)
        with pytest.raises(TimeoutError):
            await media.until(LISTENER, PAUSE, heard=[700, 1900], after=0.0)
        rested = (await media.report(LISTENER)).packets
        await media.ask("tone", SPEAKER, hz=(700, 1900))
        with pytest.raises(TimeoutError):
            await media.until(SPEAKER, PAUSE, heard=[1900], after=0.0)
        assert (await media.report(LISTENER)).packets <= rested + 1, "deaf while nobody waits"
        asked = time.time()
        both = await media.until(LISTENER, 30, heard=[700, 1900], after=asked)
        assert first < asked <= both
