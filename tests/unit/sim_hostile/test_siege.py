"""Every attack against ports that answer and ports that do not: it ends, and tells what became of it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import pytest

from ccengine_sim.hostile import ATTACKS, CALLER, STRANGER, Siege, Target, calling
from ccengine_sim.hostile.request import offer
from ccengine_sim.hostile.siege import LEFT_OUT
from ccengine_sim.hostile.target import TRUNK
from ccengine_sim.hostile.world import World


class Answering(asyncio.DatagramProtocol):
    """200 to each request, with a description of audio."""

    def __init__(self) -> None:
        self.got: list[tuple[str, bytes]] = []  # sender's address, what it sent
        self.came = asyncio.Event()
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]  # of UDP, always
        self._transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        self.got.append((address[0], data))
        self.came.set()
        assert self._transport is not None
        self._transport.sendto(b"SIP/2.0 200 OK\r\nTo: <sip:x>;tag=far\r\n\r\n" + offer("127.0.0.1", 9), address)


@asynccontextmanager
async def switch() -> AsyncIterator[tuple[Answering, Target]]:
    """SIP that answers, and one port of TCP that closes at once."""
    loop = asyncio.get_running_loop()
    sip, answering = await loop.create_datagram_endpoint(Answering, local_addr=("127.0.0.1", 0))
    door = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    try:
        tcp = door.sockets[0].getsockname()[1]
        port = sip.get_extra_info("sockname")[1]
        yield answering, Target("127.0.0.1", port, "4008001234", ["agent8001"], (1, 2), tcp, tcp, tcp)
    finally:
        sip.close()
        door.close()


async def test_every_attack_ends_and_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "FLOOD", 0.1)
    async with switch() as (answering, target):
        told = await Siege(target, dict.fromkeys(ATTACKS, 10.0), 1).lay(0.1)
    assert {name: sum(count.values()) for name, count in told.items()} == dict.fromkeys(ATTACKS, 1)
    assert all(target.mark.encode() in data for _, data in answering.got if data.startswith(b"OPTIONS"))
    assert not any(LEFT_OUT in count for count in told.values())


async def test_who_an_attacker_is_is_known_by_his_number() -> None:
    world = World(Target("127.0.0.1", 5060, "400", ["agent8001"], (1, 2)))
    for seed in range(50):
        chance = Random(seed)
        source = world.source(chance)
        assert world.number(source, chance).startswith(CALLER if source == TRUNK else STRANGER)


async def test_a_flood_of_keys_chooses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "FLOOD", 0.3)
    async with switch() as (answering, target):
        assert await calling.flood_keys(World(target), Random(3)) == "200"
    signals = {data[-20:].split(b"Signal=")[-1][:1] for _, data in answering.got if data.startswith(b"INFO")}
    assert signals
    assert not signals & {b"1", b"2", b"0"}


async def test_more_at_once_than_an_attack_may_is_left_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts, and says nothing
        target = Target("127.0.0.1", 9, "400", [], (1, 2), agi=silent.getsockname()[1])
        told = await Siege(target, {"knock-agi": 500.0}, 1).lay(0.2)
    assert told["knock-agi"][LEFT_OUT] >= 60
    assert sum(told["knock-agi"].values()) == 100
