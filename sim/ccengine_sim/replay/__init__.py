"""Yesterday under other rules: a journal's people meet the machine once more.

    past       the records of a journal, or where it is damaged                past.py
    again      the recorded facts, decided anew: the same orders?               again.py
    people     what callers and agents did, as far as the journal tells         people.py, gather.py
    patience   how long who was answered would have waited (Kaplan-Meier)       patience.py
    habits     what they do where the journal does not tell                     habits.py
    ties       talks that depended on the wait, which no draw knows             ties.py
    staffing   agents more or fewer                                             staffing.py
    other      the same people under other rules, in virtual time               other.py, dialling.py

All give and take journal records, so that a day that was and a day that might have been are counted by the same SQL
(ccengine.office.numbers).  What is assumed, and where it is wrong: docs/manual/replay.md."""

from ccengine_sim.replay.again import Differs, decided_anew
from ccengine_sim.replay.gather import gather
from ccengine_sim.replay.other import other_rules
from ccengine_sim.replay.past import LATEST, BadJournal, Past, read_past
from ccengine_sim.replay.people import People
from ccengine_sim.replay.staffing import Staffing, TooFew, staffed
from ccengine_sim.replay.ties import Tie, ties

__all__ = [
    "LATEST",
    "BadJournal",
    "Differs",
    "Past",
    "People",
    "Staffing",
    "Tie",
    "TooFew",
    "decided_anew",
    "gather",
    "other_rules",
    "read_past",
    "staffed",
    "ties",
]
