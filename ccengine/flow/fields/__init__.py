"""The fields of nodes: how a verb declares them, and how they are read.

given        the declaration: main, needed, option                          given.py
plain        prompts, music, names of variables, literals                   plain.py
computed     what an expression may give                                    computed.py
exits        where a node leads                                             exits.py
keys         keys, and the node each leads to                               keys.py
announcing   what waiting callers are told                                 announcing.py
moments      days and times of day                                          moments.py
requests     what goes out to services, scripts and programs                requests.py
columns      what is asked of a data source, or stored in it                columns.py
searching    whom a queue node asks for                                     searching.py
lastagent    the agent who served the caller last                           lastagent.py"""

from ccengine.flow.fields.computed import (
    CONVERSIONS,
    EXPRESSION,
    Assigned,
    Computed,
    assigned,
    computed,
    computed_all,
    condition,
    either,
    template,
)
from ccengine.flow.fields.plain import (
    Prompt,
    literal,
    music,
    new_variable,
    prompt,
    prompts,
    schedule,
    schedule_or_roster,
    variable,
)

__all__ = [
    "CONVERSIONS",
    "EXPRESSION",
    "Assigned",
    "Computed",
    "Prompt",
    "assigned",
    "computed",
    "computed_all",
    "condition",
    "either",
    "literal",
    "music",
    "new_variable",
    "prompt",
    "prompts",
    "schedule",
    "schedule_or_roster",
    "template",
    "variable",
]
