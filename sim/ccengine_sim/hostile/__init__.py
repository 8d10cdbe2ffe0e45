"""Attackers of a hotline on this machine's loopback, and what must not come of it.

    target     what is attacked, and the numbers by which attackers are known later          target.py
    words      forged lines, and what makes a reader see them                                words.py
    messages   SIP by hand, and SIP that is none                                             request.py, malformed.py
    attacks    one try each: sweeps, wrong passwords, toll fraud, forged lines; floods by    scanning.py, calling.py,
               a caller, requests for others' calls; knocking at ports; a stranger's audio   knocking.py, stray_rtp.py
               all by name; their sockets                                                    attacks.py, world.py
    siege      attacks at their rates for a time, in a process of its own                    siege.py, __main__.py
    attackers  what they did: tries, what was sent, whether it was as much as wanted         attackers.py
    logs       lines of logs that somebody else wrote                                        logs.py

Everything is drawn from a seed, and bounded in rate, number and time."""

from ccengine_sim.hostile.attackers import Attackers
from ccengine_sim.hostile.attacks import ATTACKS
from ccengine_sim.hostile.logs import odd_lines
from ccengine_sim.hostile.siege import MOST_A_SECOND, Siege
from ccengine_sim.hostile.target import CALLER, STRANGER, Target

__all__ = ["ATTACKS", "CALLER", "MOST_A_SECOND", "STRANGER", "Attackers", "Siege", "Target", "odd_lines"]
