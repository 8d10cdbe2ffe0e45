"""The attacks by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from ccengine_sim.hostile import calling, knocking, scanning, stray_rtp
from ccengine_sim.hostile.knocking import Shot, at_once, slowly
from ccengine_sim.hostile.malformed import malformed
from ccengine_sim.hostile.world import World, status

FEW, MANY = 40, 400


@dataclass(frozen=True, slots=True)
class Attack:
    """`shot`: one try, which tells what became of it in a word or two.  `most`: tries at one time; what comes above is
    left out and counted."""

    shot: Shot
    most: int = FEW


async def malformed_sip(world: World, chance: Random) -> str:
    source = world.source(chance)
    with world.udp(source, chance) as udp:
        number, mark = world.number(source, chance), world.target.mark
        udp.send(malformed(chance, udp.dialog, world.target.called, number, mark))
        return status(await udp.answer())


ATTACKS: Mapping[str, Attack] = {
    "malformed-sip": Attack(malformed_sip),
    "forged-lines": Attack(scanning.forge),
    "scan": Attack(scanning.scan),
    "passwords": Attack(scanning.guess_password),
    "toll-fraud": Attack(scanning.toll),
    "never-ack": Attack(calling.never_acknowledge),
    "others-calls": Attack(calling.of_others),
    "key-flood": Attack(calling.flood_keys),
    "re-invites": Attack(calling.storm),
    "stray-rtp": Attack(stray_rtp.stray_rtp),
    "knock-agi": Attack(at_once(lambda target: target.agi, knocking.agi)),
    "hold-agi": Attack(slowly(lambda target: target.agi, knocking.agi), MANY),
    "knock-ami": Attack(at_once(lambda target: target.ami, knocking.ami)),
    "hold-ami": Attack(slowly(lambda target: target.ami, knocking.ami), MANY),
    "knock-sip-tcp": Attack(at_once(lambda target: target.sip, knocking.sip_tcp)),
    "hold-sip-tcp": Attack(slowly(lambda target: target.sip, knocking.sip_tcp), MANY),
    "knock-http": Attack(at_once(lambda target: target.http, knocking.http)),
    "hold-http": Attack(slowly(lambda target: target.http, knocking.http), MANY),
}
