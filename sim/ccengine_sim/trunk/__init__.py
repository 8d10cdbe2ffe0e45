"""A trunk full of callers, from a file: real SIP, real audio, against a real hotline.

    scenario   what a file says, as plain values                                    scenario.py
    read       YAML -> a scenario, or all that is wrong with it                      read.py
    plan       a scenario and a seed give who calls, when, and what he does          plan.py
    play       the plan, by SIPp and the RTP peer; what each call has seen           play.py, visit.py
    sound      what was heard in a talk: the partner, and nobody else                sound.py
    load       CPU, memory and lateness of the processes, second by second           watch.py
    report     what became of it, as JSON and as Markdown                            report.py

`ccsim trunk` plays one against a hotline of its own (ccengine/cli/trunk.py)."""

from ccengine_sim.trunk.plan import plan
from ccengine_sim.trunk.play import Play
from ccengine_sim.trunk.read import parse_trunk
from ccengine_sim.trunk.report import Report
from ccengine_sim.trunk.scenario import Trunk
from ccengine_sim.trunk.watch import Watch

__all__ = ["Play", "Report", "Trunk", "Watch", "parse_trunk", "plan"]
