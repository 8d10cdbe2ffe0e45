"""`Services` over worker processes.

    workers = Workers(WorkerSettings(), speak=spoken)
    answer = workers.http(HttpRequest("https://crm.example/api?n=1", key="c1:7"))
    workers.close()

Whoever journals the begin of an effect does it before he calls; what comes back is the end."""

import time
from collections.abc import Mapping
from typing import Any

from ccengine.model.call import Call
from ccengine.model.hooks import NO_HOOKS, Hooks
from ccengine.model.members import MemberAnswer, MemberFound, MemberRequest, MemberSearch
from ccengine.model.secret import Secret
from ccengine.model.services import (
    DETAIL,
    HttpAnswer,
    HttpRequest,
    LookupAnswer,
    LookupRequest,
    Outcome,
    ProgramAnswer,
    ProgramRequest,
    ScriptAnswer,
    ScriptRequest,
    StoreAnswer,
    StoreRequest,
)
from ccengine.model.sources import SourceSettings
from ccengine.workers.agi.session import Speak, says_nothing
from ccengine.workers.errand import errand
from ccengine.workers.members import Members
from ccengine.workers.pool import NoWorker, Pool
from ccengine.workers.program import run_program
from ccengine.workers.settings import MAX_BODY, MAX_TIMEOUT, WorkerSettings
from ccengine.workers.sources import Sources


class Workers:
    """Implements `Services`.  Processes are started when they are needed; `close` ends them all."""

    def __init__(
        self,
        settings: WorkerSettings | None = None,
        speak: Speak = says_nothing,
        sources: Mapping[str, SourceSettings] | None = None,
        zone: str = "",
        books: str = "",
    ) -> None:
        """`sources`: the databases that may be asked.  `zone`: by which they tell moments; "" for the machine's.
        `books`: URL of the database that knows the members."""
        settings = settings or WorkerSettings()
        self._settings = settings
        self._speak = speak
        self._http = Pool("http", settings.http, settings)
        self._script = Pool("script", settings.script, settings)
        self._program = Pool("program", settings.program, settings)
        self._members = Members(books, settings)
        self._pools = (self._http, self._script, self._program, self._members.pool)
        self.sources = Sources(sources or {}, settings, zone)

    def lookup(self, request: LookupRequest) -> LookupAnswer:
        return self.sources.lookup(request)

    def store(self, request: StoreRequest) -> StoreAnswer:
        return self.sources.store(request)

    def http(self, request: HttpRequest) -> HttpAnswer:
        secrets: list[str] = []
        headers, body, json = (revealed(part, secrets) for part in (request.headers, request.body, request.json))
        task = {
            "url": request.url, "method": request.method, "headers": headers, "body": body,
            "json": json, "want_json": request.want_json, "key": request.key,
            "max_bytes": min(request.max_bytes, MAX_BODY),
        }  # fmt: skip
        answer, seconds = errand(self._http, task, request.timeout, request.effect)
        status, text, value = answer.get("status", 0), answer.get("body_text", ""), answer.get("json_value")
        return HttpAnswer(Outcome(answer["outcome"]), status, text, value, masked(answer["detail"], secrets), seconds)

    def script(self, request: ScriptRequest, hooks: Hooks = NO_HOOKS) -> ScriptAnswer:
        task = {"callable": request.callable, "folder": request.folder, "arguments": request.arguments}
        answer, seconds = errand(self._script, task, request.timeout, request.effect, request.folder, hooks)
        return ScriptAnswer(Outcome(answer["outcome"]), answer.get("value"), answer["detail"], seconds)

    def program(self, request: ProgramRequest, call: Call, hooks: Hooks = NO_HOOKS) -> ProgramAnswer:
        begin = time.monotonic()
        until = begin + min(request.timeout, MAX_TIMEOUT)
        try:
            with self._program.lease(until) as worker:
                return run_program(request, call, worker, until, self._settings, self._speak, hooks)
        except NoWorker as error:
            return ProgramAnswer(Outcome.BUSY, detail=str(error), seconds=time.monotonic() - begin)

    def find_member(self, search: MemberSearch) -> MemberFound:
        return self._members.find(search)

    def verify(self, request: MemberRequest) -> MemberAnswer:
        return self._members.verify(request)

    def warm(self) -> None:
        """Start one worker of each kind, so that no caller waits for the first.  Raises OSError."""
        for pool in self._pools:
            pool.warm()

    def close(self) -> None:
        for pool in self._pools:
            pool.close()
        self.sources.close()

    def pids(self) -> list[int]:
        """Of the workers that live."""
        return [pid for pool in self._pools for pid in pool.pids] + self.sources.pids()


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
