"""What callbacks take from those who wait on the line: agents' time that is reserved (docs/manual/acd.md, rule 41)."""

from dataclasses import dataclass
from typing import Any

from ccengine.acd.rules import Rules
from ccengine.model.ids import AgentId, QueueName, Seconds


@dataclass(slots=True)
class Line:
    """Of one queue.  Agent-seconds, of its agents."""

    total: Seconds = 0.0  # reserved until `since`
    since: Seconds = 0.0
    base: Seconds = 0.0  # reserved until a caller last found an agent free
    many: int = 0  # agents who are reserved now

    def reserved(self, now: Seconds) -> Seconds:
        return self.total + self.many * (now - self.since)

    def change(self, by: int, now: Seconds) -> None:
        self.total, self.since = self.reserved(now), now
        self.many += by


class Held:
    """Empty until the first agent is reserved: a house without callbacks pays nothing for it."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._lines: dict[QueueName, Line] = {}

    def __contains__(self, queue: QueueName) -> bool:
        return queue in self._lines

    def change(self, agent: AgentId, by: int, now: Seconds) -> None:
        """He is reserved (1), or not any more (-1)."""
        for queue in self._rules.queues.values():
            if agent in queue.agents:
                self._lines.setdefault(queue.name, Line(since=now)).change(by, now)

    def found_free(self, queue: QueueName, now: Seconds) -> None:
        if (line := self._lines.get(queue)) is not None:
            line.base = line.reserved(now)

    def lost(self, queue: QueueName, now: Seconds) -> Seconds:
        """Agent-seconds that were reserved since a caller last found an agent free."""
        line = self._lines.get(queue)
        return line.reserved(now) - line.base if line is not None else 0.0

    def save(self) -> dict[str, Any]:
        return {queue: [line.total, line.since, line.base] for queue, line in self._lines.items()}

    def load(self, plain: dict[str, Any]) -> None:
        """After the offers: who is reserved is known by them."""
        for queue, (total, since, base) in plain.items():
            line = self._lines.setdefault(QueueName(queue), Line())
            line.total, line.since, line.base = total, since, base
