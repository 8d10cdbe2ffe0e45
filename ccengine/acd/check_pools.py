"""What must hold of the pools: they say what agents and calls say.  See check.py."""

from collections import Counter
from collections.abc import Iterator

from ccengine.acd.floor import Floor
from ccengine.acd.needs import Need, need_of
from ccengine.acd.ordered import Ordered
from ccengine.acd.pool import Pool, members_of
from ccengine.acd.pools import BARE
from ccengine.acd.state import AWAY, AgentState, Call, CallState, Place
from ccengine.model.ids import AgentId, QueueName

Found = Iterator[tuple[str, str]]


def pools(floor: Floor) -> Found:
    floor.pools.spread()
    wanted: dict[Pool | None, list[Place]] = {}
    for call in floor.calls.values():
        pool = floor.pools.wanted.get(call.id)
        if floor.wants(call) != (pool is not None):
            yield "index-of-wanting", call.id
        wanted.setdefault(pool, []).append(call.place)
        if pool is not None and (
            pool.queue,
            pool.need,
            pool.callbacks,
        ) != (call.queue, need_of(call.steps[call.step]), call.off_line):
            yield "index-of-wanting", call.id
    for pool in floor.pools.every.values():
        yield from _pool(floor, pool, sorted(wanted.get(pool, ())))
    yield from _whole(floor)
    yield from _outlooks(floor)


def _pool(floor: Floor, pool: Pool, wanted: list[Place]) -> Found:
    name = f"{pool.queue} {pool.need}"
    if pool.members != members_of(floor.rules, pool.queue, pool.need):
        yield "index-of-members", name
    if list(pool.wanting) != wanted or pool.first != pool.wanting.first():
        yield "index-of-wanting", name
    ready = [agent for id in pool.members if (agent := floor.agents.get(id)) and agent.state is AgentState.READY]
    if list(pool.ready) != sorted(map(pool.turn, ready)) or sorted(pool.turns.values()) != list(pool.ready):
        yield "index-of-ready", name
    room = not pool.callbacks or floor.callbacks.has_room(pool.queue)
    if (pool in floor.pools.pairable) != bool(pool.wanting and pool.ready and room):
        yield "index-of-pairable", name
    if pool.present != len(floor.pools.present & pool.members.keys()):
        yield "index-of-present", name
    if pool.staffed != len(floor.pools.staff & pool.members.keys()):
        yield "index-of-staff", name


def _whole(floor: Floor) -> Found:
    """What the pools have together."""
    here, every = floor.pools, floor.pools.every
    of: dict[AgentId, set[Pool]] = {}
    naming: dict[AgentId, set[Pool]] = {}
    for pool in every.values():
        for agent in pool.members:
            of.setdefault(agent, set()).add(pool)
        if pool.need[1]:
            naming.setdefault(pool.need[1], set()).add(pool)
    if {agent: set(found) for agent, found in here._of.items() if found} != of:
        yield "index-of-members", "of an agent"
    if {agent: set(found) for agent, found in here._naming.items()} != naming:
        yield "index-of-members", "named"
    unused = {pool for pool in every.values() if not pool.wanting and not pool.outlooks}
    if set(here._unused) != unused or here._kept != sum(len(pool.members) + BARE for pool in unused):
        yield "index-of-unused", "differs"
    if not here.pairable <= set(every.values()):
        yield "index-of-pairable", "of a pool that is gone"
    if floor.pools.staff != {agent.id for agent in floor.agents.values() if agent.state not in AWAY}:
        yield "index-of-staff", "differs"
    served = Counter(
        queue.name
        for queue in floor.rules.queues.values()
        for agent in here.staff.intersection(queue.agents)
        if floor.rules.able(agent, ())
    )
    if +floor.forecast.staffed != served:
        yield "index-of-staff", "of a queue"
    logged_in = {agent.id for agent in floor.agents.values() if floor.is_present(agent)}
    if here.present != logged_in:
        yield "index-of-present", "differs"


def _outlooks(floor: Floor) -> Found:
    waiting: dict[tuple[QueueName, tuple[Need, ...]], list[Call]] = {}
    for call in floor.calls.values():
        if call.state is CallState.WAITING and not call.off_line and floor.rules.queue(call.queue).leave_when_empty:
            waiting.setdefault((call.queue, tuple(map(need_of, call.steps[call.step :]))), []).append(call)
    if waiting.keys() != floor.pools.outlooks.keys():
        yield "index-of-outlooks", "differs"
        return
    for (queue, needs), outlook in floor.pools.outlooks.items():
        calls = waiting[queue, needs]
        over = {floor.pools.every[queue, need, False] for need in needs}
        if list(outlook.waiting) != list(Ordered(call.place for call in calls)):
            yield "index-of-outlooks", queue
        if any(floor.pools.outlook_of.get(call.id) is not outlook for call in calls):
            yield "index-of-outlooks", queue
        if outlook.staffed != sum(pool.present > 0 for pool in over) or any(
            outlook not in pool.outlooks for pool in over
        ):
            yield "index-of-outlooks", queue
