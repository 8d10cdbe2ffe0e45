"""Who looks for a way in: sweeps over users and numbers, wrong passwords, calls that would cost money."""

from random import Random

from ccengine_sim.hostile.request import Request, offer
from ccengine_sim.hostile.target import STRANGERS, TRUNK
from ccengine_sim.hostile.words import escaped, odd
from ccengine_sim.hostile.world import World
from ccengine_sim.phone.digest import answer as digest
from ccengine_sim.phone.message import Message

SCANNERS = ("friendly-scanner", "sipvicious", "VaxSIPUserAgent/3.5", "pplsip", "sipcli/v1.8")
USERS = ("100", "101", "1000", "admin", "test", "guest", "anonymous", "root", "8001", "ccengine-trunk",
         "ccengine-outgoing", "ccengine", "sip")  # fmt: skip
OUTSIDE = ("00442012345678", "+12025550100", "0013105550100", "900442012345678", "011442012345678", "13800138000",
           "8001", "*72", "#31#13800138000", "911", "110")  # fmt: skip
INSIDE = ("agent8001", "wait", "add", "spy", "0", "s", "h", "i", "t", "fax", "a", "wait@agentleg", "spy@agentleg",
          "0@callback", "Local%2fspy%40agentleg", "PJSIP%2f8001", "o1-1", "ccengine-outgoing")  # fmt: skip
GUESSES = ("1234", "password", "admin", "pw-8001", "8001", "ccengine", "")


async def scan(world: World, chance: Random) -> str:
    """REGISTER, OPTIONS or INVITE by a user of the list."""
    source = world.source(chance)
    user = chance.choice((*USERS, *world.target.agents))
    method = chance.choice(("REGISTER", "OPTIONS", "INVITE"))
    agent = {"User-Agent": chance.choice(SCANNERS), "Expires": "60"}
    uri, sender = world.uri("" if method == "REGISTER" else user), f"<{world.uri(user)}>"
    if method == "INVITE" and user not in world.target.agents:
        sender = f"<{world.uri(world.number(source, chance))}>"
    with world.udp(source, chance) as udp:
        return await udp.ask(Request(method, uri.replace("sip:@", "sip:"), sender, f"<{world.uri(user)}>", agent))


async def guess_password(world: World, chance: Random) -> str:
    """REGISTER or INVITE as an agent's phone, with a password that is not his."""
    user = chance.choice(world.target.agents)
    method = chance.choice(("REGISTER", "REGISTER", "INVITE"))
    uri = world.uri(world.target.called if method == "INVITE" else user)
    request = Request(method, uri, f"<{world.uri(user)}>", f"<{world.uri(user)}>", {"User-Agent": world.target.mark})
    with world.udp(world.source(chance), chance) as udp:
        udp.request(request)
        challenge = Message((await udp.answer()).decode("utf-8", "replace"))
        if challenge.status != 401:
            return str(challenge.status)
        try:
            line = digest(challenge, method, uri, user, chance.choice(GUESSES))
        except ValueError:
            return "no challenge"
        request.parts = {"Authorization": line.partition(": ")[2]}
        return await udp.ask(request)


async def toll(world: World, chance: Random) -> str:
    """INVITE to a number outside, or to what is inside of the switch."""
    source = chance.choice((TRUNK, chance.choice(STRANGERS)))
    number = chance.choice((*OUTSIDE, *INSIDE))
    parts = {
        "Content-Type": "application/sdp",
        "Diversion": "<sip:8001@127.0.0.1>",
        "P-Asserted-Identity": f"<sip:{chance.choice(world.target.agents)}@127.0.0.1>",
        "Replaces": f"{chance.getrandbits(64):x};to-tag=1;from-tag=2",
        "Route": f"<sip:{world.target.host}:{world.target.sip};lr>",
    }
    kept = {name: value for name, value in parts.items() if name == "Content-Type" or chance.random() < 0.3}
    sender = f"<{world.uri(world.number(source, chance))}>"
    with world.udp(source, chance) as udp:
        body = offer(source, 9)
        return await udp.ask(Request("INVITE", world.uri(number), sender, f"<{world.uri(number)}>", kept, body), 2.0)


async def forge(world: World, chance: Random) -> str:
    """Lines of logs, events and records in every place that holds a text."""
    source, mark = world.source(chance), world.target.mark
    user = world.number(source, chance) + odd(chance, mark)
    number = chance.choice((world.target.called, chance.choice(OUTSIDE))) + odd(chance, mark)
    if chance.random() < 0.7:  # a user as it is allowed: the switch unpacks it
        user, number = escaped(user), escaped(number)
    sender = f'"{odd(chance, mark)}" <{world.uri(user)}>'
    texts = {name: odd(chance, mark) for name in ("Call-ID", "User-Agent", "Subject", "Contact", "P-Asserted-Identity")}
    kept = {name: text for name, text in texts.items() if chance.random() < 0.5}
    method = chance.choice(("INVITE", "REGISTER", "OPTIONS", "MESSAGE"))
    to = f"<{world.uri(number)}>"
    with world.udp(source, chance) as udp:
        return await udp.ask(Request(method, world.uri(number), sender, to, kept))
