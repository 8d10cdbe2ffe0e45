"""The text of a script (its notation: script.py) -> steps, or all its errors at once; and back."""

import re
from collections.abc import Callable
from difflib import get_close_matches

from ccengine.flow.scripted.script import (
    AgentHangsUp,
    At,
    Cancel,
    ConnectAgent,
    ForceState,
    HangUp,
    Known,
    Place,
    Press,
    Say,
    Script,
    Step,
    SwitchStops,
    Tell,
    Wait,
    When,
)
from ccengine.model.call import Announce, Connect, Directive, Leave, TalkOver
from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.ids import AgentId, Seconds
from ccengine.model.keys import KEYS

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_LENGTH = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h)")


class _Wrong(Exception):
    """What is wrong with the words after the verb; the remedy."""


def _length(text: str) -> Seconds:
    match = _LENGTH.fullmatch(text)
    if not match:
        raise _Wrong(f'"{text}" is no length of time', "write it like 3s, 500ms or 2m")
    return float(match[1]) * _UNITS[match[2]]


def _some(text: str, what: str) -> str:
    if not text:
        raise _Wrong(f"{what} is missing", f"write {what} on the same line")
    return text


def _press(rest: str) -> list[Step]:
    keys, every, pause = rest.partition(" every ")
    for key in _some(keys, "the key"):
        if key not in KEYS:
            raise _Wrong(f'"{key}" is no key', f"the keys are {KEYS}")
    if not every:
        return [Press(keys)]
    steps: list[Step] = [Press(keys[0])]
    for key in keys[1:]:
        steps += [Wait(_length(pause)), Press(key)]
    return steps


def _say(rest: str) -> list[Step]:
    words, for_, length = rest.rpartition(" for ")
    return [Say(words, _length(length))] if for_ else [Say(_some(rest, "what is said"))]


def _connect(rest: str) -> list[Step]:
    agent, _, gone = _some(rest, "the agent").partition(" ")
    if gone not in ("", "gone"):
        raise _Wrong(f'"{gone}" is not understood here', "write `connect 8001` or `connect 8001 gone`")
    return [ConnectAgent(AgentId(agent), bool(gone))]


def _announce(rest: str) -> list[Step]:
    return [Tell(Announce(tuple(name.strip() for name in _some(rest, "the prompt").split(","))))]


def _place(rest: str) -> list[Step]:
    position, _, length = _some(rest, "the position").partition(" in ")
    if not re.fullmatch("[1-9][0-9]{0,5}", position):
        raise _Wrong(f'"{position}" is no position', "write `place 3` or `place 3 in 4m`")
    return [Place(int(position), _length(length) if length else None)]


def _alone(step: Step) -> Callable[[str], list[Step]]:
    def read(rest: str) -> list[Step]:
        if rest:
            raise _Wrong(f'"{rest}" is too much', "nothing follows here")
        return [step]

    return read


_VERBS: dict[str, Callable[[str], list[Step]]] = {
    "press": _press,
    "wait": lambda rest: [Wait(_length(rest))],
    "at": lambda rest: [At(_length(rest))],
    "when": lambda rest: [When(_some(rest, "the begin of a line of the transcript"))],
    "say": _say,
    "hang up": _alone(HangUp()),
    "connect": _connect,
    "agent hangs up": _alone(AgentHangsUp()),
    "send on": lambda rest: [Tell(Leave(_some(rest, "the exit")))],
    "announce": _announce,
    "place": _place,
    "forced": lambda rest: [ForceState(_some(rest, "the state"))],
    "last agent": lambda rest: [Known(AgentId(_some(rest, "the agent")))],
    "cancel": _alone(Cancel()),
    "switch stops": _alone(SwitchStops()),
}
STEPS = tuple(_VERBS)
"""The words that a line begins with."""


def _step(line: str) -> list[Step]:
    for verb, read in _VERBS.items():
        if line == verb or line.startswith(verb + " "):
            return read(line[len(verb) :].strip())
    near = get_close_matches(line, _VERBS, 1) or get_close_matches(line.split()[0], _VERBS, 1)
    remedy = f'did you mean "{near[0]}"?' if near else "the steps are: " + ", ".join(_VERBS)
    raise _Wrong(f'"{line}" is no step', remedy)


def parse_script(text: str, file: str = "script") -> Script:
    """Raises `BadInput` with every wrong line."""
    steps: list[Step] = []
    wrong: list[Diagnostic] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = " ".join(line.split())
        if not words or words.startswith("# ") or words == "#":
            continue
        try:
            steps += _step(words)
        except _Wrong as e:
            column = len(line) - len(line.lstrip()) + 1
            wrong.append(Diagnostic(Position(file, number, column), e.args[0], "bad-step", e.args[1]))
    if wrong:
        raise BadInput(wrong)
    return tuple(steps)


def written(step: Step) -> str:
    """The line that `parse_script` reads as this step.  An offer's id and a recording have no words."""
    match step:
        case Press(keys):
            return f"press {keys}"
        case Wait(seconds):
            return f"wait {seconds:g}s"
        case At(seconds):
            return f"at {seconds:g}s"
        case When(text):
            return f"when {text}"
        case Say(words, seconds):
            return f"say {words} for {seconds:g}s"
        case ConnectAgent(agent, gone):
            return f"connect {agent} gone" if gone else f"connect {agent}"
        case Tell(directive):
            return show(directive)
        case Place(position, expected):
            return f"place {position}" if expected is None else f"place {position} in {expected:g}s"
        case Known(agent):
            return f"last agent {agent}"
        case ForceState(state):
            return f"forced {state}"
        case HangUp():
            return "hang up"
        case AgentHangsUp():
            return "agent hangs up"
        case Cancel():
            return "cancel"
        case SwitchStops():
            return "switch stops"


def show(directive: Directive) -> str:
    """A directive as a line of the transcript has it."""
    match directive:
        case Connect(agent=agent):
            return f"connect {agent}"
        case Leave(exit=exit):
            return f"send on {exit}"
        case Announce(prompts=prompts):
            return "announce " + ", ".join(prompts)
        case TalkOver(by=by):
            return f"talk over by {by}"
