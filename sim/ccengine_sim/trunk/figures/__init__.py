"""What was seen of a trunk, counted.

    span      a run, cut into buckets of a second or more                           span.py
    spread    median, 95 % and greatest; of a whole run, and of each bucket         spread.py
    times     how long things took: set-up, ring, answer, sound, keys               times.py
    release   from an agent's release to his next ring, where somebody waited       release.py
    stages    how many callers were where                                           stages.py
    causes    why calls were lost, in words that can be counted                     causes.py
    usage     CPU and memory of the processes, and how late their loops were        usage.py, lateness.py

Plain values in and out, so that the calls of any switch can be counted by it."""

from ccengine_sim.trunk.figures.causes import cause
from ccengine_sim.trunk.figures.lateness import Late, Reading, late_over_time
from ccengine_sim.trunk.figures.release import releases
from ccengine_sim.trunk.figures.span import Span
from ccengine_sim.trunk.figures.spread import Spread, Timed, over_time
from ccengine_sim.trunk.figures.stages import Stage, arrivals, people, stage_now, stages_of
from ccengine_sim.trunk.figures.times import times_of
from ccengine_sim.trunk.figures.usage import Usage, usage

__all__ = [
    "Late",
    "Reading",
    "Span",
    "Spread",
    "Stage",
    "Timed",
    "Usage",
    "arrivals",
    "cause",
    "late_over_time",
    "over_time",
    "people",
    "releases",
    "stage_now",
    "stages_of",
    "times_of",
    "usage",
]
