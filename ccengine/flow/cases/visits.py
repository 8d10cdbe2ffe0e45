"""The stages of a call's record -> its visits of nodes, each with what happened in it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Stage = Mapping[str, Any]
"""As the control API gives it: at, stage, flow, node, exit, changed, detail, agent, by, seconds ..."""

NODE, NODE_LEFT, NODE_FAILED, FLOW, INPUT, TAG, EFFECT, MESSAGE, COMMENT, PIN, MEMBER = (
    "node", "node left", "node failed", "flow", "input", "tag", "effect", "message", "comment", "pin", "member",
)  # fmt: skip
CONNECTED, TALK_ENDED, LEFT_QUEUE, NOT_REACHED, RESUMED = (
    "connected", "talk ended", "left queue", "not reached", "resumed",
)  # fmt: skip
"""The words of the books (office/words.py) that this looks at."""

CUT_OFF = "cut off"
"""The end of the detail of what was spoken when the engine died."""


def is_cut_off(stage: Stage) -> bool:
    return str(stage["detail"]).endswith(CUT_OFF)


@dataclass(slots=True)
class Visited:
    flow: str
    node: str
    at: float
    exit: str = ""  # "": it was never left
    left: float | None = None
    changed: dict[str, Any] = field(default_factory=dict)
    inside: list[Stage] = field(default_factory=list)


def visits_of(stages: Iterable[Stage]) -> list[Visited]:
    """In the order in which they were entered."""
    visits: list[Visited] = []
    open_: list[Visited] = []  # those that are not left yet, the innermost last
    for stage in stages:
        if stage["stage"] == NODE:
            visits.append(Visited(stage["flow"], stage["node"], stage["at"]))
            open_.append(visits[-1])
        elif stage["stage"] == NODE_LEFT:
            _leave(open_, stage)
        elif open_:
            open_[-1].inside.append(stage)
    return visits


def _leave(open_: list[Visited], stage: Stage) -> None:
    """Of several visits of one node, the innermost is left first; those inside it were never left."""
    for number in range(len(open_) - 1, -1, -1):
        visit = open_[number]
        if visit.node == stage["node"] and visit.flow == (stage["flow"] or visit.flow):
            visit.exit, visit.left = stage["exit"], stage["at"]
            visit.changed = json.loads(stage["changed"]) if stage["changed"] else {}
            del open_[number:]
            return
