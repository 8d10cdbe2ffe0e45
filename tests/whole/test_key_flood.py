"""Who presses keys faster than a telephone can, by INFO and by RTP at once, costs Asterisk a core: he is sent away."""

from random import Random

from ccengine_sim.hostile import CALLER, Target
from ccengine_sim.hostile.calling import flood_keys
from ccengine_sim.hostile.world import World
from tests.support.hotline import Hotline


async def test_a_flood_of_keys_is_hung_up(hotline: Hotline) -> None:
    target = Target(hotline.host, hotline.port, hotline.number, [], (1, 2))
    assert await flood_keys(World(target), Random(1)) == "200", "he was not answered"
    said = (hotline.home.log / "engine.log").read_text("utf-8")
    assert "keys by INFO among others without a pause; hung up" in said
    assert CALLER not in said
