"""Who may get a caller, and who of them is first: rules 2 and 4."""

from collections.abc import Sequence

from ccengine.acd.events import Step
from tests.unit.acd.twin.people import QueueLike, Worker

MASK = (1 << 64) - 1


class Dice:
    """splitmix64 (4)."""

    def __init__(self) -> None:
        self.x = 0

    def one_of(self, n: int) -> int:
        self.x = (self.x + 0x9E3779B97F4A7C15) & MASK
        z = self.x
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
        z = z ^ (z >> 31)
        return (z >> 11) * n >> 53


def eligible(worker: Worker, step: Step, queue: QueueLike) -> bool:  # 2
    if worker.name != step.agent if step.agent else worker.name not in queue.agents:
        return False
    has = worker.rules.skills
    return all(name in has and has[name] >= least for name, least in step.skills)


def first(workers: Sequence[Worker], step: Step, queue: QueueLike, dice: Dice) -> Worker:  # 4
    in_order = sorted(workers, key=lambda worker: worker.idle)
    if queue.strategy == "random":
        return in_order[dice.one_of(len(in_order))]
    return min(in_order, key=lambda worker: number(worker, step, queue))  # min() takes the first of equal ones


def number(worker: Worker, step: Step, queue: QueueLike) -> float:
    match str(queue.strategy):
        case "longest_idle":
            return 0
        case "fewest_calls":
            return worker.talks
        case "least_occupied":
            return worker.number
        case "round_robin":
            return worker.last_offer
        case "ordered":
            listed = [*queue.agents, worker.name]
            return listed.index(worker.name)
        case "skill":
            return -sum(worker.rules.skills[name] for name, _ in step.skills)
    raise ValueError(queue.strategy)
