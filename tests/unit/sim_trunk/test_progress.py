"""What is told while a trunk plays."""

from pathlib import Path

import pytest

from ccengine.cli.trunk.watch import told
from ccengine_sim.phone import Sim
from ccengine_sim.trunk import Play
from ccengine_sim.trunk.plan import plan
from ccengine_sim.trunk.visit import End
from tests.unit.sim_trunk.test_trunk import seen, trunk


def test_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    planned = plan(trunk(), 1)
    play = Play(Sim(("127.0.0.1", 5060), ["sipp"], tmp_path), trunk(), planned, 1)
    talks = seen(asked=1.5, agent_left=None, ended=None)
    refused = seen(end=End.REFUSED, detail="503", answered=None, joined=None)
    play.seen = [talks, seen(answered=None, joined=None, agent_left=None, ended=None), seen(), refused, refused]
    assert told(play) == (
        f"5 of {len(planned)} came: 1 dialling, 0 menu, 0 waiting, 1 talking, 0 after the talk, 3 gone, SIP 503 ×2"
    )
