"""Rule 41 (what callbacks add to the waits of those on the line) against the truth: the same callers, with and without
the time that dialling takes.  python -m tests.bench.held"""

import random
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count
from statistics import mean, stdev

from ccengine.acd import events as e
from ccengine.acd.commands import CallBack, Command, Join, Ring
from ccengine.acd.machine import Machine
from ccengine.acd.rules import AgentRules, CallbackRules, QueueRules, Rules
from ccengine.model.ids import AgentId, CallId, QueueName
from ccengine.model.why import By

SERVICE, TALK, CALLS, SEEDS = QueueName("service"), 180.0, 1000, 12
Coming = list[tuple[float, int, e.Event]]


def coming(rng: random.Random, agents: int, load: float, back: float) -> Iterator[tuple[float, e.Event]]:
    """So many on the line; a share of all ask to be called back."""
    now, n, live = 0.0, 0, 0
    while live < CALLS:
        now, n = now + rng.expovariate(load * agents / TALK), n + 1
        call = CallId(f"{n}")
        if rng.random() < back:
            yield now, e.CallbackAsked(CallId(f"b{n}"), call, SERVICE, f"138{n:08}")
        else:
            live += 1
            yield now, e.CallerQueued(call, SERVICE)


def day(seed: int, agents: int, load: float, back: float, dialling: float) -> tuple[float, float]:
    """(mean wait, mean that is said to be added), of those on the line."""
    rng, order, names = random.Random(seed), count(), [AgentId(f"{8000 + n}") for n in range(agents)]
    kept = CallbackRules(share=100, keep=86400.0, most=10_000)
    queue = QueueRules(SERVICE, tuple(names), wrap_up=0.0, longest_wait=86400.0, callbacks=kept)
    machine = Machine(Rules.of([queue], map(AgentRules, names)))
    todo: Coming = []
    entered: dict[CallId, float] = {}
    waits: list[float] = []
    talks, rings = random.Random(f"talks {seed}"), random.Random(f"rings {seed}")

    def follow(now: float, done: Command) -> None:
        if isinstance(done, Ring):
            tell(now, e.OfferAnswered(done.offer))
        elif isinstance(done, CallBack):
            heappush(todo, (now + dialling * rings.expovariate(1), next(order), e.CallbackReached(done.call, SERVICE)))
        elif isinstance(done, Join):
            if done.call in entered:
                waits.append(now - entered.pop(done.call))
            tell(now, e.TalkBegan(done.offer))
            over = now + talks.expovariate(1 / TALK)
            heappush(todo, (over, next(order), e.TalkEnded(done.offer, By.AGENT)))

    def tell(now: float, fact: e.Event) -> None:
        if isinstance(fact, e.CallerQueued):
            entered[fact.call] = now
        for done in machine.handle(fact, now):
            follow(now, done)

    for at, fact in coming(rng, agents, load, back):
        heappush(todo, (at, next(order), fact))
    while todo and len(waits) < CALLS:
        now, _, fact = heappop(todo)
        tell(now, fact)
    return mean(waits), machine.lesson(SERVICE).added.mean.value


HEAD = "| agents | load without dialling | ask to be called back | dialling | added, true | added, by rule 41 |"
HOUSES = ((3, 0.7, 0.2, 20.0), (10, 0.6, 0.1, 20.0), (10, 0.85, 0.1, 20.0), (10, 0.85, 0.3, 20.0), (30, 0.9, 0.2, 25.0))


def main() -> None:
    print(f"{HEAD}\n|---|---|---|---|---|---|")
    for agents, load, back, dialling in HOUSES:
        both = [(day(n, agents, load, back, dialling), day(n, agents, load, back, 0.0)) for n in range(SEEDS)]
        true, told = [a[0] - b[0] for a, b in both], [a[1] for a, _ in both]
        figures = f"{mean(true):.1f} ± {stdev(true) / SEEDS**0.5:.1f} s | {mean(told):.1f} s"
        print(f"| {agents} | {load:.0%} | {back:.0%} | {dialling:g} s | {figures} |")


if __name__ == "__main__":
    main()
