"""What the verbs that ask the world hand to the services, whole."""

from dataclasses import replace
from typing import Any

from ccengine.flow import run
from ccengine.flow.bundle import Bundle
from ccengine.flow.loading.load import load
from ccengine.flow.scripted import ScriptedCall, ScriptedDesk, ScriptedServices
from ccengine.model.call import Call
from ccengine.model.hooks import NO_HOOKS, Hooks
from ccengine.model.services import (
    Effect,
    HttpAnswer,
    HttpRequest,
    ProgramAnswer,
    ProgramRequest,
    ScriptAnswer,
    ScriptRequest,
)
from tests.unit.flow.around import AROUND

HEAD = "flow: asked\nlanguage: zh\nstart: ask\nnodes:\n"


class Kept(ScriptedServices):
    """Nobody is there; what was asked is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Any] = []

    def http(self, request: HttpRequest) -> HttpAnswer:
        self.asked.append(request)
        return super().http(request)

    def script(self, request: ScriptRequest, hooks: Hooks = NO_HOOKS) -> ScriptAnswer:
        self.asked.append(request)
        return super().script(request)

    def program(self, request: ProgramRequest, call: Call, hooks: Hooks = NO_HOOKS) -> ProgramAnswer:
        self.asked.append(request)
        return super().program(request, call)


def asked(node: str) -> Any:
    flow = load(f"{HEAD}  ask: {{{node}, next: hangup}}\n", "asked.yaml", AROUND)
    services, call = Kept(), ScriptedCall()
    run(replace(Bundle.of(flow), scripts="/the/scripts"), call, ScriptedDesk(call), services)
    (request,) = services.asked
    return request


def test_http_as_it_is_when_little_is_said() -> None:
    assert asked("http: http://h") == HttpRequest("http://h", "scripted:1", effect=Effect.PURE)


def test_http_with_all_that_can_be_said() -> None:
    request = asked(
        "http: 'https://h:8443/a/', path: [b, 1], query: {c: 2, d: e}, method: PATCH, headers: {X-A: f}, "
        "json: {g: [1]}, into: {json: x}, timeout: 1500ms, effect: pure, max_bytes: 99"
    )
    assert request == HttpRequest(
        "https://h:8443/a/b/1?c=2&d=e", "scripted:1", "PATCH", {"X-A": "f"}, "", {"g": [1]}, True, 1.5, Effect.PURE, 99
    )


def test_the_effect_of_a_method() -> None:
    effects = {method: asked(f"http: http://h, method: {method}").effect for method in ("GET", "HEAD", "PUT", "DELETE")}
    assert effects == {"GET": "pure", "HEAD": "pure", "PUT": "idempotent", "DELETE": "idempotent"}
    assert asked("http: http://h, method: POST").effect is Effect.ONCE
    assert asked("http: http://h, body: text").method == "POST"
    assert asked("http: http://h, body: text").effect is Effect.ONCE
    assert asked("http: http://h, method: POST, effect: idempotent").effect is Effect.IDEMPOTENT


def test_script() -> None:
    assert asked("script: 'example.py:f'") == ScriptRequest("example.py:f", "scripted:1", "/the/scripts")
    request = asked("script: 'example.py:f', arguments: {a: 1}, timeout: 9s, effect: idempotent")
    assert request == ScriptRequest("example.py:f", "scripted:1", "/the/scripts", {"a": 1}, 9.0, Effect.IDEMPOTENT)


def test_program() -> None:
    assert asked("script: legacy.py") == ProgramRequest("legacy.py", "scripted:1", "/the/scripts", [])
    request = asked("script: legacy.py, arguments: {a: 1, b: x}, timeout: 9s")
    assert request == ProgramRequest("legacy.py", "scripted:1", "/the/scripts", ["1", "x"], timeout=9.0)
