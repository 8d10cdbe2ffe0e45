"""What the floor holds, its counters, and the two lists of what comes next: the agenda and the deadlines."""

from ccengine.acd.callback_index import CallbackIndex
from ccengine.acd.deadlines import Deadlines
from ccengine.acd.forecast import Forecast
from ccengine.acd.held import Held
from ccengine.acd.lessons import Lesson
from ccengine.acd.ordered import Ordered
from ccengine.acd.pools import Pools
from ccengine.acd.rules import Rules
from ccengine.acd.served import Served
from ccengine.acd.state import Agent, Call, Offer, Place, Stay, Thing
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName, Seconds
from ccengine.model.why import LegCause

Item = tuple[str, str]
"""(kind, id): something on the agenda.  Kinds: agent, call, offer, stray."""


class Things:
    def __init__(self, rules: Rules, run: int) -> None:
        self.rules = rules
        self.run = run
        self.now: Seconds = 0.0
        self.switch = True
        self.arrivals = 0  # callers that entered so far: breaks ties of key
        self.turns = 0  # times that an agent became ready: breaks ties of idle time
        self.rung = 0  # offers made so far
        self.drawn = 0  # state of the generator of random numbers (draw.py)
        self.agents: dict[AgentId, Agent] = {}
        self.calls: dict[CallId, Call] = {}
        self.offers: dict[OfferId, Offer] = {}
        self.strays: dict[OfferId, LegCause] = {}  # legs that live without an offer
        self.agenda: dict[Item, None] = {}  # what calls for an order, in the order of arising
        self.deadlines = Deadlines()
        self.places: dict[QueueName, Ordered[Place]] = {}  # of calls that hold one, by queue
        self.stays: dict[CallId, Stay] = {}  # of calls that are in a flow: their last one, if they left it themselves
        self.callbacks = CallbackIndex(rules)
        self.pools = Pools(rules, self.agents, self.callbacks.has_room)
        self.lessons: dict[QueueName, Lesson] = {}
        self.held = Held(rules)
        self.served = Served(rules.limits.served, rules.limits.served_for)
        self.forecast = Forecast(self)
        self.left_when_empty = frozenset(name for name, queue in rules.queues.items() if queue.leave_when_empty)

    def lesson(self, queue: QueueName) -> Lesson:
        """What was learnt of its calls; of a queue that is configured no more, nothing that is kept."""
        found = self.lessons.get(queue)
        if found is None:
            found = Lesson()
            if queue in self.rules.queues:
                self.lessons[queue] = found
        return found

    def attend(self, thing: Thing) -> None:
        self.agenda[thing.kind, thing.id] = None

    def stray(self, offer: OfferId, cause: LegCause) -> None:
        """A leg without a live offer: it is to be released."""
        self.strays.setdefault(offer, cause)
        self.agenda["stray", offer] = None

    def expect(self, thing: Thing, deadline: Seconds | None) -> None:
        if thing.deadline is not None:
            self.deadlines.remove((thing.deadline, thing.kind, thing.id))
        thing.deadline = deadline
        if deadline is not None:
            self.deadlines.add((deadline, thing.kind, thing.id))
