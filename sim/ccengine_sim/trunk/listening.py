"""Both sides of a followed talk, listened to when it is over."""

from math import inf

from ccengine_sim.phone.agent import PhoneCall
from ccengine_sim.phone.caller import Caller
from ccengine_sim.trunk import sound
from ccengine_sim.trunk.scenario import LAWS, Sends
from ccengine_sim.trunk.sound import Talk
from ccengine_sim.trunk.visit import Seen
from ccengine_sim.trunk.wrong import Side, Sort, Wrong


async def listen(caller: Caller, call: PhoneCall, seen: Seen) -> None:
    """To what both heard from the agent's 200 OK to the end of his leg; `seen` is told."""
    joined, end = seen.joined or 0.0, seen.agent_left or 0.0
    wanted = LAWS[seen.planned.kind.law]
    if caller.law not in wanted:
        text = f"offered {wanted[0].name}, and was answered otherwise"
        seen.wrong.append(Wrong(Sort.STRANGE, Side.CALLER, text, joined, end - joined))
    heard = await caller.heard()
    his = talk = Talk(Side.CALLER, joined, sound.first(heard, call.tones, joined), end)
    seen.caller_heard = talk.waited
    seen.wrong += sound.faults(heard, call.tones, talk)
    seen.pauses += sound.pauses(heard, call.tones, talk)
    heard = await call.heard()
    match seen.planned.kind.sends:
        case Sends.TONE:
            talk = Talk(Side.AGENT, joined, sound.first(heard, caller.tones, joined), end)
            seen.wrong += sound.faults(heard, caller.tones, talk)
            seen.pauses += sound.pauses(heard, caller.tones, talk)
        case Sends.SPEECH:
            talk = Talk(Side.AGENT, joined, sound.first_speech(heard, joined, end), end)
            seen.wrong += sound.unheard(heard, "speech", talk)
        case Sends.NONE:
            talk = Talk(Side.AGENT, joined, None, end)
            seen.wrong += sound.strangers(heard, (), Side.AGENT, joined, talk.over)
    seen.agent_heard = talk.waited
    seen.wrong += sound.one_way(his, talk, heard)


async def listen_for_strangers(caller: Caller, call: PhoneCall, seen: Seen) -> None:
    """In a talk that was cut: who hears another's voice since then was not just cut, but joined with the wrong one."""
    for who, line, partner in ((Side.CALLER, caller, call.tones), (Side.AGENT, call, caller.tones)):
        seen.wrong += sound.wrong_voices(await line.heard(), partner, who, seen.joined or 0.0, inf)
