"""`Services` over worker processes.

    workers = Workers(WorkerSettings(), speak=spoken)
    answer = workers.http(HttpRequest("https://crm.example/api?n=1", key="c1:7"))
    workers.close()

Whoever journals the begin of an effect does it before he calls; what comes back is the end."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from ccengine.model.call import Call
from ccengine.model.hooks import NO_HOOKS, Hooks, TooManyAsked
from ccengine.model.ids import Seconds
from ccengine.model.secret import Secret
from ccengine.model.services import (
    DETAIL,
    Effect,
    HttpAnswer,
    HttpRequest,
    Outcome,
    ProgramAnswer,
    ProgramRequest,
    ScriptAnswer,
    ScriptRequest,
)
from ccengine.workers.agi.session import Speak, says_nothing
from ccengine.workers.asked import heard
from ccengine.workers.frames import FrameError, Message, pack
from ccengine.workers.pool import NoWorker, Pool
from ccengine.workers.process import Late, Lost
from ccengine.workers.program import run_program
from ccengine.workers.settings import MAX_BODY, MAX_TIMEOUT, WorkerSettings

TRIES = 3  # of a task that no worker had begun


class Workers:
    """Implements `Services`.  Processes are started when they are needed; `close` ends them all."""

    def __init__(self, settings: WorkerSettings | None = None, speak: Speak = says_nothing) -> None:
        settings = settings or WorkerSettings()
        self._settings = settings
        self._speak = speak
        self._http = Pool("http", settings.http, settings)
        self._script = Pool("script", settings.script, settings)
        self._program = Pool("program", settings.program, settings)

    def http(self, request: HttpRequest) -> HttpAnswer:
        secrets: list[str] = []
        headers, body, json = (revealed(part, secrets) for part in (request.headers, request.body, request.json))
        task = {
            "url": request.url, "method": request.method, "headers": headers, "body": body,
            "json": json, "want_json": request.want_json, "key": request.key,
            "max_bytes": min(request.max_bytes, MAX_BODY),
        }  # fmt: skip
        answer, seconds = self._errand(self._http, task, request.timeout, request.effect)
        status, text, value = answer.get("status", 0), answer.get("body_text", ""), answer.get("json_value")
        return HttpAnswer(Outcome(answer["outcome"]), status, text, value, masked(answer["detail"], secrets), seconds)

    def script(self, request: ScriptRequest, hooks: Hooks = NO_HOOKS) -> ScriptAnswer:
        task = {"callable": request.callable, "folder": request.folder, "arguments": request.arguments}
        answer, seconds = self._errand(self._script, task, request.timeout, request.effect, request.folder, hooks)
        return ScriptAnswer(Outcome(answer["outcome"]), answer.get("value"), answer["detail"], seconds)

    def program(self, request: ProgramRequest, call: Call, hooks: Hooks = NO_HOOKS) -> ProgramAnswer:
        begin = time.monotonic()
        until = begin + min(request.timeout, MAX_TIMEOUT)
        try:
            with self._program.lease(until) as worker:
                return run_program(request, call, worker, until, self._settings, self._speak, hooks)
        except NoWorker as error:
            return ProgramAnswer(Outcome.BUSY, detail=str(error), seconds=time.monotonic() - begin)

    def warm(self) -> None:
        """Start one worker of each kind, so that no caller waits for the first.  Raises OSError."""
        for pool in (self._http, self._script, self._program):
            pool.warm()

    def close(self) -> None:
        for pool in (self._http, self._script, self._program):
            pool.close()

    def pids(self) -> list[int]:
        """Of the workers that live."""
        return [pid for pool in (self._http, self._script, self._program) for pid in pool.pids]

    def _errand(
        self,
        pool: Pool,
        task: Mapping[str, Any],
        timeout: Seconds,
        effect: Effect,
        folder: str = "",
        hooks: Hooks = NO_HOOKS,
    ) -> tuple[Message, Seconds]:
        begin = time.monotonic()
        until = begin + min(timeout, MAX_TIMEOUT)
        try:
            answer = _checked(task) or _tried(lambda: self._asked(pool, task, until, effect, folder, hooks))
        except NoWorker as error:
            answer = _told(Outcome.BUSY, str(error))
        return answer, time.monotonic() - begin

    def _asked(
        self, pool: Pool, task: Mapping[str, Any], until: Seconds, effect: Effect, folder: str, hooks: Hooks
    ) -> Message:
        """Raises NoWorker, and Lost when nothing was begun."""
        with pool.lease(until, folder) as worker:
            try:
                worker.folder = folder
                worker.begin({**task, "timeout": max(0.001, until - time.monotonic())})
                return heard(worker, until, self._settings.grace, hooks)
            except TooManyAsked as error:  # its worker is at it still, and ends with the lease
                return _told(Outcome.FAILED, str(error))
            except Late:
                return _told(Outcome.TIMEOUT, "its worker did not answer and was killed")
            except Lost as lost:
                if not lost.begun:
                    raise
                outcome = Outcome.UNKNOWN if effect is Effect.ONCE else Outcome.FAILED
                return _told(outcome, f"{lost} before it was over")


def revealed(value: Any, secrets: list[str]) -> Any:
    """As it goes out; each Secret's text is added to `secrets`."""
    if isinstance(value, Secret):
        secrets.append(value.reveal())
        return value.reveal()
    if isinstance(value, Mapping):
        return {name: revealed(each, secrets) for name, each in value.items()}
    return [revealed(each, secrets) for each in value] if isinstance(value, list | tuple) else value


def masked(detail: str, secrets: list[str]) -> str:
    for secret in secrets:
        detail = detail.replace(secret, "***") if secret else detail
    return detail[-DETAIL:]


def _tried(ask: Callable[[], Message]) -> Message:
    """A worker that ended while it had nothing to do is no reason to fail."""
    for _ in range(TRIES):
        try:
            return ask()
        except Lost:
            continue
    raise NoWorker("workers end at their start: see the engine's log")


def _checked(task: Mapping[str, Any]) -> Message | None:
    """None for a task that can be sent."""
    try:
        size = len(pack(task))
    except (TypeError, ValueError, RecursionError, FrameError) as error:
        return _told(Outcome.REFUSED, f"it cannot be sent as JSON: {error}")
    return _told(Outcome.REFUSED, f"{size} bytes to send; at most {MAX_BODY}") if size > MAX_BODY else None


def _told(outcome: Outcome, detail: str) -> Message:
    return {"outcome": outcome.value, "detail": detail}
