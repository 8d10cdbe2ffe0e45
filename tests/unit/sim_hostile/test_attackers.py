"""Attackers in a process of their own: it gives way to the hotline, and tells what it did."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from ccengine_sim.hostile import Attackers
from ccengine_sim.hostile.__main__ import NICER
from tests.unit.sim_hostile.test_siege import switch

WANTED = {"rates": {"scan": 50.0, "knock-agi": 10.0}, "seed": 1, "lasts": 0.5}


@pytest.mark.parametrize("leads", [True, False])
async def test_they_give_way_and_tell_what_they_did(leads: bool) -> None:
    ours = group_of(os.getpid())
    async with switch() as (answering, target):
        attackers = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ccengine_sim.hostile", stdin=PIPE, stdout=PIPE, start_new_session=leads
        )
        asked = json.dumps(WANTED | {"target": target.to_json()}).encode()
        ended = asyncio.create_task(attackers.communicate(asked))
        await asyncio.wait_for(answering.came.wait(), 30)
        assert os.getpriority(os.PRIO_PROCESS, attackers.pid) == NICER
        if leads and ours:
            assert group_of(attackers.pid).endswith(f" nice {NICER}\n")
        told, _ = await ended
    assert group_of(os.getpid()) == ours, "who started them does not step back"
    did = Attackers.from_dict(json.loads(told))
    assert {name: count.total() for name, count in did.told.items()} == {"scan": 25, "knock-agi": 5}
    assert did.sent["scan"].pieces == len(answering.got)
    assert did.sent["scan"].size == sum(len(data) for _, data in answering.got)
    assert did.cpu > 0


def group_of(pid: int) -> str:
    """As the kernel tells it; "" without autogroups."""
    try:
        return Path(f"/proc/{pid}/autogroup").read_text("ascii")
    except FileNotFoundError:
        return ""
