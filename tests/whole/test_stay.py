"""`ccengine up` without --detach: it stays, and what ends it takes the hotline off the air."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ccengine.model.home import Home
from tests.support.hotline import CHECKOUT, Homes, Hotline, free_sip
from tests.whole.test_up import mentioning

HEARS = ("env", "--default-signal=INT")
"""A shell that runs the tests in the background has them, and all they start, ignore what a terminal would send."""


@contextmanager
def staying(home: Path) -> Iterator[subprocess.Popen[str]]:
    """`up` in the foreground, once it says how to stop it."""
    argv = [*HEARS, str(CHECKOUT / "bin" / "ccengine"), "up", "--home", str(home), "--sip", free_sip()]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as up:
        assert up.stdout
        said = []
        for line in up.stdout:
            said.append(line)
            if "Ctrl-C stops it" in line:
                break
        else:
            pytest.fail("".join(said))
        yield up


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_stops_all(homes: Homes, number: signal.Signals) -> None:
    home = homes.new()
    with staying(home) as up:
        up.send_signal(number)
        assert up.stdout
        rest = up.stdout.read()
        assert "ok stopping" in rest
        assert up.wait() == (0 if number == signal.SIGINT else 143)
    assert mentioning(home) == []


def test_an_interrupt_before_it_is_ready_takes_back_what_was_begun(homes: Homes) -> None:
    home = homes.new()
    argv = [*HEARS, str(CHECKOUT / "bin" / "ccengine"), "up", "--home", str(home), "--sip", free_sip()]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as up:
        assert up.stdout
        next(line for line in up.stdout if "SIP port" in line)  # then the supervisor is started
        up.send_signal(signal.SIGINT)
        up.stdout.read()
        assert up.wait() != 0
    assert mentioning(home) == []


def test_when_the_supervisor_ends_it_ends(homes: Homes) -> None:
    home = homes.new()
    with staying(home) as up:
        os.kill(Hotline(Home(home), {}).pid("supervisor"), signal.SIGTERM)
        assert up.stdout
        assert "its supervisor has ended" in up.stdout.read()
        assert up.wait() == 0
    assert mentioning(home) == []
