"""What a call's flow asks of the world: on record before it leaves, and again when it is over.

A begun `once` that a crash left without its end is found in the book (stand.py): its node leaves by `unknown`."""

from collections.abc import Callable
from typing import TypeVar

from ccengine.engine.members import MemberGate
from ccengine.model import facts
from ccengine.model.call import Call
from ccengine.model.hooks import NO_HOOKS, Hooks
from ccengine.model.ids import CallId, NodeId, Seconds
from ccengine.model.members import MemberAnswer, MemberFound, MemberRequest, MemberSearch
from ccengine.model.services import (
    HttpAnswer,
    HttpRequest,
    LookupAnswer,
    LookupRequest,
    Outcome,
    ProgramAnswer,
    ProgramRequest,
    ScriptAnswer,
    ScriptRequest,
    Services,
    StoreAnswer,
    StoreRequest,
)

Answer = TypeVar("Answer", HttpAnswer, ScriptAnswer, ProgramAnswer, LookupAnswer, StoreAnswer)

DETAIL = 1000  # characters of a detail that are kept on record


class CallServices:
    """The `Services` of one call.  `written`: put a fact on record and return when it is on disk."""

    def __init__(
        self,
        workers: Services,
        call: CallId,
        node: Callable[[], NodeId],
        written: Callable[[object], None],
        post: Callable[[object], None],
        members: MemberGate,
    ) -> None:
        self._members = members
        self._workers = workers
        self._call = call
        self._node = node
        self._written = written
        self._post = post

    def http(self, request: HttpRequest) -> HttpAnswer:
        return self._asked(request.key, lambda: self._workers.http(request))

    def lookup(self, request: LookupRequest) -> LookupAnswer:
        return self._asked(request.key, lambda: self._workers.lookup(request))

    def store(self, request: StoreRequest) -> StoreAnswer:
        return self._asked(request.key, lambda: self._workers.store(request))

    def script(self, request: ScriptRequest, hooks: Hooks = NO_HOOKS) -> ScriptAnswer:
        return self._asked(request.key, lambda: self._workers.script(request, hooks))

    def program(self, request: ProgramRequest, call: Call, hooks: Hooks = NO_HOOKS) -> ProgramAnswer:
        return self._asked(request.key, lambda: self._workers.program(request, call, hooks))

    def find_member(self, search: MemberSearch) -> MemberFound:
        return self._members.find(search)

    def verify(self, request: MemberRequest) -> MemberAnswer:
        return self._members.verify(self._call, request)

    def _asked(self, key: str, ask: Callable[[], Answer]) -> Answer:
        node = self._node()
        self._written(facts.EffectBegan(self._call, node, key))
        try:
            answer = ask()
        except BaseException:  # the caller left in the midst of a program
            self._end(node, Outcome.FAILED, "the call ended", 0.0)
            raise
        self._end(node, answer.outcome, answer.detail, answer.seconds)
        return answer

    def _end(self, node: NodeId, outcome: Outcome, detail: str, seconds: Seconds) -> None:
        self._post(facts.EffectEnded(self._call, node, outcome.value, detail[-DETAIL:], round(seconds, 3)))
