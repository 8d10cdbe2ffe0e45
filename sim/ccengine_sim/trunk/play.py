"""The plan, played: callers who come at their times, agents who answer their telephones."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from math import inf, isfinite

from ccengine.app.shipped import shipped
from ccengine.model.ids import AgentId, Seconds
from ccengine.model.runtime import phone_user
from ccengine.model.why import By
from ccengine_sim.phone import MediaError, Sim
from ccengine_sim.phone.agent import Phone, PhoneCall
from ccengine_sim.phone.caller import Caller
from ccengine_sim.phone.line import NotAnswered
from ccengine_sim.phone.sending import Pace
from ccengine_sim.trunk.figures import Stage, cause, stage_now
from ccengine_sim.trunk.listening import listen, listen_for_strangers
from ccengine_sim.trunk.partner import Answers, partner
from ccengine_sim.trunk.plan import Planned, length
from ccengine_sim.trunk.plugs import Plugs
from ccengine_sim.trunk.scenario import LAWS, Answering, Sends, Trunk
from ccengine_sim.trunk.visit import End, Seen
from ccengine_sim.trunk.voices import of_staff
from ccengine_sim.virtual.chance import Chance

PATIENT: Seconds = 60.0
"""For each thing that a hotline should do at once."""
OVER: Seconds = 30.0
"""A caller who has done all he came for waits so long for the hotline's goodbye, and hangs up."""
FORGOTTEN: Seconds = 600.0
"""A caller of endless patience is given up so long after all others should have gone: an end that never comes would be
a run without a report."""
BUSY_HERE = 486
REGISTERED = 200


class Play:
    """`seen`: one for each planned call, from its INVITE on."""

    def __init__(self, sim: Sim, trunk: Trunk, planned: Sequence[Planned], seed: int | str) -> None:
        self._sim, self._trunk, self._planned = sim, trunk, planned
        self._chance = Chance(seed)
        self._answers: dict[str, Answers] = {}  # by the caller's number
        self._plugs = Plugs(trunk.staff, self._chance)
        self._over: Seconds = inf  # by the loop's clock: nobody waits for an agent any more
        self._prompts = sorted((shipped("prompts") / "zh").glob("*.wav"))
        self.seen: list[Seen] = []
        self._followed: set[str] = set()  # numbers whose call of now is followed
        sim.followed = self._followed.__contains__

    async def staff(self, passwords: Mapping[str, str]) -> None:
        """The agents take their places.  Raises ConnectionError."""
        for agent, (tone, second) in of_staff(self._trunk.staff).items():
            user, habits = phone_user(agent), self._trunk.staff[agent]
            phone = await self._sim.phone(user, passwords[user], tone=tone, second=second, answer_after=None)
            phone.on_ring = self._answering(phone, agent, habits)
            self._plugs.add(phone, agent)

    def _answering(self, phone: Phone, agent: AgentId, habits: Answering) -> Callable[[PhoneCall], None]:
        after, chance = self._chance.stream(f"{agent}/answers"), self._chance.stream(f"{agent}/mood")

        def ring(call: PhoneCall) -> None:
            n = len(phone.calls) - 1
            phone.habits.answer_after, phone.habits.reject = habits.answers.draw(after, n), 0
            missed = habits.rejects + habits.misses
            if chance[n] < habits.rejects:
                phone.habits.reject = BUSY_HERE
            elif chance[n] < missed + habits.unregisters.share:
                phone.habits.answer_after = None
                if chance[n] >= missed:
                    self._plugs.pull(phone)
            else:
                asyncio.get_running_loop().create_task(self._tell(call))

        return ring

    async def _tell(self, call: PhoneCall) -> None:
        """The caller learns that this phone was answered for him."""
        try:
            await call.answered(inf)
        except NotAnswered:
            return
        if (answers := self._answers.get(call.caller)) is not None:
            answers.add(call)

    async def warm_up(self, planned: Sequence[Planned]) -> None:
        """Calls that come before the others, and of which nothing is kept."""
        counted, self._planned = self._planned, planned
        await self._come()
        await self._plugs.settled()
        self._planned, self.seen = counted, []

    async def run(self) -> None:
        """Until all have gone."""
        self._plugs.begin()
        try:
            await self._come()
        finally:
            await self._plugs.end()

    async def _come(self) -> None:
        loop = asyncio.get_running_loop()
        begin = loop.time()
        self._over = begin + max((_gone_by(each) for each in self._planned), default=0.0) + FORGOTTEN
        async with asyncio.TaskGroup() as group:
            for planned in self._planned:
                due = begin + planned.at
                await asyncio.sleep(max(0.0, due - loop.time()))
                self.seen.append(seen := Seen(planned, late=loop.time() - due))
                group.create_task(self._visit(seen))

    @property
    def late(self) -> Seconds:
        """How far the trunk itself was behind its schedule at worst."""
        return max((seen.late for seen in self.seen), default=0.0)

    def switch_died(self, at: Seconds) -> None:
        """Then: who was in a call hears nothing any more, and puts his telephone down."""
        for line in (*self._sim.callers.values(), *self._sim.rings):
            line.drop(at)

    async def register_again(self) -> list[str]:
        """The agents' phones, as they do when the switch was away; what does not work."""
        phones = [phone for phone in self._sim.phones.values() if not self._plugs.is_away(phone)]
        found = await asyncio.gather(*(phone.register() for phone in phones), return_exceptions=True)
        told = ((phone.user, result) for phone, result in zip(phones, found, strict=True))
        return [f"{user} was not registered again: {result}" for user, result in told if result != REGISTERED]

    @property
    def total(self) -> int:
        """Callers who are planned."""
        return len(self._planned)

    def stages(self) -> dict[str, int]:
        """How many are where at the moment, for people who watch."""
        here = Counter(stage_now(seen) for seen in self.seen)
        return {**{stage.value: here[stage] for stage in Stage}, "gone": here[None]}

    def failures(self) -> Counter[str]:
        """Of those who are gone."""
        return Counter(cause(seen) for seen in self.seen if seen.detail)

    async def _visit(self, seen: Seen) -> None:
        planned = seen.planned
        if planned.number in self._answers:
            seen.detail = "he calls while his last call goes on: take more `people`"
            return
        answers = self._answers[planned.number] = Answers()
        (self._followed.add if planned.followed else self._followed.discard)(planned.number)
        caller: Caller | None = None
        try:
            caller = await self._dial(planned)
            if planned.followed:
                caller.audio = seen.audio = self._sim.folder / f"{planned.n}-{planned.number}.wav"
            seen.answered = await caller.answered(PATIENT)
            if planned.followed and planned.kind.sends is Sends.SPEECH:
                await caller.speak(self._prompts[planned.n % len(self._prompts)], again=True)
            seen.end = await self._through(caller, seen)
            await caller.ended(PATIENT)
            seen.crossed = seen.end is End.GAVE_UP and len(answers) > 0
        except NotAnswered as error:
            seen.end, seen.detail = End.REFUSED, str(error.status)
        except (TimeoutError, MediaError) as error:
            seen.end, seen.detail = End.LOST, f"{type(error).__name__}: {error}"
            if caller is not None and caller.trying_at is not None:
                caller.hang_up_now()
        if caller is not None:
            seen.invited, seen.answered, seen.ended = caller.invited_at, caller.answered_at, caller.ended_at
            if caller.dropped_at is not None:
                seen.end, seen.detail = End.CUT, ""
            caller.forget()
        del self._answers[planned.number]

    async def _dial(self, planned: Planned) -> Caller:
        tone, second = planned.voice if planned.kind.sends is Sends.TONE else (0, 0)
        return await self._sim.call(
            self._trunk.calls, planned.number, tone=tone, second=second, laws=LAWS[planned.kind.law],
            light=not planned.followed, pace=Pace.KEEP if planned.kind.sends is Sends.NONE else None,
        )  # fmt: skip

    async def _through(self, caller: Caller, seen: Seen) -> End:
        for step in seen.planned.kind.does:
            await self._idle(caller, step.pause)
            if caller.ended_at is not None:
                return End.UNSERVED
            if step.keys and not await self._press(caller, step.keys, seen):
                return End.UNSERVED
            if step.talk and (end := await self._talk(caller, seen)):
                await caller.hangup()
                return end
            if step.hangup:
                await caller.hangup()
                return End.SERVED
        await self._idle(caller, OVER)
        await caller.hangup()
        return End.SERVED

    async def _press(self, caller: Caller, keys: str, seen: Seen) -> bool:
        """False: his call ended meanwhile."""
        try:
            seen.released.append(await caller.press(keys))
        except (TimeoutError, MediaError):
            if caller.ended_at is None:
                raise
            return False
        seen.keys += keys
        return True

    async def _idle(self, caller: Caller, seconds: Seconds) -> None:
        """So long, or until the call's end."""
        if seconds > 0 and caller.ended_at is None:
            try:
                await caller.ended(seconds)
            except TimeoutError:
                return

    async def _talk(self, caller: Caller, seen: Seen) -> End | None:
        """None: he was answered, and both said all that they had to say."""
        planned, seen.asked = seen.planned, time.time()
        call: PhoneCall | None = None
        with suppress(TimeoutError):
            async with asyncio.timeout_at(min(asyncio.get_running_loop().time() + planned.patience, self._over)):
                call = await partner(caller, self._answers[planned.number], seen)
        if call is None:
            if caller.ended_at is not None:
                return End.UNSERVED
            if not isfinite(planned.patience):
                raise TimeoutError(f"no agent within {time.time() - seen.asked:.0f} s, and all others had gone")
            return End.GAVE_UP
        seen.agent, seen.rung, seen.joined = call.user, call.rung_at, call.answered_at
        await asyncio.sleep(planned.talk)
        if caller.ended_at is not None or call.ended_at is not None:
            seen.detail = "the talk was cut"
            if planned.followed:
                await listen_for_strangers(caller, call, seen)
            return End.UNSERVED
        await (call if planned.kind.ends is By.AGENT else caller).hangup()
        seen.agent_left = await call.ended(PATIENT)
        if planned.followed:
            await listen(caller, call, seen)
        return None


def _gone_by(planned: Planned) -> Seconds:
    """After the first moment, unless the hotline keeps him."""
    return planned.at + length(planned) + (planned.patience if isfinite(planned.patience) else 0.0)
