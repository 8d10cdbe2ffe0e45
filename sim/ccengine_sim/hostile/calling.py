"""Hostile callers of the public number, and requests for the calls of others."""

import asyncio
import re
from collections.abc import Mapping
from random import Random

from ccengine.model.ids import Seconds
from ccengine_sim.hostile.request import Request, offer
from ccengine_sim.hostile.target import STRANGERS, TRUNK
from ccengine_sim.hostile.world import Udp, World, status
from ccengine_sim.phone.rtp import KEYS, Packet, key_frames

KEYS_TYPE = 101
USELESS = "3456789ABCD*#"
"""Keys that choose nothing in the menu of the example: who floods is not put through."""
FLOOD: Seconds = 2.0
STORM = 20  # requests
RINGS: Seconds = 5.0


async def never_acknowledge(world: World, chance: Random) -> str:
    """An INVITE, and nothing after it: the switch repeats its answer for half a minute."""
    caller = f"<{world.uri(world.number(TRUNK, chance))}>"
    to = world.uri(world.target.called)
    with world.udp(TRUNK, chance) as udp:
        kind = {"Content-Type": "application/sdp"}
        return await udp.ask(Request("INVITE", to, caller, f"<{to}>", kind, offer(TRUNK, 9)), RINGS)


async def of_others(world: World, chance: Random) -> str:
    """BYE, CANCEL and others within a dialog that is not the sender's, and was perhaps never there."""
    source = world.source(chance)
    method = chance.choice(("BYE", "CANCEL", "INVITE", "UPDATE", "INFO", "REFER", "ACK", "NOTIFY", "PRACK"))
    to = world.uri(world.target.called)
    request = Request(method, to, f"<{world.uri(world.number(source, chance))}>", f"<{to}>")
    request.parts = {"Refer-To": "<sip:13800138000@127.0.0.1>"} if method == "REFER" else {}
    with world.udp(source, chance) as udp:
        udp.dialog.to_tag = f"{chance.getrandbits(32):x}"
        return await udp.ask(request)


class Call:
    """One call of the public number, answered."""

    def __init__(self, world: World, udp: Udp, chance: Random) -> None:
        self._udp, self._to = udp, world.uri(world.target.called)
        self._caller = f"<{world.uri(world.number(TRUNK, chance))}>"
        self.audio = 0

    async def answered(self, port: int) -> str:
        kind = {"Content-Type": "application/sdp"}
        self.send("INVITE", kind, offer(TRUNK, port))
        got = await self._udp.answer(RINGS)
        if status(got) == "200":
            text = got.decode("utf-8", "replace")
            tag, audio = re.search(r"(?mi)^To: .*;tag=([^;\r]+)", text), re.search(r"(?m)^m=audio (\d+) ", text)
            self._udp.dialog.to_tag = tag[1] if tag else ""
            self.audio = int(audio[1]) if audio else 0
        self.send("ACK")
        return status(got)

    def send(self, method: str, parts: Mapping[str, str] | None = None, body: bytes = b"") -> None:
        self._udp.request(Request(method, self._to, self._caller, f"<{self._to}>", parts or {}, body))


async def flood_keys(world: World, chance: Random) -> str:
    """A call that presses keys faster than anybody could, by RFC 4733 and by INFO."""
    with world.udp(TRUNK, chance) as udp, world.udp(TRUNK, chance) as audio:
        call = Call(world, udp, chance)
        if (told := await call.answered(int(audio.dialog.here.rpartition(":")[2]))) != "200":
            return told
        packets = _keys(chance)
        end = asyncio.get_running_loop().time() + FLOOD
        while asyncio.get_running_loop().time() < end and packets:
            for packet in packets[:8]:
                audio.send_to(packet, (world.target.host, call.audio))
            del packets[:8]
            signal = f"Signal={chance.choice(USELESS)}\r\nDuration=40\r\n".encode()
            call.send("INFO", {"Content-Type": "application/dtmf-relay"}, signal)
            await asyncio.sleep(0.04)
        call.send("BYE")
        return status(await udp.answer())


def _keys(chance: Random) -> list[bytes]:
    """RTP of a hundred presses, each as short as can be."""
    found: list[bytes] = []
    stamp, source = chance.getrandbits(32), chance.getrandbits(32)
    for _ in range(100):
        for frame in key_frames(chance.choice([key for key in KEYS if key in USELESS]), 0.04):
            packet = Packet(KEYS_TYPE, len(found), stamp, source, frame.event.to_bytes(), frame.marker)
            found.append(packet.to_bytes())
        stamp += 480
    return found


async def storm(world: World, chance: Random) -> str:
    """A call that is renewed without an end: re-INVITEs, some of them with another address or no offer at all."""
    with world.udp(TRUNK, chance) as udp:
        call = Call(world, udp, chance)
        if (told := await call.answered(9)) != "200":
            return told
        for n in range(STORM):
            address = chance.choice((TRUNK, *STRANGERS, "0.0.0.0"))
            body = offer(address, chance.choice((0, 9, 65535))) if n % 3 else b""
            call.send("INVITE", {"Content-Type": "application/sdp"}, body)
            if n % 2:
                call.send("ACK")
            await asyncio.sleep(0.02)
        call.send("BYE")
        return status(await udp.answer())
