"""Lines of an AGI program to a scripted call, and what they are answered."""

from collections.abc import Sequence

from ccengine.flow.scripted import ScriptedCall, every_prompt
from ccengine.flow.spoken import spoken
from ccengine.model.call import CallInfo
from ccengine.model.ids import CallId
from ccengine.model.services import ProgramRequest
from ccengine.workers.agi.answer import answer
from ccengine.workers.agi.session import AgiSession
from ccengine.workers.program import facts

DEAD = "511 Command Not Permitted on a dead channel or intercept routine\n"


class Talk:
    def __init__(self, script: str = "") -> None:
        missing = dict.fromkeys(("nosuch", "no_such"), None)
        self.call = ScriptedCall(
            script,
            CallInfo(CallId("hx-1.2"), "4008001234", "13800138000", "Wang"),
            lengths=every_prompt(2.0, **missing),
            unwritable=("hx-1-2-full",),
        )
        told = facts(ProgramRequest("x.agi", "k", "/"), self.call)
        self.session = AgiSession(self.call, told, {"GIVEN": "by the flow"}, spoken, lambda: 60.0)

    def __call__(self, line: str | None) -> str:
        said = answer(self.session, line)
        assert said.endswith("\n")
        return said[:-1]

    @property
    def texts(self) -> Sequence[str]:
        return self.call.transcript.texts
