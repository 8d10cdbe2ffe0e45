"""Callbacks by whose they are, leg and queue; and is there room for another one in hand?"""

from collections import Counter, defaultdict

from ccengine.acd.rules import Rules
from ccengine.acd.state import Call, CallState
from ccengine.model.ids import AgentId, CallId, QueueName


class CallbackIndex:
    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self.parties: dict[str, CallId] = {}  # of those that are off the line
        self.legs: dict[CallId, CallId] = {}  # of those that are dialled: leg -> callback
        self.kept: Counter[QueueName] = Counter()  # off the line
        self.in_hand: Counter[QueueName] = Counter()  # dialled, or reached and not gone from the ACD yet
        self.held_up: Counter[QueueName] = Counter()  # that rest because they could not be dialled
        self.staff: Counter[QueueName] = Counter()  # agents of the queue who are logged in
        self._serves: defaultdict[AgentId, list[QueueName]] = defaultdict(list)
        for queue in rules.queues.values():
            for agent in dict.fromkeys(queue.agents if queue.callbacks.share else ()):
                self._serves[agent].append(queue.name)

    def has_room(self, queue: QueueName) -> bool:
        """Not while one of them could not be dialled: the next one could not either, and all would be tried at once."""
        share = self._rules.queue(queue).callbacks.share
        return share > 0 and not self.held_up[queue] and self.in_hand[queue] < max(1, share * self.staff[queue] // 100)

    def appear(self, agent: AgentId, present: bool) -> list[QueueName]:
        """He is logged in, or not any more.  The queues whose room may be another."""
        queues = self._serves.get(agent, [])
        for queue in queues:
            self.staff[queue] += 1 if present else -1
        return queues

    def moved(self, call: Call, old: CallState | None, new: CallState | None) -> None:
        callback = call.callback
        assert callback is not None
        if old is CallState.DIALLED:
            del self.legs[callback.leg]
        if new is CallState.DIALLED:
            self.legs[callback.leg] = call.id
        if not callback.reached and old is None:
            self.kept[call.queue] += 1
            self.parties[callback.party] = call.id
        if not callback.reached and new is None:
            self.kept[call.queue] -= 1
            del self.parties[callback.party]
        resting = callback.held_up and CallState.RESTING
        self.held_up[call.queue] += (new is resting) - (old is resting)
        self.in_hand[call.queue] += in_hand(call, new) - in_hand(call, old)


def in_hand(call: Call, state: CallState | None) -> bool:
    callback = call.callback
    return callback is not None and state is not None and (callback.reached or state is CallState.DIALLED)
