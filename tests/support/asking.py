"""What a node has besides its line, on the scripted call: for tests of what users' code asks."""

from ccengine.flow.running.here import Here
from ccengine.flow.running.marks import Marks
from ccengine.flow.running.scope import Scope, ScopeLimits
from ccengine.flow.scripted import DEFAULT_INFO, ScriptedCall, ScriptedDesk, ScriptedServices
from ccengine.model.call import CallInfo
from ccengine.model.services import Services
from tests.unit.flow.around import AROUND


def here(
    script: str = "",
    info: CallInfo = DEFAULT_INFO,
    asks: int = 100,
    marks: Marks | None = None,
    services: Services | None = None,
) -> Here:
    call = ScriptedCall(script, info)
    marks = marks or Marks()
    limits = ScopeLimits(asks=asks)
    scope = Scope(info, call.clock, {"label": "main"}, {}, {"from": "menu"}, None, limits, marks)
    schedules = AROUND.schedules or {}
    return Here(call, ScriptedDesk(call), services or ScriptedServices(), scope, 3, schedules=schedules, marks=marks)
