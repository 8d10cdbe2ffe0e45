"""CC: what a program asks the hotline.

    GET VARIABLE CC(schedule,office)                       the answer as the variable's value
    EXEC CC tag,topic,water                                and in CCVALUE, with CCSTATUS and CCERROR

Arguments are parted by commas, `name=value` where they have names, `where.account=12` inside of one; what has a comma,
a quote or `%` in it is percent-encoded, since no library of AGI escapes anything else alike."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from ccengine.model.hooks import Denied, Told
from ccengine.model.services import JsonValue
from ccengine.wire.agi_server import reply
from ccengine.workers.agi.session import AgiSession

NAME = "CC"
VALUE, STATUS, ERROR = "CCVALUE", "CCSTATUS", "CCERROR"
MAX_VALUE = 4096  # characters, as of any variable


def is_question(variable: str) -> bool:
    return variable.upper().startswith(f"{NAME}(") and variable.endswith(")")


def get(session: AgiSession, variable: str) -> str:
    """GET VARIABLE: without an answer the variable is not there, and CCERROR says why."""
    told = _ask(session, variable[len(NAME) + 1 : -1].split(","))
    return reply(0) if told.denied else reply(1, _text(told.value))


def execute(session: AgiSession, options: Sequence[str]) -> str:
    """EXEC: -1 when there is no answer."""
    return reply(-1 if _ask(session, options).denied else 0)


def _ask(session: AgiSession, parts: Sequence[str]) -> Told:
    # A command line may hold bytes that are no text: nothing that goes on record has those.
    name, *arguments = [part.encode("utf-8", "replace").decode() for part in parts] or [""]
    told = session.ask(name.strip(), *_arguments(arguments))
    text = "" if told.denied else _text(told.value)
    if len(text) > MAX_VALUE:
        told = Told(None, Denied.TOO_LARGE, f"{name}: an answer of {len(text)} characters; at most {MAX_VALUE}")
        text = ""
    session.variables.tell(VALUE, text)
    session.variables.tell(STATUS, told.denied.value if told.denied else "done")
    session.variables.tell(ERROR, told.detail)
    return told


def _arguments(parts: Sequence[str]) -> tuple[list[JsonValue], dict[str, JsonValue]]:
    """By their place, and by name."""
    places: list[JsonValue] = []
    names: dict[str, Any] = {}
    for part in parts:
        key, equals, value = part.partition("=")
        if not equals:
            places.append(unquote(part.strip()))
            continue
        outer, dot, inner = key.strip().partition(".")
        if not dot:
            names[outer] = unquote(value)
        elif isinstance(within := names.setdefault(outer, {}), dict):
            within[unquote(inner)] = unquote(value)
    return places, names


def _text(value: JsonValue) -> str:
    """As a program reads it: JSON, but of a text the text itself."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
