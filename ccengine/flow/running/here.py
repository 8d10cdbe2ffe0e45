"""What a node has besides the line: the desk, the services, the variables, and its own number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ccengine.flow.running.marks import Marks
from ccengine.flow.running.scope import Scope
from ccengine.flow.schedules.schedule import Schedule
from ccengine.model import facts
from ccengine.model.call import Call
from ccengine.model.desk import Desk
from ccengine.model.ids import NodeId
from ccengine.model.members import Member
from ccengine.model.services import Services


@dataclass(slots=True)
class Here:
    call: Call
    desk: Desk
    services: Services
    scope: Scope
    visit: int = 0  # of nodes in this call, from 1
    resumed: int = 0  # how often the call was taken up again in this node
    begun: bool = False
    """The node's effect was begun before a crash: whether it came about is not known."""
    scripts: str = ""  # the folder of the flow's scripts
    language: str = ""  # of the port where the call came in
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)

    @property
    def key(self) -> str:
        """By which the far side knows a repeated request: the same after a crash."""
        return f"{self.call.info.id}:{self.visit}"

    def recording_name(self, folder: str) -> str:
        """`<folder>/<yyyy-mm-dd>/<call>-<visit>`, without suffix: unique, sorted by day, safe as a file's name.
        After a crash in this node it is another, with `-2` and so on behind it: what was spoken before stays."""
        call = re.sub(r"[^A-Za-z0-9._]", "_", self.call.info.id)
        again = f"-{self.resumed + 1}" if self.resumed else ""
        return f"{folder}/{self.scope.now():%Y-%m-%d}/{call}-{self.visit}{again}"

    def took(self, keys: str, secret: bool = False) -> None:
        """The caller entered this."""
        self.desk.record(facts.InputTaken(self.call.info.id, "*" * len(keys) if secret else keys))

    def known(self, member: Member) -> None:
        """The caller is this member, and of his class: on record, and for all that follows in this call."""
        info = self.call.info
        self.desk.record(facts.MemberKnown(info.id, member.number, member.name, member.kind, info.caller_form))
        self.scope.know(member)
        if member.kind:
            self.desk.record(facts.ClassGiven(info.id, member.kind))
            self.scope.give_class(member.kind)

    def failed(self, node: NodeId, why: str) -> None:
        """Something that the author of the flow should know."""
        if len(why) > WHY:  # it ends with what went wrong: a traceback does
            why = f"{why[: WHY // 4]} ... {why[5 - WHY + WHY // 4 :]}"
        self.desk.record(facts.NodeFailed(self.call.info.id, node, why))


WHY = 2000  # characters of a reason that are kept
