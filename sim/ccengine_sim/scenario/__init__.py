"""A day of a hotline from a file: who calls, who works, what goes wrong; in virtual time.

    scenario   what a file says, as plain values                                    scenario.py
    read       YAML -> a scenario, or all that is wrong with it                      read.py, laws.py
    faults     a phone, the switch, the engine is away for a while                   faults.py
    day        a scenario and a seed give the visits, checked on the way             day.py
    promises   what must hold of callbacks, looked at from outside of the machine   promises.py
    report     visits and agents' times -> sums, as the books have them              report.py, callbacks.py

The callers walk through the real flows, and the real machine decides: ccengine_sim.virtual.hotline."""

from ccengine_sim.scenario.day import Broken, Day
from ccengine_sim.scenario.read import parse_scenario
from ccengine_sim.scenario.scenario import Scenario

__all__ = ["Broken", "Day", "Scenario", "parse_scenario"]
