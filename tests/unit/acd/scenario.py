"""Scenarios in text: what happens, `----`, what is ordered.

    # a comment
    queue service: 8001 8002; ring 20; wrap-up 10; longest wait 1800; weight 60; longest queue 5
    queue repairs: 8002; strategy fewest calls; rings 2; leave when empty      (or: rings all)
    agent 8001: english 2, pumps 1; tries 3; rest busy 60; rest unreachable for ever; away
    away 8002                                 an agent who is not logged in at first

    0    A enters service                     a blank line ends the expected part
    2.5  o1 answered
    ----
    0    8001 ready
    0    ring 8001 for A as o1, 20 s
    2.5  join A with 8001 (o1)

Whatever comes due before an event is told first (TimePassed), as the engine does; `wait` lets time pass to there.
Facts: `A enters service [with 300 s] [for STEPS]`, `A leaves`,
`o1 rings|answered|failed: busy|talks|on hold|off hold|ended by agent`,
`8001 logs in|logs out|ready|not ready: lunch|reachable|unreachable|needs 30 s more`, `switch lost|back`.
STEPS: `english 2 and pumps 1, after 10 s english 1, after 20 s 8003, after 30 s anybody`; `widen A to 1` is the order
that takes the second of them.
Callbacks: `queue service: 8001; callbacks share 50, tries 2, pause 60`; `A goes on` (leaves the queue, and stays in its
flow), `A asks service to call 13800 back`, `c1 reached`, `c1 not reached: busy`, `c1 leaves`, `back:A cancelled`.
Doings: `restart` (snapshot, JSON, restore with the next run), `crash` (a new machine from the recorded facts and
orders), `<fact> | crash` (the fact was recorded, its orders were not yet given), and `queue ...`, `no queue x` or
`no agent 8001` at a time (a restart with other rules).  Questions: `A?`, `8001?`, `service?`,
`service adds?`."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ccengine.acd import events as e
from ccengine.acd.commands import CallBack, Command, Ring
from ccengine.acd.machine import Machine
from ccengine.acd.rules import AgentRules, QueueRules, Rules
from ccengine.model.ids import AgentId, CallId, QueueName
from tests.unit.acd.notation import agent_of, fact_of, queue_of, say, short
from tests.unit.acd.twin import Twin


class Player:
    def __init__(self) -> None:
        self.queues: dict[str, QueueRules] = {}
        self.agents: dict[str, AgentRules] = {}
        self.machine: Machine | None = None
        self.twin: Twin | None = None  # until other rules come: the twin knows only one set
        self.base: str | None = None  # the snapshot that the log goes on from
        self.log: list[tuple[e.Event | Command, float]] = []
        self.said: list[str] = []
        self.run = 1

    # -- reading ------------------------------------------------------------------------------------------------------

    def line(self, text: str) -> None:
        text = text.partition("#")[0].strip()
        at, _, what = text.partition(" ")
        if not text:
            return
        if not re.fullmatch(r"[\d.]+", at):
            self.rule(text)
            return
        self.start()
        now, what = float(at), what.strip()
        self.catch_up(now)
        self.do(what, now)
        self.verify(now)

    def rule(self, text: str) -> bool:
        if queue := queue_of(text):
            self.queues[queue.name] = queue
            for agent in queue.agents:
                self.agents.setdefault(agent, AgentRules(agent))
        elif rules := agent_of(text):
            self.agents[rules.id] = rules
        elif found := re.fullmatch(r"away ([\d ]+)", text):
            self.agents |= {agent: AgentRules(AgentId(agent), logged_in=False) for agent in found[1].split()}
        elif found := re.fullmatch(r"no (queue|agent) (\w+)", text):
            del (self.queues if found[1] == "queue" else self.agents)[found[2]]
        else:
            return False
        return True

    def rules(self) -> Rules:
        return Rules.of(self.queues.values(), self.agents.values())

    # -- playing ------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        if self.machine is None:
            self.machine = Machine(self.rules(), self.run)
            self.twin = Twin(self.queues.values(), self.agents.values(), self.run)

    def catch_up(self, now: float) -> None:
        assert self.machine is not None
        while (due := self.machine.next_deadline()) is not None and due < now:
            self.fact(e.TimePassed(), due)

    def do(self, what: str, now: float) -> None:
        assert self.machine is not None
        if what.endswith("?"):
            self.said.append(f"{now:g}  {self.answer(what[:-1], now)}")
        elif what == "restart":
            self.restart(self.machine.snapshot(), now)
        elif what == "crash":
            self.crash(now)
        elif self.rule(what):
            self.twin = None
            self.restart(self.machine.snapshot(), now)
        else:
            fact, _, crash = what.partition(" | ")
            self.fact(fact_of(fact, self.whole), now, crash=bool(crash))

    def whole(self, name: str) -> str:
        """o17 -> o3-17, of the run in which it was made; c17 -> c3-17, too."""
        made: list[str] = [order.offer for order, _ in self.log if isinstance(order, Ring)]
        made += [order.call for order, _ in self.log if isinstance(order, CallBack)]
        made += [offer.id for offer in self.machine.live_offers()] if self.machine else []
        made += [call.callback.leg for call in self.machine.calls() if call.callback] if self.machine else []
        return next((each for each in made if short(each) == name), f"{name[0]}{self.run}-{name[1:]}")

    def fact(self, fact: e.Event, now: float, crash: bool = False) -> None:
        assert self.machine is not None
        self.log.append((fact, now))
        orders = []
        if crash:
            self.machine.take(fact, now)
            self.crash(now, silent=True)
            assert self.machine is not None
        else:
            self.machine.take(fact, now)
        for order in self.machine.decide(now):
            self.machine.apply(order, now)
            self.log.append((order, now))
            orders.append(order)
        self.said += [f"{now:g}  {say(order)}" for order in orders]
        if self.twin is not None:
            assert self.twin.handle(fact, now) == orders, f"the twin at {now:g} after {fact}"

    def restart(self, plain: dict[str, object], now: float) -> None:
        self.run += 1
        self.base = json.dumps(plain)
        self.log = []
        self.machine = Machine.restore(self.rules(), json.loads(self.base), self.run)
        if self.twin is not None:
            self.twin.run = self.run
        self.said += [f"{now:g}  {say(order)}" for order in self.machine.settle(now)]
        self.base = json.dumps(self.machine.snapshot())

    def crash(self, now: float, silent: bool = False) -> None:
        """What the journal holds gives the same machine again."""
        assert self.machine is not None
        before = self.machine.snapshot()
        again = Machine.restore(self.rules(), json.loads(self.base)) if self.base else Machine(self.rules(), self.run)
        for item, when in self.log:
            if isinstance(item, Command):
                again.apply(item, when)
            else:
                again.take(item, when)
        assert again.snapshot() == before
        self.machine = again
        if not silent:
            self.said += [f"{now:g}  {say(order)}" for order in again.settle(now)]

    def verify(self, now: float) -> None:
        assert self.machine is not None
        assert self.machine.check() == []
        due = self.machine.next_deadline()
        assert due is None or due > now or due > self.machine.now

    def answer(self, name: str, now: float) -> str:
        assert self.machine is not None
        if name in self.queues:
            waiting = " ".join(map(short, self.machine.waiting(QueueName(name))))
            return f"{name}: {waiting or 'nobody'}"
        if name.endswith(" adds"):
            added = self.machine.lesson(QueueName(name.removesuffix(" adds"))).added
            return f"{name} {added.mean.value:g} s to each of {added.count}"
        if name.endswith(" expects"):
            wait = self.machine.expected_wait(CallId(name.removesuffix(" expects")), now)
            return f"{name} {'nothing' if wait is None else f'{wait:.0f} s'}"
        if call := self.machine.call(CallId(self.whole(name) if re.fullmatch(r"c\d+", name) else name)):
            position = self.machine.position(call.id)
            return f"{name} {call.state.value}" + (f", position {position}" if position else "")
        if agent := self.machine.agent(AgentId(name)):
            why = f": {agent.reason}" if agent.reason else ""
            return f"{name} {agent.state.value.replace('_', ' ')}{why} since {agent.since:g}"
        return f"{name} unknown"


def blocks(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """(what happens, what is expected) of each part."""
    happens: list[str] = []
    expected: list[str] | None = None
    for line in [*text.splitlines(), ""]:
        if expected is None and line.strip() == "----":
            expected = []
        elif expected is None:
            happens.append(line)
        elif line.strip():
            expected.append(" ".join(line.split()))
        else:
            yield happens, expected
            happens, expected = [], None
    if any(line.strip() for line in happens):
        yield happens, []


def play(text: str) -> list[tuple[list[str], list[str], list[str]]]:
    """(what happens, what is expected, what was ordered) of each part."""
    player = Player()
    played = []
    for happens, expected in blocks(text):
        player.said = []
        for line in happens:
            player.line(line)
        played.append((happens, expected, [" ".join(said.split()) for said in player.said]))
    return played


def rewrite(path: Path, played: Sequence[tuple[list[str], list[str], list[str]]]) -> None:
    parts = []
    for happens, _, ordered in played:
        said = [f"{line.partition(' ')[0]:<6} {line.partition(' ')[2]}" for line in ordered]
        parts.append("\n".join([*happens, "----", *said]) + "\n")
    path.write_text("\n".join(parts), encoding="utf-8")
