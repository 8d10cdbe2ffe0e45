"""Virtual time: simulated people bring the real machine (ccengine.acd) its facts and do as it orders.

    plan       who calls, who works, under which rules                       people.py
    chance     the n-th value of a stream, whatever else was drawn            chance.py
    timeline   what is to happen, soonest first                              timeline.py
    world      obeys the machine's orders and tells it what came of them     world.py, staff.py
    visit      what became of one call                                       visit.py
    run        a plan and a seed give the visits                             run.py

    line       a caller's `Call`: flows wait in it by leaving their greenlet   line.py
    board      a world whose callers walk through flows                         switchboard.py, session.py
    hotline    one whose engine and link fail, and which calls back             hotline.py, calling_back.py
    phones     outside: what comes of it when somebody is called back           telephone.py, ringing.py
    memory     what an engine that died comes back from                         memory.py

A run of the same plan with the same seed gives the same visits.  Nothing waits and nothing reads a clock."""

from ccengine_sim.virtual.chance import AT_ONCE, NEVER, Chance, Constant, Exponential, Law, Listed
from ccengine_sim.virtual.people import Caller, Callers, Gaps, Plan, Times, Worker, poisson
from ccengine_sim.virtual.run import run
from ccengine_sim.virtual.visit import End, Visit

__all__ = [
    "AT_ONCE",
    "NEVER",
    "Caller",
    "Callers",
    "Chance",
    "Constant",
    "End",
    "Exponential",
    "Gaps",
    "Law",
    "Listed",
    "Plan",
    "Times",
    "Visit",
    "Worker",
    "poisson",
    "run",
]
