"""Audio of a stranger, sent to the switch's audio ports while others talk there.

No keys, and never two packets in a row: Asterisk takes a stranger for a caller who is silent in his first five seconds,
and most callers of a trunk are (Pace.KEEP); what they say and choose would be the stranger's.  Decision 0190 tells what
is done about it."""

import asyncio
from pathlib import Path
from random import Random

from ccengine_sim.hostile.target import STRANGERS
from ccengine_sim.hostile.world import World
from ccengine_sim.phone.rtp import FRAME, Packet

PORTS = 10  # of those that are open, at a time
PACKETS = 50  # to each: a second of audio
HEARD = "heard a call"
ALAW = 8


def open_ports(first: int, last: int, table: str) -> list[int]:
    """UDP ports of a range that are bound on this machine, by the text of /proc/net/udp.  RTP takes the even ones."""
    ports = {int(line.split()[1].rpartition(":")[2], 16) for line in table.splitlines()[1:] if line.strip()}
    return sorted(port for port in ports if first <= port <= last and port % 2 == 0)


def _table() -> str:
    return Path("/proc/net/udp").read_text("ascii")


def _packets(chance: Random) -> list[bytes]:
    """Each with the number after the next."""
    stamp, source, tone = chance.getrandbits(32), chance.getrandbits(32), chance.randbytes(FRAME)
    found = [Packet(ALAW, 2 * n, stamp + n * FRAME, source, tone) for n in range(PACKETS)]
    return [packet.to_bytes() for packet in found]


async def stray_rtp(world: World, chance: Random) -> str:
    """HEARD when anything comes back: a call's audio would go to whom it does not belong to."""
    first, last = world.target.rtp
    ports = open_ports(first, last, _table())
    if not ports:
        return "no call"
    chosen = chance.sample(ports, min(PORTS, len(ports)))
    with world.udp(chance.choice(STRANGERS), chance) as udp:
        for packet in _packets(chance):
            for port in chosen:
                udp.send_to(packet, (world.target.host, port))
            await asyncio.sleep(0.02)
            if udp.heard():
                return HEARD
    return "not heard"
