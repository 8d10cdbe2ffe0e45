"""A trunk full of callers, from a file: real SIP, real audio, against a real hotline.

    scenario   what a file says, as plain values                                    scenario.py
    read       YAML -> a scenario, or all that is wrong with it                      read.py, read_staff.py
    plan       a scenario and a seed give who calls, when, and what he does          plan.py
    play       the plan, by SIPp and the RTP peer; what each call has seen           play.py, visit.py
    faults     what breaks meanwhile, as it is written                              faults.py
    breaking   breaking it: processes of the trunk's own home, and connections      breaking.py, away.py
    books      what was seen against what is on record, call by call                books.py, ends.py
    agents     the agents' telephones: rung in a talk, or for somebody who has gone   agents.py
    kept       recordings of talks, and answers to a survey                         kept.py
    recordings those that must be there, those that must not, and what is in them   recordings.py, recorded.py
    answers    the keys that a caller pressed after his talk                        answers.py
    explain    the fault that explains a difference, or none                        explain.py
    voices     two tones for each side of a call, by which it is known again         voices.py
    plugs      telephones that unregister, and come back                             plugs.py
    sound      what was heard in a talk: the partner, and nobody else                sound.py, wrong.py, listening.py
    load       CPU and memory of the processes, second by second                    watch.py
    figures    times, stages, CPU: counted, and over time                           figures/
    rest       what the hotline holds after the calls against before; memory         rest.py, growth.py, slope.py
    attacked   the same callers with attackers and without, side by side             attacked.py
    report     what became of it, as JSON, as Markdown and as a page                report/

`ccsim trunk` plays one against a hotline of its own (ccengine/cli/trunk/session.py)."""

from ccengine_sim.trunk.agents import against_agents
from ccengine_sim.trunk.books import Judged, against_books
from ccengine_sim.trunk.breaking import Breaker, Broken
from ccengine_sim.trunk.explain import ended_with_the_switch, explain, silenced
from ccengine_sim.trunk.faults import Deed
from ccengine_sim.trunk.kept import against_kept
from ccengine_sim.trunk.plan import plan, processes
from ccengine_sim.trunk.play import Play
from ccengine_sim.trunk.read import parse_trunk
from ccengine_sim.trunk.report import Report
from ccengine_sim.trunk.scenario import Trunk
from ccengine_sim.trunk.visit import Seen
from ccengine_sim.trunk.watch import Watch

__all__ = [
    "Breaker",
    "Broken",
    "Deed",
    "Judged",
    "Play",
    "Report",
    "Seen",
    "Trunk",
    "Watch",
    "against_agents",
    "against_books",
    "against_kept",
    "ended_with_the_switch",
    "explain",
    "parse_trunk",
    "plan",
    "processes",
    "silenced",
]
