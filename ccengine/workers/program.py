"""An AGI program and a call: the program's commands come from its worker, one at a time, and go to the line."""

import signal
import time

from ccengine import __version__
from ccengine.model.call import NOTHING, Call, Hangup
from ccengine.model.hooks import Hooks, TooManyAsked
from ccengine.model.ids import Seconds
from ccengine.model.services import Outcome, ProgramAnswer, ProgramRequest
from ccengine.wire.agi import WireError
from ccengine.wire.agi_server import environment
from ccengine.workers.agi.answer import answer as answered
from ccengine.workers.agi.session import AgiSession, Speak
from ccengine.workers.frames import Message
from ccengine.workers.process import Late, Lost, Worker
from ccengine.workers.settings import WorkerSettings

LOOK: Seconds = 1.0
"""While a program thinks, the line is looked at so often: a caller who hung up is not waited for."""


def facts(request: ProgramRequest, call: Call) -> dict[str, str]:
    """What Asterisk tells a program first, in its order; what the request gives comes before what we know."""
    info = call.info
    known = {
        "request": request.path, "channel": f"CCEngine/{info.id}", "language": call.language, "type": "CCEngine",
        "uniqueid": info.id, "version": f"ccengine {__version__}", "callerid": info.caller or "unknown",
        "calleridname": info.caller_name or "unknown", "callingpres": "0" if info.caller else "67",
        "callingani2": "0", "callington": "0", "callingtns": "0", "dnid": info.called, "rdnis": "unknown",
        "context": "ccengine", "extension": info.called, "priority": "1", "enhanced": "0.0", "accountcode": "",
        "threadid": "0",
    }  # fmt: skip
    return known | dict(request.environment)


def run_program(
    request: ProgramRequest,
    call: Call,
    worker: Worker,
    until: Seconds,
    settings: WorkerSettings,
    speak: Speak,
    hooks: Hooks,
) -> ProgramAnswer:
    """`until` by the monotonic clock.  Raises what the line raises."""
    begin = time.monotonic()
    told = facts(request, call)
    session = AgiSession(call, told, request.variables, speak, lambda: until - time.monotonic(), hooks)
    try:
        first = environment(told, request.arguments).decode()
        task = {"path": request.path, "folder": request.folder, "arguments": list(request.arguments)}
        worker.begin({**task, "environment": first, "timeout": max(0.001, until - begin)})
        answer = _Visit(call, worker, session, until, settings).run()
    except WireError as error:
        answer = {"outcome": "refused", "detail": str(error)}
    except TooManyAsked as error:  # its worker is at it still, and ends with the lease
        answer = {"outcome": "failed", "detail": str(error)}
    except Late:
        answer = {"outcome": "timeout", "detail": "its worker did not answer and was killed"}
    except Lost as lost:
        answer = {"outcome": "unknown" if lost.begun else "busy", "detail": str(lost)}
    if session.gone:
        session.gone.add_note(f"program {request.path}: {answer['outcome']} {answer['detail']}".rstrip())
        raise session.gone
    outcome, seconds = Outcome(answer["outcome"]), time.monotonic() - begin
    return ProgramAnswer(outcome, session.variables.made, answer["detail"], seconds, answer.get("exit_code"))


class _Visit:
    """The conversation with the worker, until the program has ended."""

    def __init__(
        self, call: Call, worker: Worker, session: AgiSession, until: Seconds, settings: WorkerSettings
    ) -> None:
        self._call = call
        self._worker = worker
        self._session = session
        self._until = until
        self._late = settings.grace
        self._grace = settings.hangup_grace
        self._hung_up = False  # the program was told

    def run(self) -> Message:
        while True:
            message = self._hear()
            if "answer" in message:
                answer: Message = message["answer"]
                return answer
            reply = answered(self._session, message["command"])
            self._tell_of_hangup()  # before the reply: a program that ends on it is not hit while it ends
            self._worker.tell({"reply": reply})

    def _hear(self) -> Message:
        while True:
            now = time.monotonic()
            try:
                return self._worker.hear(min(self._until + self._late, now + LOOK))
            except Late:
                if time.monotonic() >= self._until + self._late:
                    raise
            self._look()

    def _look(self) -> None:
        """Playing nothing asks the line whether it is still there."""
        if not self._session.gone:
            try:
                self._call.play(NOTHING)
            except Hangup as hangup:
                self._session.gone = hangup
            self._tell_of_hangup()

    def _tell_of_hangup(self) -> None:
        """SIGHUP, as a program that Asterisk started gets it, and the time it has left."""
        if self._session.gone and not self._hung_up:
            self._hung_up = True
            self._until = min(self._until, time.monotonic() + self._grace)
            self._worker.tell({"hangup": int(signal.SIGHUP), "within": self._grace})
