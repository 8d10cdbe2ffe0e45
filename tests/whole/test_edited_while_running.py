"""An edit counts after down and up; until then an engine that dies comes back as it was."""

import os
import signal
import time

import pytest

from tests.support.hotline import Hotline


def back(hotline: Hotline, old: int, limit: float = 120.0) -> bool:
    end = time.monotonic() + limit
    while time.monotonic() < end:
        now = [child for name, child in hotline.state().get("children", {}).items() if name == "engine"]
        if now and now[0]["state"] == "ready" and now[0]["pid"] not in (None, old):
            return True
        time.sleep(0.2)
    return False


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
@pytest.mark.parametrize("what", ["settings.yaml", "flows/hotline.yaml"])
def test_an_unfinished_edit_does_not_keep_a_killed_engine_down(tones: Hotline, what: str) -> None:
    edited = tones.home.root / what
    as_it_was = edited.read_bytes()
    edited.write_text("half: [\n")
    old = tones.pid("engine")
    os.kill(old, signal.SIGKILL)
    assert back(tones, old)
    edited.write_bytes(as_it_was)
