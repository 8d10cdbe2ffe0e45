"""A `Desk` without an engine: what the flow asks goes into the transcript of its scripted call."""

from ccengine.flow.scripted import ScriptedCall
from ccengine.model.ids import CallId, NodeId, QueueName, Seconds


class ScriptedDesk:
    """Answers nothing: the script says what the engine would have told the call.  `marks` and `path` (the nodes
    entered, in order) are kept for checks."""

    def __init__(self, call: ScriptedCall) -> None:
        self._note = call.stage.note
        self.marks: list[tuple[str, str]] = []  # question, key
        self.path: list[NodeId] = []

    def music(self, queue: QueueName) -> str:
        return "default"

    def enter_queue(self, call: CallId, queue: QueueName, head_start: Seconds = 0.0) -> None:
        ahead = f" with a head start of {head_start:g}s" if head_start else ""
        self._note(f"enter queue {queue}{ahead}")

    def leave_queue(self, call: CallId, why: str) -> None:
        self._note(f"leave queue ({why})")

    def joined(self, call: CallId) -> None:
        self._note("joined")

    def talk_over(self, call: CallId, ok: bool, detail: str = "") -> None:
        text = "desk: talk over" if ok else "desk: no talk"
        self._note(f"{text} ({detail})" if detail else text)

    def mark(self, call: CallId, question: str, key: str) -> None:
        self.marks.append((question, key))
        self._note(f"mark {question} {key}")

    def node_entered(self, call: CallId, node: NodeId, visit: int) -> None:
        self.path.append(node)
        self._note(f"node {node}")

    def node_left(self, call: CallId, node: NodeId, exit: str) -> None:
        self._note(f"leave {node} by {exit}")
