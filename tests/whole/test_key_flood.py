"""Who presses keys faster than a telephone can, by INFO and by RTP at once, costs Asterisk a core: he is sent away."""

from contextlib import suppress
from random import Random

from ccengine_sim.hostile import CALLER, Target
from ccengine_sim.hostile.calling import flood_keys
from ccengine_sim.hostile.world import World
from tests.support.hotline import Hotline
from tests.support.site import poll

TOLD = "keys by INFO among others without a pause; hung up"
#: Floods until one is told of. On full cores Asterisk takes the keys so slowly that they have pauses: no flood then.
FLOODS = 4


async def test_a_flood_of_keys_is_hung_up(hotline: Hotline) -> None:
    target = Target(hotline.host, hotline.port, hotline.number, [], (1, 2))

    async def said() -> str:
        return (hotline.home.log / "engine.log").read_text("utf-8")

    for seed in range(FLOODS):
        assert await flood_keys(World(target), Random(seed)) == "200", "he was not answered"
        with suppress(TimeoutError):
            await poll(said, lambda text: TOLD in text, "the flood is told of", 3)
            break
    text = await said()
    assert TOLD in text
    assert CALLER not in text
