"""What became of a trunk, told: to programs, in a terminal, and on a page.

    run         all that is known of a run, and the verdict                    run.py
    findings    what is wrong, call by call, and where its story is told       findings.py
    data        as plain values, for JSON                                      data.py
    markdown    as text                                                        markdown.py
    page        as one HTML file, nothing of which comes from elsewhere        page.py, style.py
    head        verdict, key figures; what was played                          head.py, played.py
    plots       callers over time, times, processes, loops                     callers.py, times.py, machines.py

Sentences are English; `say` may put them in another language (ccengine/cli/words/trunk.py)."""

from ccengine_sim.trunk.report.data import as_data
from ccengine_sim.trunk.report.markdown import markdown
from ccengine_sim.trunk.report.page import page
from ccengine_sim.trunk.report.run import Report

__all__ = ["Report", "as_data", "markdown", "page"]
