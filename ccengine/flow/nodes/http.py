"""http: ask a web service.  Exits: `done`, `failed`, `no_answer`, `unknown`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from ccengine.flow import fields
from ccengine.flow.expr import ExpressionFault
from ccengine.flow.fields import requests
from ccengine.flow.fields.given import main, option
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.here import Here
from ccengine.flow.running.outcomes import EXITS, UNKNOWN, exits_with, leave
from ccengine.model.call import Call
from ccengine.model.diagnostics import Position
from ccengine.model.ids import Seconds
from ccengine.model.reader import Report, list_of, mapping_of
from ccengine.model.services import Effect, HttpRequest
from ccengine.model.url import BadUrl, Value, build_url
from ccengine.model.values import duration, one_of, whole

EFFECTS = {"GET": Effect.PURE, "HEAD": Effect.PURE, "PUT": Effect.IDEMPOTENT, "DELETE": Effect.IDEMPOTENT}
METHODS = (*EFFECTS, "POST", "PATCH")
MOST = 262_144  # bytes of an answer: workers take no longer one


@dataclass(frozen=True, kw_only=True)
class Http(Node):
    """Ask a web service, and go on by what it answers.

    Scheme, host and the begin of the path are the author's own text. What is computed stands under `path`, each value a
    step of the path, and under `query`; it is percent-encoded, so that nothing a caller enters can be more than a
    value. `into` takes from the answer: `status` (a number), `json` (the body, read as JSON: with it an answer that is
    not JSON leaves by `failed`), `text`. After a failure without an answer `status` is 0, `json` null and `text` empty;
    of an answer that is no JSON `json` is null. Redirects are not followed, no cookies are kept, no proxy is asked.

    Exits: `done` after a status of 200 to 299; `failed` after any other, an answer that is too long or not as asked, or
    a value that cannot be computed; `no_answer` when nobody was there, no answer came within `timeout`, or no process
    was free; with `effect: once` also `unknown`, when it is not known whether the request came about: see
    [effects](effects.md). Every request carries a key, `Idempotency-Key`, by which the far side knows a repeat.

    The digits of a `collect` with `secret: true` may stand in the body and in headers, and nowhere else: they would be
    in the far side's logs."""

    verb: ClassVar[str] = "http"
    EXITS: ClassVar[tuple[str, ...]] = EXITS
    EXAMPLE: ClassVar[str] = """
flow: who-calls
language: zh
start: ask
nodes:
  ask:
    http: https://crm.example/api/customers
    path: "{{ caller.number }}"     # .../customers/13800138000
    query: {fields: name}           # ...?fields=name
    headers: {Accept: application/json}
    into: {json: customer}
    timeout: 3s
    exits: {done: known}
    next: service                   # failed, no_answer
  known:
    tag: {customer: "{{ customer.name }}"}
    next: service
  service: {queue: service, next: hangup}
"""

    base: str = main(requests.base, "scheme, host and the begin of the path; no `?`")
    path: tuple[Any, ...] = option(
        list_of(fields.either, most=20), (), "further steps of the path, values or expressions"
    )
    query: Mapping[str, fields.Assigned] = option(
        mapping_of(requests.parameter, requests.value), dict, "each parameter and its value, or an expression"
    )
    method: str = option(
        one_of(*METHODS), "", ", ".join(f"`{method}`" for method in METHODS), shown="`GET`, with a body `POST`"
    )
    headers: Mapping[str, fields.Assigned] = option(
        mapping_of(requests.header, requests.value), dict, "each header and its value, or an expression"
    )
    json: Any = option(requests.json, None, "the body as JSON, any value of it an expression", shown="none")
    body: Any = option(fields.template, None, "the body as text", shown="none")
    into: Mapping[str, str] = option(
        mapping_of(one_of("status", "json", "text"), requests.variable),
        dict,
        "the variables for `status`, `json`, `text`",
    )
    timeout: Seconds = option(duration(0.1, 60), 5.0, "longest, from the name to the last byte")
    repeated: Effect | None = option(
        requests.effect,
        None,
        "what a second request would do: `pure`, `idempotent`, `once`",
        key="effect",
        shown="by the method: GET and HEAD `pure`, PUT and DELETE `idempotent`, POST and PATCH `once`",
    )
    max_bytes: int = option(whole(1, MOST), 65536, "of the answer's body; more is `failed`")

    @property
    def verb_asked(self) -> str:
        """The method of HTTP."""
        return self.method or ("GET" if self.json is None and self.body is None else "POST")

    @property
    def effect(self) -> Effect:
        return self.repeated or EFFECTS.get(self.verb_asked, Effect.ONCE)

    @property
    def leaves_by(self) -> tuple[str, ...]:
        return exits_with(self.effect)

    def assigns(self) -> Iterable[tuple[str, Position]]:
        return ((name, self.place("into")) for name in self.into.values())

    def agree(self, report: Report) -> None:
        if self.json is not None and self.body is not None:
            text = f"{self}: two bodies"
            report.add(self.place("body"), text, "two-bodies", "write json or body", self.place("json"))
        elif (self.json is not None or self.body is not None) and self.method in ("GET", "HEAD"):
            remedy = "write `method: POST`, or ask with `query`"
            report.add(self.place("method"), f"{self}: {self.method} sends no body", "no-body-here", remedy)


def run(node: Http, call: Call, here: Here) -> str:
    if here.begun and node.effect is Effect.ONCE:
        return UNKNOWN
    answer = here.services.http(_request(node, here))
    got = {"status": answer.status, "json": answer.json_value, "text": answer.body_text}
    for what, name in node.into.items():
        here.scope.set(name, cast(Any, got[what]))
    return leave(node, here, answer.outcome, answer.detail)


def _request(node: Http, here: Here) -> HttpRequest:
    scope = here.scope
    return HttpRequest(
        url=_url(node, here),
        key=here.key,
        method=node.verb_asked,
        headers={name: requests.sent(scope.value(header.value)) for name, header in node.headers.items()},
        body="" if node.body is None else requests.sent(scope.value(node.body)),
        json=requests.filled(node.json, scope),
        want_json="json" in node.into,
        timeout=node.timeout,
        effect=node.effect,
        max_bytes=node.max_bytes,
    )


def _url(node: Http, here: Here) -> str:
    parts: list[str | Value] = [node.base.removesuffix("/") if node.path else node.base]
    for step in node.path:
        parts += ["/", Value(_step(here.scope.value(step)))]
    for number, (name, parameter) in enumerate(node.query.items()):
        parts += ["&" if number else "?", Value(name), "=", Value(requests.written(here.scope.value(parameter.value)))]
    try:
        return build_url(parts)
    except BadUrl as bad:
        raise ExpressionFault(str(bad)) from None


def _step(value: Any) -> str:
    """Never empty: `/customers/` is another place than `/customers/138`."""
    if not (text := requests.written(value)):
        raise ExpressionFault("a value makes an empty step in the URL's path")
    return text


VERB = Verb(Http, run)
