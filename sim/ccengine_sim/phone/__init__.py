"""The outside world of a switch: callers and agents' phones, over real SIP and RTP.

Sim         `async with Sim(sip, sipp=[...])`: phones, callers, their traces          sim.py
Caller      dials, presses, hears, hangs up                                           caller.py, line.py
Phone       registers, rings, answers or does not                                     agent.py, line.py
SIPp        does the signalling; its scenarios are state machines steered from here   sipp.py, scenarios.py
            and answers challenges                                                    digest.py
trace       what SIPp sent and took, as events with times                             trace.py, message.py
visits      who was rung, who answered, with whom: from the traces alone              visits.py
media       our RTP peer, a process: tones, keys, what each leg heard and when        media.py -> peer.py, leg.py
                                                                                      sending.py, hearing.py
            packets, audio, tones, prompts that are known again                       rtp.py, g711.py, tones.py,
                                                                                      match.py
script      one visit to a hotline, told as it happens                                script.py
load        N calls at a rate; callers with patience                                   load.py, crowd.py
reconcile   the engine's records against the switch's own channel events              reconcile.py, cel.py
"""

from ccengine_sim.phone.agent import Habits, Phone, PhoneCall
from ccengine_sim.phone.caller import Caller
from ccengine_sim.phone.line import NotAnswered
from ccengine_sim.phone.media import Heard, MediaError
from ccengine_sim.phone.sim import Sim
from ccengine_sim.phone.sipp import SippError

__all__ = ["Caller", "Habits", "Heard", "MediaError", "NotAnswered", "Phone", "PhoneCall", "Sim", "SippError"]
