"""Parts of a trunk at work, with a far end that is no switch: several SIPps, plugs, a peer that stood still."""

import asyncio
import json
import re
import time
from pathlib import Path

import pytest

from ccengine.app.tools import find
from ccengine.model.ids import AgentId
from ccengine_sim.phone import NotAnswered, Sim
from ccengine_sim.phone.peer import Peer
from ccengine_sim.phone.trace import read_trace
from ccengine_sim.trunk.plugs import Plugs
from ccengine_sim.trunk.scenario import Answering, Leaving
from ccengine_sim.virtual.chance import Chance, Constant
from tests.sim.far import far_end


async def test_two_processes_call_by_turns(tmp_path: Path) -> None:
    async with far_end(INVITE="486 Busy Here") as far, Sim(far.address, find("sipp"), tmp_path, False, 2) as sim:
        callers = [await sim.call("100", str(n)) for n in range(4)]
        for caller in callers:
            with pytest.raises(NotAnswered, match="486"):
                await caller.answered()
        assert len(set(sim.pids.values())) == 4, "callers, callers-2, phones and the RTP peer"
    for name, numbers in (("callers", ["0", "2"]), ("callers-2", ["1", "3"])):
        events = [*read_trace(tmp_path / f"{name}.trace")]
        sent = [event.message for event in events if event.sent and event.message.method == "INVITE"]
        assert [message.user("From") for message in sent] == numbers


async def test_a_pulled_plug_is_put_in_again(tmp_path: Path) -> None:
    agent = AgentId("8001")
    staff = {agent: Answering(unregisters=Leaving(at=0.1, lasts=Constant(0.1)))}
    async with far_end(REGISTER="200 OK") as far, Sim(far.address, find("sipp"), tmp_path) as sim:
        phone = await sim.phone("agent8001")
        plugs = Plugs(staff, Chance(1))
        plugs.add(phone, agent)
        plugs.begin()
        await plugs.settled()
        plugs.pull(phone)
        plugs.pull(phone)
        await plugs.settled()
        assert plugs.pulled == 2, "who is away is not pulled again"
        expires = [found[1] for request in far.requests if (found := re.search(r"\r\nExpires: (\d+)", request))]
        assert expires == ["120", "0", "120", "0", "120"]


async def test_a_peer_that_stood_still_says_when_to_who_listens_to_the_end() -> None:
    replies: list[dict[str, object]] = []
    peer = Peer(replies.append)

    def ask(do: str, leg: str, **values: object) -> dict[str, object]:
        peer.handle(json.dumps({"id": 1, "do": do, "leg": leg, **values}))
        answer = replies.pop()["ok"]
        assert isinstance(answer, dict)
        return answer

    far = {"host": "127.0.0.1", "port": 9, "law": "PCMA", "keys_type": None}
    for leg in ("full", "light"):
        ask("open", leg, hz=[700])
        ask("connect", leg, **far, light=leg == "light")
    pace = asyncio.get_running_loop().create_task(peer.run())
    await asyncio.sleep(0)
    begin = time.time()
    time.sleep(0.2)  # noqa: ASYNC251  # the loop stands still: that is the case
    await asyncio.sleep(0.05)
    pace.cancel()
    spans = ask("close", "full")["behind"]
    assert isinstance(spans, list)
    assert sum(b - a for a, b in spans) >= 0.15
    assert begin - 0.05 <= spans[0][0] <= spans[-1][1] <= time.time()
    assert ask("close", "light")["behind"] == []
