"""Connections to ports that are not the caller's: the engine's FastAGI, Asterisk's manager, SIP over TCP, the API."""

from collections.abc import Awaitable, Callable
from random import Random

from ccengine_sim.hostile.malformed import malformed
from ccengine_sim.hostile.request import Dialog
from ccengine_sim.hostile.target import STRANGER, Target
from ccengine_sim.hostile.words import as_bytes, odd
from ccengine_sim.hostile.world import World

HOLD = 3.0
"""Seconds that a connection is kept at most."""
Written = Callable[[Target, Random], list[bytes]]
Shot = Callable[[World, Random], Awaitable[str]]


def agi(target: Target, chance: Random) -> list[bytes]:
    """An environment that is none, is too long, ends in the middle, or tells of a channel that is none."""
    lines = {
        "agi_network": "yes",
        "agi_network_script": target.called,
        "agi_request": f"agi://127.0.0.1:{target.agi}/{target.called}?entry={chance.choice(('first', 'again'))}",
        "agi_channel": "PJSIP/ccengine-trunk-00000001",
        "agi_uniqueid": chance.choice(
            (f"c{chance.getrandbits(40):010x}-1795000000.7", "o1-1", odd(chance, target.mark))
        ),
        "agi_callerid": STRANGER + "0000001",
        "agi_calleridname": odd(chance, target.mark),
        "agi_dnid": target.called,
    }
    whole = as_bytes("".join(f"{name}: {value}\n" for name, value in lines.items()))
    return chance.choice((
        [whole + b"\n"],
        [whole + b"\n" + b"HANGUP\n" * 100],
        [whole],
        [as_bytes(odd(chance, target.mark)) + b"\n\n"],
        [b"agi_x: " + as_bytes(target.mark) + b"a" * 70_000],
        [b"agi_x: y\n" * 9_000],
        [chance.randbytes(500)],
        [b"GET / HTTP/1.1\r\nHost: " + as_bytes(target.mark) + b"\r\n\r\n"],
        [],
    ))  # fmt: skip


def ami(target: Target, chance: Random) -> list[bytes]:
    """Logins with wrong names and passwords, actions without a login, lines that are too long."""
    user = chance.choice(("admin", "ccengine", "root", odd(chance, target.mark)))
    login = as_bytes(f"Action: Login\r\nUsername: {user}\r\nSecret: {target.mark}\r\n\r\n")
    originate = b"Action: Originate\r\nChannel: PJSIP/agent8001\r\nContext: acd\r\nExten: 400\r\nPriority: 1\r\n\r\n"
    return chance.choice((
        [login],
        [login, originate],
        [originate, b"Action: Command\r\nCommand: core stop now\r\n\r\n"],
        [b"Action: Challenge\r\nAuthType: MD5\r\n\r\n", b"Action: Login\r\nAuthType: MD5\r\nKey: 00\r\n\r\n"],
        [b"Action: " + as_bytes(target.mark) + b"A" * 70_000],
        [as_bytes(f"X: {odd(chance, target.mark)}\r\n")] * 200,
        [chance.randbytes(500)],
        [],
    ))  # fmt: skip


def sip_tcp(target: Target, chance: Random) -> list[bytes]:
    """Malformed SIP over TCP; or the half of a request."""
    dialog = Dialog.new(chance, "127.0.0.2:5060", target.mark)
    data = malformed(chance, dialog, target.called, STRANGER + "0000002", target.mark)
    return chance.choice(([data], [data, data], [data[: len(data) // 2]], []))


def http(target: Target, chance: Random) -> list[bytes]:
    """Without a token, with wrong ones, with bodies that are too large or never come."""
    mark = as_bytes(odd(chance, target.mark))
    host = b" HTTP/1.1\r\nHost: x\r\n"
    return chance.choice((
        [b"GET /v1/calls" + host + b"\r\n"],
        [b"GET /metrics" + host + b"Authorization: Bearer " + mark + b"\r\n\r\n"],
        [b"POST /v1/agents/8001/login" + host + b"Content-Length: 99999999\r\n\r\n" + b"{" * 40_000],
        [b"POST /v1/flows/load" + host + b"Transfer-Encoding: chunked\r\n\r\nfffffff\r\n" + mark],
        [b"GET /" + mark + host + b"\r\n"],
        [b"GET / HTTP/1.1\r\nX: " + mark + b"a" * 70_000],
        [chance.randbytes(500)],
        [],
    ))  # fmt: skip


def at_once(port: Callable[[Target], int], written: Written) -> Shot:
    """Written as fast as it is taken; then it is waited for the far side to close."""

    async def shot(world: World, chance: Random) -> str:
        return await world.knock(port(world.target), written(world.target, chance), 0.0, HOLD / 3)

    return shot


def slowly(port: Callable[[Target], int], written: Written) -> Shot:
    """A few bytes now and then, and the connection is kept."""

    async def shot(world: World, chance: Random) -> str:
        data = b"".join(written(world.target, chance))[:60]
        return await world.knock(port(world.target), (data[n : n + 10] for n in range(0, 60, 10)), HOLD / 6, HOLD)

    return shot
