"""Callers with patience: who is answered in time talks as long as he has to say, the others hang up.

`load` hangs up so long after the hotline's answer, in the midst of a talk, too: its talks are the shorter the longer
the wait was.  Here wait and talk have nothing to do with each other, as the models of waiting lines want it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from ccengine_sim.phone.agent import Phone
from ccengine_sim.phone.line import NotAnswered
from ccengine_sim.phone.sim import Sim

ENDED = 30.0  # seconds that a call which was hung up may take to end


@dataclass(frozen=True, slots=True)
class Person:
    """Times in seconds."""

    number: str
    comes: float  # after the first moment
    patience: float  # from the hotline's answer until he hangs up, unless an agent's phone was answered for him
    talk: float  # from that


@dataclass(slots=True)
class Outcome:
    talked: int = 0
    gave_up: int = 0
    failed: list[str] = field(default_factory=list)  # number: what went wrong
    late: float = 0.0  # seconds that the crowd itself was behind its schedule at worst

    def __str__(self) -> str:
        return (
            f"{self.talked} talked, {self.gave_up} gave up, {len(self.failed)} failed {self.failed[:5]}; "
            f"behind the schedule by at most {self.late * 1000:.0f} ms"
        )


class Crowd:
    """`people` have numbers of their own, in the order of their coming."""

    def __init__(self, sim: Sim, called: str, people: Sequence[Person]) -> None:
        self._sim, self._called, self._people = sim, called, people
        self._answers: dict[str, asyncio.Future[None]] = {}
        self.outcome = Outcome()

    async def come(self) -> Outcome:
        """Until all are gone."""
        loop = asyncio.get_running_loop()
        self._answers = {person.number: loop.create_future() for person in self._people}
        watching = [asyncio.create_task(self._watch(phone)) for phone in self._sim.phones.values()]
        begin = loop.time()
        try:
            async with asyncio.TaskGroup() as group:
                for person in self._people:
                    due = begin + person.comes
                    await asyncio.sleep(max(0.0, due - loop.time()))
                    self.outcome.late = max(self.outcome.late, loop.time() - due)
                    group.create_task(self._visit(person))
        finally:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
        return self.outcome

    async def _watch(self, phone: Phone) -> None:
        """Tell callers that this phone was answered for them."""
        number = len(phone.calls)
        while True:
            number += 1
            ring = await phone.rings(number, inf)
            try:
                await ring.answered(inf)
            except NotAnswered:
                continue
            if (answer := self._answers.get(ring.caller)) and not answer.done():
                answer.set_result(None)

    async def _visit(self, person: Person) -> None:
        try:
            caller = await self._sim.call(self._called, person.number, light=True)
            await caller.answered()
            await asyncio.wait([self._answers[person.number]], timeout=person.patience)
            if talks := self._answers[person.number].done():
                await asyncio.sleep(person.talk)
            cut = caller.ended_at is not None
            await caller.hangup()
            await caller.ended(ENDED)
        except (NotAnswered, TimeoutError) as error:
            self.outcome.failed.append(f"{person.number}: {type(error).__name__}: {error}")
            return
        if cut:
            self.outcome.failed.append(f"{person.number}: was hung up")
        elif talks:
            self.outcome.talked += 1
        else:
            self.outcome.gave_up += 1
