"""What the nodes that ask the world share: how they are left, and what a repeat would do."""

from ccengine.flow.fields.exits import FAILED
from ccengine.flow.node import Node
from ccengine.flow.running.here import Here
from ccengine.model.services import Effect, Outcome

DONE, NO_ANSWER, UNKNOWN = "done", "no_answer", "unknown"
EXITS = (DONE, FAILED, NO_ANSWER, UNKNOWN)

_OUTCOMES = {
    Outcome.DONE: DONE,
    Outcome.FAILED: FAILED,
    Outcome.REFUSED: FAILED,
    Outcome.TIMEOUT: NO_ANSWER,
    Outcome.UNREACHABLE: NO_ANSWER,
    Outcome.BUSY: NO_ANSWER,
    Outcome.UNKNOWN: UNKNOWN,
}


def exits_with(effect: Effect) -> tuple[str, ...]:
    return EXITS if effect is Effect.ONCE else EXITS[:-1]


def exit_of(outcome: Outcome, effect: Effect) -> str:
    """A `once` that timed out had left: whether it came about, nobody knows."""
    if effect is Effect.ONCE and outcome is Outcome.TIMEOUT:
        return UNKNOWN
    exit = _OUTCOMES[outcome]
    return exit if exit in exits_with(effect) else NO_ANSWER


def leave(node: Node, here: Here, outcome: Outcome, detail: str) -> str:
    """The exit; what went wrong is on record."""
    if outcome is not Outcome.DONE:
        here.failed(node.id, f"{node.at}: {node}: {outcome}" + (f": {detail}" if detail else ""))
    return exit_of(outcome, node.effect)
