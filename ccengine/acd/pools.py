"""The pools: which calls and agents can come together.  What an event costs here grows with the logarithm of calls and
agents, times the pools that the agent belongs to (docs/decisions/0169); only the making of a pool walks over the agents
of its queue."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from ccengine.acd.needs import Need
from ccengine.acd.outlook import Outlook
from ccengine.acd.pool import Pool, members_of
from ccengine.acd.rules import Rules
from ccengine.acd.state import Agent, AgentState, Call, Place
from ccengine.model.ids import AgentId, CallId, QueueName

KEPT = 100_000
"""Members of pools without a call, all together, and `BARE` for each such pool: over this, pools are forgotten, those
first that are without a call longest."""

BARE = 20

Key = tuple[QueueName, Need, bool]
"""With the last one true, of callbacks that are not on the line."""


class Pools:
    def __init__(
        self, rules: Rules, agents: Mapping[AgentId, Agent], has_room: Callable[[QueueName], bool] = lambda _: True
    ) -> None:
        """`has_room`: may another callback of this queue be taken in hand?"""
        self._rules = rules
        self._agents = agents
        self.every: dict[Key, Pool] = {}
        self.pairable: set[Pool] = set()  # with a call that wants an agent and an agent who is ready
        self.shown: dict[AgentId, Agent] = {}  # who is ready, and not yet in the indexes of his pools: see next_pair
        self.present: set[AgentId] = set()  # who is logged in
        self.staff: set[AgentId] = set()  # who is neither logged out nor not ready
        self.wanted: dict[CallId, Pool] = {}  # where a call that wants an agent is
        self.outlooks: dict[tuple[QueueName, tuple[Need, ...]], Outlook] = {}
        self.outlook_of: dict[CallId, Outlook] = {}  # of waiting calls, in a queue that is left when empty
        self._of: dict[AgentId, dict[Pool, None]] = {}  # an agent's
        self._naming: dict[AgentId, dict[Pool, None]] = {}  # those that ask for him alone, be he eligible or not
        self._has_room = has_room
        self._back: dict[QueueName, dict[Pool, None]] = {}  # those of callbacks
        self._unused: dict[Pool, None] = {}
        self._kept = 0  # see KEPT

    # -- calls --------------------------------------------------------------------------------------------------------

    def want(self, call: Call, need: Need) -> None:
        pool = self._pool(call.queue, need, call.callback is not None and call.off_line)
        self.wanted[call.id] = pool
        place = call.place
        pool.wanting.add(place)
        if pool.first is None or place < pool.first:
            pool.first = place
        if pool.turns:
            self._judge(pool)

    def unwant(self, call: Call) -> None:
        pool = self.wanted.pop(call.id)
        pool.wanting.remove(call.place)
        if call.place == pool.first:
            pool.first = pool.wanting.first()
            if pool.first is None:
                self.pairable.discard(pool)
                self._let_go(pool)

    def look(self, call: Call, needs: tuple[Need, ...]) -> None:
        """The call waits, and will be searched for by these."""
        key = (call.queue, needs)
        outlook = self.outlooks.get(key)
        if outlook is None:
            outlook = self.outlooks[key] = Outlook()
            for pool in dict.fromkeys(self._pool(call.queue, need) for need in needs):
                pool.outlooks[outlook] = None
                outlook.staffed += pool.present > 0
        self.outlook_of[call.id] = outlook
        outlook.waiting.add(call.place)

    def unlook(self, call: Call, needs: tuple[Need, ...]) -> None:
        outlook = self.outlook_of.pop(call.id)
        outlook.waiting.remove(call.place)
        if not outlook.waiting:
            del self.outlooks[call.queue, needs]
            for need in dict.fromkeys(needs):
                pool = self.every[call.queue, need, False]
                del pool.outlooks[outlook]
                self._let_go(pool)

    # -- agents -------------------------------------------------------------------------------------------------------

    def show(self, agent: Agent) -> None:
        """He is ready."""
        self.shown[agent.id] = agent

    def hide(self, agent: Agent) -> None:
        if self.shown.pop(agent.id, None) is None:
            for pool in self._of.get(agent.id, ()):
                pool.ready.remove(pool.turns.pop(agent.id))
                if not pool.turns:
                    self.pairable.discard(pool)

    def spread(self) -> None:
        """Put those who were shown into the indexes of all their pools."""
        while self.shown:
            id, agent = self.shown.popitem()
            by_idle = (0.0, *agent.idle)
            for pool in self._of.get(id, ()):
                pool.turns[id] = turn = by_idle if pool.by_idle else pool.turn(agent)
                pool.ready.add(turn)
                if pool.first is not None:
                    self._judge(pool)

    def next_pair(self, drawn: int) -> tuple[Pool, AgentId] | None:
        """Where the first call is of those who can get an agent, and who is rung for it.  `drawn`: see Pool.next_agent.

        Mostly one agent became ready while calls wait for the like of him, and no other pair is possible: then he is
        one of this pair, and is rung before he got into any index."""
        if len(self.shown) == 1 and not self.pairable:
            (agent,) = self.shown
            if pool := self._of_first_call(self._of.get(agent, ())):
                return pool, agent
        self.spread()
        if pool := self._of_first_call(self.pairable):
            agent = pool.next_agent(drawn)
            return pool, agent
        return None

    def has_pair(self) -> bool:
        self.spread()
        return bool(self.pairable)

    def _of_first_call(self, pools: Iterable[Pool]) -> Pool | None:
        found: Pool | None = None
        earliest: Place | None = None
        for pool in pools:
            place = pool.first
            if place is None or (earliest is not None and earliest < place):
                continue
            if not pool.callbacks or self._is_open(pool):
                found, earliest = pool, place
        return found

    def reopen(self, queue: QueueName) -> None:
        """It may have room for a callback now, or none any more."""
        for pool in self._back.get(queue, ()):
            self._judge(pool)

    def _judge(self, pool: Pool) -> None:
        if pool.first is not None and pool.turns and self._is_open(pool):
            self.pairable.add(pool)
        else:
            self.pairable.discard(pool)

    def _is_open(self, pool: Pool) -> bool:
        return not pool.callbacks or self._has_room(pool.queue)

    def appear(self, agent: AgentId, present: bool) -> set[CallId]:
        """He is logged in, or not any more; tells the calls for whom that may mean something."""
        (self.present.add if present else self.present.discard)(agent)
        found: set[CallId] = set()
        for pool in self._of.get(agent, ()):
            pool.present += 1 if present else -1
            if pool.present == present:  # the first one came, or the last one went
                for outlook in pool.outlooks:
                    outlook.staffed += 1 if present else -1
                    if outlook.staffed == present:
                        found.update(place[2] for place in outlook.waiting)
        for pool in self._naming.get(agent, ()):
            found.update(place[2] for place in pool.wanting)
        return found

    def employ(self, agent: AgentId, there: bool) -> None:
        """He is staff now, or not any more."""
        (self.staff.add if there else self.staff.discard)(agent)
        for pool in self._of.get(agent, ()):
            pool.staffed += 1 if there else -1

    def counted(self, agents: Iterable[AgentId]) -> Counter[Pool]:
        """How many of them belong to each pool."""
        return Counter(chain.from_iterable(filter(None, map(self._of.get, agents))))

    # -- pools --------------------------------------------------------------------------------------------------------

    def _pool(self, queue: QueueName, need: Need, callbacks: bool = False) -> Pool:
        """The pool, about to be used."""
        pool = self.every.get((queue, need, callbacks))
        if pool is None:
            pool = self.every[queue, need, callbacks] = self._made(queue, need, callbacks)
        elif pool in self._unused:
            del self._unused[pool]
            self._kept -= len(pool.members) + BARE
        return pool

    def _made(self, queue: QueueName, need: Need, callbacks: bool) -> Pool:
        pool = Pool(queue, need, self._rules.queue(queue).strategy, members_of(self._rules, queue, need), callbacks)
        if callbacks:
            self._back.setdefault(queue, {})[pool] = None
        if need[1]:
            self._naming.setdefault(need[1], {})[pool] = None
        ready = []
        for id in pool.members:
            self._of.setdefault(id, {})[pool] = None
            pool.present += id in self.present
            pool.staffed += id in self.staff
            agent = self._agents.get(id)
            if agent is not None and agent.state is AgentState.READY and id not in self.shown:
                pool.turns[id] = turn = pool.turn(agent)
                ready.append(turn)
        pool.ready = type(pool.ready)(ready)
        return pool

    def _let_go(self, pool: Pool) -> None:
        """Calls or outlooks have left it: is it still used?"""
        if pool.first is not None or pool.outlooks:
            return
        self._unused[pool] = None
        self._kept += len(pool.members) + BARE
        while self._kept > KEPT:
            self._forget(next(iter(self._unused)))

    def _forget(self, pool: Pool) -> None:
        del self._unused[pool], self.every[pool.queue, pool.need, pool.callbacks]
        if pool.callbacks:
            del self._back[pool.queue][pool]
        self._kept -= len(pool.members) + BARE
        for id in pool.members:
            del self._of[id][pool]
        if only := pool.need[1]:
            del self._naming[only][pool]
            if not self._naming[only]:
                del self._naming[only]
