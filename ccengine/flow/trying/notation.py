"""One line -> one input, and back.

    1, 12#                        the caller presses these keys; also `press 12#`
    wait                          silence until what is asked for is over
    wait 30s                      silence so long
    answer {"due": 120}           the service's JSON, or what the script returned
    answer status 404 {...}       an HTTP status, with JSON or without
    answer text OK                a body that is no JSON
    answer variables {...}        what an AGI program set
    answer timeout                or another outcome: failed, unreachable, refused, busy, unknown
    in goodbye hang up            as soon as the node goodbye is entered
    in main set tries=3           a variable gets a value there

and the deeds of scripted/script.py: `connect 8001`, `agent hangs up`, `send on busy`, `announce a, b`,
`say hello for 2s`, `hang up`, `cancel`, `switch stops`."""

import json
import re
from typing import Any, NoReturn

from ccengine.flow.scripted import Answer, notation
from ccengine.flow.scripted.script import At, Press, Wait, When
from ccengine.flow.trying.inputs import Assign, Input, Inside, Reply, Silence
from ccengine.model.diagnostics import BadInput
from ccengine.model.ids import NodeId
from ccengine.model.keys import KEYS
from ccengine.model.services import Outcome


class NotUnderstood(Exception):
    """The text says what is wrong, and what to write."""


def read_input(line: str) -> Input:
    """Raises NotUnderstood."""
    words = " ".join(line.split())
    if words and all(key in KEYS for key in words):
        return Press(words)
    if words == "wait":
        return Silence()
    if words.startswith("answer "):
        return Reply(_given(line.strip()[7:].strip()))
    if match := re.fullmatch(r"in (\S+) (.+)", words):
        return Inside(NodeId(match[1]), _inside(match[2]))
    return _step(words)


def _step(words: str) -> Input:
    if " every " in words:
        raise NotUnderstood("keys are pressed all at once here: write them in several lines")
    try:
        steps = notation.parse_script(words)
    except BadInput as bad:
        told = bad.found[0]
        raise NotUnderstood(f"{told.text}: {told.remedy}") from None
    if len(steps) != 1:
        raise NotUnderstood("nothing is written here")
    (step,) = steps
    if isinstance(step, At | When):
        raise NotUnderstood("`at` and `when` are for scripts: here each line waits until the flow asks")
    return step


def _inside(words: str) -> Any:
    if words.startswith("set "):
        return read_assignment(words[4:])
    found = read_input(words)
    if isinstance(found, Wait | Silence | Reply | Inside):
        raise NotUnderstood(f'"{words}" is nothing that happens: write keys, `hang up`, `set NAME=VALUE` ...')
    return found


def read_assignment(words: str) -> Assign:
    """`tries=3`.  Numbers, true and false are what they look like; in quotes, or else, it is text."""
    name, equals, text = (part.strip() for part in words.partition("="))
    if not equals or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,63}", name):
        raise NotUnderstood("write `set NAME=VALUE`, as in `set tries=3`")
    if re.fullmatch(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?|true|false|\".*\"", text):
        return Assign(name, _json(text))
    return Assign(name, text)


def _given(text: str) -> Answer:
    word, _, rest = text.partition(" ")
    if word in tuple(Outcome):
        if rest:
            raise NotUnderstood(f'"{rest}" is too much: nothing follows an outcome')
        return Answer(Outcome(word), status=0)
    if word == "status":
        status, _, value = rest.strip().partition(" ")
        if not re.fullmatch("[1-5][0-9][0-9]", status):
            raise NotUnderstood(f'"{status}" is no status: write `answer status 404`')
        return Answer(_by_status(int(status)), _json(value) if value.strip() else None, int(status))
    if word == "text":
        return Answer(text=rest if rest[:1] != '"' else str(_json(rest)))
    if word == "variables":
        found = _json(rest)
        if not isinstance(found, dict):
            raise NotUnderstood('write `answer variables {"name": "value"}`')
        return Answer(variables={str(name): str(value) for name, value in found.items()})
    return Answer(value=_json(text))


def _by_status(status: int) -> Outcome:
    return Outcome.DONE if 200 <= status < 300 else Outcome.FAILED


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        outcomes = ", ".join(Outcome)
        raise NotUnderstood(f"this is no JSON, and none of: {outcomes}, status, variables") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def written(each: Input) -> str:
    """The line that `read_input` reads as this input (the visit of an Inside is lost)."""
    match each:
        case Silence():
            return "wait"
        case Reply(given):
            return f"answer {_answer(given)}"
        case Inside(node, deed):
            return f"in {node} {_assigned(deed) if isinstance(deed, Assign) else notation.written(deed)}"
    return notation.written(each)


def _assigned(deed: Assign) -> str:
    return f"set {deed.name}={json.dumps(deed.value, ensure_ascii=False)}"


def _answer(given: Answer) -> str:
    value = "" if given.value is None else json.dumps(given.value, ensure_ascii=False)
    if given.variables is not None:
        return f"variables {json.dumps(dict(given.variables), ensure_ascii=False)}"
    if given.outcome is Outcome.DONE and given.status == 200:
        return value or (f"text {json.dumps(given.text, ensure_ascii=False)}" if given.text else "null")
    if given.status and given.outcome is _by_status(given.status):
        return f"status {given.status} {value}".strip()
    return given.outcome.value
