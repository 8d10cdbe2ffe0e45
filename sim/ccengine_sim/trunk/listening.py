"""Both sides of a followed talk, listened to when it is over."""

from ccengine_sim.phone.agent import PhoneCall
from ccengine_sim.phone.caller import Caller
from ccengine_sim.trunk import sound
from ccengine_sim.trunk.scenario import LAWS, Sends
from ccengine_sim.trunk.visit import Seen
from ccengine_sim.trunk.voices import VOICES


async def listen(caller: Caller, call: PhoneCall, seen: Seen) -> None:
    """To what both heard from the agent's 200 OK to the end of his leg; `seen` is told."""
    joined, end = seen.joined or 0.0, seen.agent_left or 0.0
    wanted = LAWS[seen.planned.kind.law]
    if caller.law not in wanted:
        seen.wrong.append(f"the caller offered {wanted[0].name}, and was answered otherwise")
    heard = await caller.heard()
    begin = sound.first(heard, call.tones, joined)
    seen.caller_heard = None if begin is None else begin - joined
    seen.wrong += [f"the caller {fault}" for fault in sound.faults(heard, call.tones, begin, end)]
    seen.pauses += [f"the caller {pause}" for pause in sound.pauses(heard, call.tones, begin, end)]
    heard = await call.heard()
    match seen.planned.kind.sends:
        case Sends.TONE:
            begin = sound.first(heard, caller.tones, joined)
            found = [*sound.faults(heard, caller.tones, begin, end)]
            seen.pauses += [f"the agent {pause}" for pause in sound.pauses(heard, caller.tones, begin, end)]
        case Sends.SPEECH:
            begin, found = sound.speech(heard, joined, end)
        case Sends.NONE:
            begin, found = None, [*sound.strangers(heard, (), joined + sound.SETTLED, end - sound.SETTLED)]
    seen.agent_heard = None if begin is None else begin - joined
    seen.wrong += [f"the agent {fault}" for fault in found]


async def listen_for_strangers(caller: Caller, call: PhoneCall, seen: Seen) -> None:
    """In a talk that was cut: who hears another's voice since then was not just cut, but joined with the wrong one.
    Music and prompts are in order."""
    for who, line, partner in (("caller", caller, call.tones), ("agent", call, caller.tones)):
        found = sound.voices(await line.heard(), VOICES, seen.joined or 0.0)
        seen.wrong += [f"the {who} {fault}" for fault in sound.wrong_voices(found, partner)]
