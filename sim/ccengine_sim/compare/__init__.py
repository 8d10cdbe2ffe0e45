"""The same calls through the engine, through Asterisk's own queue, and through the least program that does the work.

    plan        who calls, for how long he talks, from a seed                     plan.py
    telephones  SIPp's scenarios: one process calls, one answers for all          telephones.py, crowd.py, trace.py
    site        the hotline that each cell is                                     site.py
    cells       engine, native (app_queue) and bare, an Asterisk of its own each  cells.py, watcher.py
    measure     a cell plays, load by load                                        measure.py, heard.py, used.py
    figures     what was seen -> times, and whether a rate was clean              figures.py
    rows        what is compared, and the aims                                    rows.py
    table       medians and spread over the runs, where ours is worse             table.py

The competitors' own files are in sim/compare/; `ccsim compare` plays them (ccengine/cli/compare.py)."""

from ccengine_sim.compare.cells import BARE, CELLS, ENGINE, NATIVE
from ccengine_sim.compare.figures import Figures
from ccengine_sim.compare.measure import LADDER, Bench, measured
from ccengine_sim.compare.rows import Part
from ccengine_sim.compare.table import Results, markdown

__all__ = ["BARE", "CELLS", "ENGINE", "LADDER", "NATIVE", "Bench", "Figures", "Part", "Results", "markdown", "measured"]
