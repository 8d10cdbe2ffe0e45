"""A caller who is gone before his session's first step is on record all the same."""

from typing import Any, cast

from ccengine.acd.rules import Rules
from ccengine.engine.book import Book
from ccengine.engine.machines import Machines
from ccengine.engine.sessions import Ports, Sessions
from ccengine.flow import Bundle, Surroundings, load
from ccengine.flow.scripted import ScriptedCall
from ccengine.model import facts
from ccengine.model.call import CallInfo
from ccengine.model.ids import CallId
from ccengine.model.settings import PortSettings

PROMPTS = {"zh": frozenset({"beep"})}
FLOW = "flow: short\nlanguage: zh\nstart: end\nnodes:\n  end: {hangup: }\n"


class Line(ScriptedCall):
    channel = "PJSIP/ccengine-trunk-1"


def test_a_caller_who_is_gone_at_once_is_on_record() -> None:
    posted: list[object] = []
    ports = Ports(
        {"400": PortSettings("400", "short")},
        {"short": Bundle.of(load(FLOW, "short.yaml", Surroundings(prompts=PROMPTS)))},
    )
    nobody = cast(Any, None)  # desk and dispatch: not asked by a call that never began
    machines = Machines.restore(Rules.of([], []), None)
    sessions = Sessions(posted.append, Book(), machines, ports, nobody, nobody, nobody)
    line = Line("", CallInfo(id=CallId("a-1.1"), called="400"))
    line.hangup()  # every later method raises Hangup
    sessions.serve(cast(Any, line))
    assert [type(fact) for fact in posted] == [facts.CallArrived]
    assert not sessions.live
