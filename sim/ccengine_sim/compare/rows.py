"""What is compared: the rows of the table, and what the engine should reach in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

MS, MS_CPU, CORES, MB, RATE, PERCENT, CALLERS = "ms", "ms CPU", "cores", "MB", "calls/s", "%", "callers"


class Part(StrEnum):
    """Rows that one load gives."""

    CALLS = "calls"
    OVERLOAD = "overload"
    AUDIO = "audio"
    PAUSED = "paused"
    RATE = "rate"


Medians = Mapping[str, float]
"""Of one row, by cell; a cell without figures is not in it."""


@dataclass(frozen=True, slots=True)
class Aim:
    text: str
    met: Callable[[Medians], bool]


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    part: Part
    title: str
    unit: str
    more_is_better: bool = False
    aim: Aim | None = None


def _below(limit: float, unit: str) -> Aim:
    return Aim(f"< {limit:g} {unit}", lambda found: found["engine"] < limit)


AHEAD = Aim("less than native", lambda found: found["engine"] < found["native"])
NEAR = Aim("native + 5 ms", lambda found: found["engine"] <= found["native"] + 5.0)
CLEAN = Aim(
    "1.5 x native, 0.9 x bare",
    lambda found: found["engine"] >= 1.5 * found["native"] and found["engine"] >= 0.9 * found["bare"],
)

ROWS = (
    Row("unserved", Part.CALLS, "callers who were not served, of 48", CALLERS),
    Row("setup", Part.CALLS, "INVITE to 200, median", MS),
    Row("setup95", Part.CALLS, "INVITE to 200, 95 %", MS),
    Row("offer", Part.CALLS, "key to the agent's ring, median", MS),
    Row("offer95", Part.CALLS, "key to the agent's ring, 95 %", MS),
    Row("bridged", Part.CALLS, "agent's 200 to both bridged, median", MS),
    Row("bridged95", Part.CALLS, "agent's 200 to both bridged, 95 %", MS),
    Row("end", Part.CALLS, "agent's BYE to the caller's, median", MS),
    Row("end95", Part.CALLS, "agent's BYE to the caller's, 95 %", MS),
    Row("asterisk", Part.CALLS, "CPU of Asterisk per call", MS_CPU),
    Row("control", Part.CALLS, "CPU of the controlling process per call", MS_CPU),
    Row("office", Part.CALLS, "CPU of all other own processes per call", MS_CPU),
    Row("share", Part.CALLS, "controlling process in % of Asterisk's CPU", PERCENT, aim=_below(15, PERCENT)),
    Row("all", Part.CALLS, "CPU of all of them per call", MS_CPU),
    Row("phones", Part.CALLS, "CPU of the telephones per call, in no other row", MS_CPU),
    Row("memory", Part.CALLS, "memory of Asterisk", MB),
    Row("control_memory", Part.CALLS, "memory of the controlling process", MB),
    Row("office_memory", Part.CALLS, "memory of all other own processes", MB),
    Row("release", Part.OVERLOAD, "agent's release to his next ring, median", MS, aim=_below(2, MS)),
    Row("release95", Part.OVERLOAD, "agent's release to his next ring, 95 %", MS, aim=_below(10, MS)),
    Row("caller_hears", Part.AUDIO, "agent's 200 to what the caller hears, median", MS, aim=NEAR),
    Row("caller_hears95", Part.AUDIO, "agent's 200 to what the caller hears, 95 %", MS),
    Row("agent_hears", Part.AUDIO, "agent's 200 to what the agent hears, median", MS, aim=NEAR),
    Row("agent_hears95", Part.AUDIO, "agent's 200 to what the agent hears, 95 %", MS),
    Row("paused_asterisk", Part.PAUSED, "Asterisk, 992 of 1 000 paused, 500 wait", CORES, aim=AHEAD),
    Row("paused_control", Part.PAUSED, "controlling process in that time", CORES),
    Row("paused_office", Part.PAUSED, "all other own processes in that time", CORES),
    Row("paused_release", Part.PAUSED, "agent's release to his next ring then, median", MS, aim=AHEAD),
    Row("paused_release95", Part.PAUSED, "agent's release to his next ring then, 95 %", MS),
    Row("clean", Part.RATE, "highest clean rate, 1 100 members", RATE, more_is_better=True, aim=CLEAN),
    Row("clean_asterisk", Part.RATE, "CPU of Asterisk per call at that rate", MS_CPU),
    Row("clean_control", Part.RATE, "CPU of the controlling process per call then", MS_CPU),
    Row("clean_office", Part.RATE, "CPU of all other own processes per call then", MS_CPU),
    Row("clean_phones", Part.RATE, "CPU of the telephones per call then, in no other row", MS_CPU),
)
