"""The competitors of `ccsim compare` really serve calls, by their own files."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccengine.app.cache import cache_folder
from ccengine.app.tools import find
from ccengine_sim.compare.cells import BARE, NATIVE
from ccengine_sim.compare.measure import Bench, bridged, on_air
from ccengine_sim.compare.plan import Load
from ccengine_sim.compare.site import NUMBER, Site
from tests.support.hotline import CHECKOUT

LOAD = Load(rate=4, calls=4)


@pytest.fixture
def place() -> Iterator[Path]:
    """Short: a socket lies in it."""
    with tempfile.TemporaryDirectory(prefix="cc-") as folder:
        yield Path(folder)


@pytest.mark.parametrize("name", [NATIVE, BARE])
async def test_more_callers_than_agents_are_all_served(name: str, place: Path) -> None:
    bench = Bench(find("sipp", cache_folder()), CHECKOUT / "sim" / "compare", place, 1)
    async with on_air(bench, name, Site(3, paused=1)) as (cell, crowd):
        await crowd.calling(LOAD, cell.sip, NUMBER)
        assert await crowd.over(60)
        calls = crowd.calls()
        assert [call.served for call in calls] == [True] * 4
        assert {call.agent for call in calls} == {"10001", "10002"}, "10003 is paused"
        assert bridged(cell).keys() == {call.planned.number for call in calls}
