"""One HTTP request, whole: name, address, TLS, headers, body, all within one time.

Each request has a connection of its own; no proxy, no redirect, no cookie, no compression: what the flow's author wrote
is what is asked, and nothing else.  Source: RFC 9110; Idempotency-Key: draft-ietf-httpapi-idempotency-key-header."""

import http.client
import json
from collections.abc import Sequence
from typing import Any

from ccengine.workers.child.address import Unreachable, connect
from ccengine.workers.child.body import NotJson, is_json, json_of, text_of
from ccengine.workers.child.url import PORTS, Refused, Target, checked, target
from ccengine.workers.child.within import OutOfTime, within
from ccengine.workers.frames import Message

CHUNK = 65536
AGENT = "ccengine"


class TooLong(Exception):
    """The body is longer than the request allows, or shorter than it says."""


def http_task(task: Message, forbidden: Sequence[str]) -> Message:
    """The answer's fields as `HttpAnswer` names them."""
    sent = False
    try:
        goal = target(task["url"])
        checked(task["method"], task["headers"], task["key"])
        with within(task["timeout"]):
            connection = _connection(goal, forbidden)
            sent = True
            try:
                return _ask(connection, goal, task)
            finally:
                connection.close()
    except OutOfTime:
        why = "no answer" if sent else "no connection"
        return _told("timeout" if sent else "unreachable", f"{why} within {task['timeout']:.3g} s")
    except Refused as error:
        return _told("refused", str(error))
    except Unreachable as error:
        return _told("unreachable", str(error))
    except (OSError, http.client.HTTPException) as error:
        return _told("failed", f"the connection broke: {type(error).__name__}: {error}")


def _connection(goal: Target, forbidden: Sequence[str]) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(goal.host, goal.port)
    connection.sock = connect(goal, forbidden)
    return connection


def _ask(connection: http.client.HTTPConnection, goal: Target, task: Message) -> Message:
    body, kind = _body(task)
    connection.putrequest(task["method"], goal.path, skip_host=True, skip_accept_encoding=True)
    ours = {"Host": _host(goal), "Connection": "close", "Accept-Encoding": "identity", "Idempotency-Key": task["key"]}
    if body or task["method"] in ("POST", "PUT", "PATCH"):
        ours["Content-Length"] = str(len(body))
    given = {name.lower() for name in task["headers"]}
    defaults = {"User-Agent": AGENT, "Accept": "*/*", **({"Content-Type": kind} if body else {})}
    kept = {name: value for name, value in defaults.items() if name.lower() not in given}
    for name, value in {**ours, **kept, **task["headers"]}.items():
        connection.putheader(name, value.encode("latin-1"))
    connection.endheaders(body or None)
    return _answer(connection.getresponse(), task)


def _body(task: Message) -> tuple[bytes, str]:
    if task["json"] is not None:
        return json.dumps(task["json"], ensure_ascii=False).encode("utf-8", "replace"), "application/json"
    return task["body"].encode("utf-8", "replace"), "text/plain; charset=utf-8"


def _host(goal: Target) -> str:
    host = f"[{goal.host}]" if ":" in goal.host else goal.host
    return host if goal.port == PORTS[goal.scheme] else f"{host}:{goal.port}"


def _answer(response: http.client.HTTPResponse, task: Message) -> Message:
    kind = response.getheader("Content-Type", "")
    try:
        data = _read(response, task["max_bytes"])
    except TooLong as error:
        return _told("failed", str(error), status=response.status)
    text, told = text_of(data, kind)
    answer = _told("done", told, status=response.status, body_text=text)
    if not 200 <= response.status < 300:
        where = " (redirects are not followed)" if 300 <= response.status < 400 else ""
        answer.update(outcome="failed", detail=f"status {response.status} {response.reason[:100]}{where}")
    if task["want_json"] or is_json(kind):
        try:
            answer["json_value"] = json_of(text)
        except NotJson as error:
            answer["detail"] = answer["detail"] or str(error)
            if task["want_json"]:
                answer["outcome"] = "failed"
    return answer


def _read(response: http.client.HTTPResponse, limit: int) -> bytes:
    data = bytearray()
    while chunk := response.read1(CHUNK):
        data += chunk
        if len(data) > limit:
            raise TooLong(f"a body of more than {limit} bytes")
    if response.length:
        raise TooLong(f"the body ended {response.length} bytes early")
    return bytes(data)


def _told(outcome: str, detail: str, **more: Any) -> Message:
    return {"outcome": outcome, "detail": detail, **more}
