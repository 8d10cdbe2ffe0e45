"""`Services` without a world: the answers are given beforehand, by the file's case or a person at the terminal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from json import dumps

from ccengine.model.call import Call
from ccengine.model.hooks import NO_HOOKS, Hooks
from ccengine.model.services import (
    HttpAnswer,
    HttpRequest,
    JsonValue,
    Outcome,
    ProgramAnswer,
    ProgramRequest,
    ScriptAnswer,
    ScriptRequest,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    outcome: Outcome = Outcome.DONE
    value: JsonValue = None  # JSON of an HTTP answer, or what a script returned
    status: int = 200
    text: str = ""  # the body of an HTTP answer
    variables: Mapping[str, str] | None = None  # set by an AGI program
    detail: str = ""  # why it failed


Answers = Callable[[str], Answer]
"""URL, callable or program -> its answer."""


def nobody(asked: str) -> Answer:
    """Nothing was given: as if nobody were there."""
    return Answer(Outcome.UNREACHABLE, status=0)


class ScriptedServices:
    def __init__(self, answers: Answers = nobody, note: Callable[[str], None] = lambda text: None) -> None:
        self._answers = answers
        self._note = note

    def http(self, request: HttpRequest) -> HttpAnswer:
        headers = "".join(f", {name}: {value}" for name, value in request.headers.items())
        self._note(f"http {request.method} {request.url}{_body(request)}{headers} (key {request.key})")
        given = self._answers(request.url)
        return HttpAnswer(given.outcome, given.status, given.text, given.value, given.detail)

    def script(self, request: ScriptRequest, hooks: Hooks = NO_HOOKS) -> ScriptAnswer:
        shown = ", ".join(f"{name}={value!r}" for name, value in request.arguments.items())
        self._note(f"script {request.callable}({shown}) (key {request.key})")
        given = self._answers(request.callable)
        return ScriptAnswer(given.outcome, given.value, given.detail)

    def program(self, request: ProgramRequest, call: Call, hooks: Hooks = NO_HOOKS) -> ProgramAnswer:
        self._note(" ".join(("program", request.path, *request.arguments)))
        given = self._answers(request.path)
        return ProgramAnswer(given.outcome, given.variables or {}, given.detail)


def _body(request: HttpRequest) -> str:
    if request.json is not None:
        return " " + dumps(request.json, ensure_ascii=False, default=lambda secret: "***")
    return f" {request.body}" if request.body else ""
