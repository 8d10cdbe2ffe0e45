"""An edit counts after down and up; until then an engine that dies comes back as it was."""

import os
import signal
import time

import pytest

from tests.support.hotline import Homes, Hotline, free_sip, up
from tests.support.site import small


def back(hotline: Hotline, old: int, limit: float = 120.0) -> bool:
    end = time.monotonic() + limit
    while time.monotonic() < end:
        now = [child for name, child in hotline.state().get("children", {}).items() if name == "engine"]
        if now and now[0]["state"] == "ready" and now[0]["pid"] not in (None, old):
            return True
        time.sleep(0.2)
    return False


@pytest.mark.parametrize("what", ["settings.yaml", "flows/hotline.yaml"])
def test_an_unfinished_edit_does_not_keep_a_killed_engine_down(homes: Homes, what: str) -> None:
    hotline = up(homes.new(small()), "--sip", free_sip())
    (hotline.home.root / what).write_text("half: [\n")
    old = hotline.pid("engine")
    os.kill(old, signal.SIGKILL)
    assert back(hotline, old)
