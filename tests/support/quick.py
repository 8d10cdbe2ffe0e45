"""A hotline without a welcome: straight into the queue, short rings and wrap-ups, so that calls take little time."""

from pathlib import Path

from ccengine.model.home import Home
from tests.support.hotline import Homes, Hotline, free_sip, up

FLOW = """\
flow: hotline
language: zh
start: service
nodes:
  service:
    queue: service
    exits: {answered: bye, waited_too_long: bye, failed: bye}
  bye:
    play: thanks
    next: hangup
"""
RING, WRAP_UP = 3, 1  # seconds


def _settings(text: str) -> str:
    return text.replace("ring: 20s", f"ring: {RING}s").replace("wrap_up: 10s", f"wrap_up: {WRAP_UP}s")


def start_quick(homes: Homes) -> Hotline:
    home: Path = homes.new(_settings)
    assert f"ring: {RING}s" in Home(home).settings.read_text("utf-8"), "the shipped settings look different now"
    (Home(home).flows / "hotline.yaml").write_text(FLOW, "utf-8")
    return up(home, "--sip", free_sip())
