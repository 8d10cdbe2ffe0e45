"""Ctrl-C while calls are here: a terminal sends it to a command and to all that the command has started.  SIGTERM and
the end of the terminal are the same to it."""

import asyncio
import os
import signal
import subprocess
from contextlib import closing
from typing import Any

import pytest

from ccengine.cli.api import Api
from ccengine.model.home import Home
from tests.support.hotline import CHECKOUT, Homes, Hotline
from tests.whole.test_stay import HEARS
from tests.whole.test_trunk import SETTINGS, TRUNK, talking
from tests.whole.test_up import mentioning, until


def at_a_terminal(*command: str) -> subprocess.Popen[str]:
    """In a session of its own, whose foreground is the command's process group."""
    return subprocess.Popen(
        [*HEARS, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


def interrupted(command: subprocess.Popen[str], number: signal.Signals = signal.SIGINT, times: int = 1) -> str:
    """What it said until its end."""
    for _ in range(times):
        os.killpg(command.pid, number)
    assert command.stdout
    return command.stdout.read()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_hangs_up_and_takes_its_telephone_away(hotline: Hotline, number: signal.Signals) -> None:
    home = hotline.home
    with at_a_terminal(str(CHECKOUT / "bin" / "ccengine"), "demo", "--home", str(home.root)) as demo:
        assert demo.stdout
        said = next(line for line in demo.stdout if "phone rings" in line)
        agent = said.split()[-3].removesuffix("'s")
        text = interrupted(demo, number)
    assert ("Traceback" in text, "was destroyed" in text, "the call is hung up" in text) == (False, False, True)
    assert demo.returncode == 128 + number
    until(lambda: not asked(home, "calls"), "no call is left")
    until(lambda: agent not in reachable(home), f"the telephone of {agent} is not registered any more")


def asked(home: Home, what: str) -> list[dict[str, Any]]:
    with closing(Api(home.root)) as api:
        found: list[dict[str, Any]] = api.get(what)[what]
        return found


def reachable(home: Home) -> list[str]:
    return [row["agent"] for row in asked(home, "agents") if row["reachable"]]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
async def test_a_trunk_says_that_there_is_no_report_and_leaves_nothing(homes: Homes, number: signal.Signals) -> None:
    """Twice: who sees nothing for a second types it again."""
    place = homes.new()
    (folder := place / "little").mkdir()
    (folder / "trunk.yaml").write_text(TRUNK)
    (folder / "settings.yaml").write_text(SETTINGS)
    command = (str(CHECKOUT / "bin" / "ccsim"), "trunk", str(folder), "--report", str(place))
    with await asyncio.to_thread(at_a_terminal, *command) as trunk:
        await talking(Home(place / "home"), 2)
        text = await asyncio.to_thread(interrupted, trunk, number, 2)
    assert "interrupted: there is no report" in text
    assert "Traceback" not in text
    assert "SIPp" not in text.rpartition("trunk little")[2]
    assert trunk.returncode == 128 + number
    assert mentioning(place / "home") == []


async def test_a_trunk_that_is_killed_leaves_no_hotline(homes: Homes) -> None:
    place = homes.new()
    (folder := place / "little").mkdir()
    (folder / "trunk.yaml").write_text(TRUNK)
    (folder / "settings.yaml").write_text(SETTINGS)
    command = (str(CHECKOUT / "bin" / "ccsim"), "trunk", str(folder), "--report", str(place))
    with await asyncio.to_thread(at_a_terminal, *command) as trunk:
        await talking(Home(place / "home"), 2)
        trunk.kill()
    await asyncio.to_thread(until, lambda: mentioning(place / "home") == [], "its processes are gone")
