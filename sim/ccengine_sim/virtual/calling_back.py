"""Callbacks of a hotline in virtual time: who asks is kept by the real rules (ccengine.engine.callbacks), and his
telephone is rung outside, whether the engine lives or not."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from ccengine.acd.commands import CallBack
from ccengine.acd.events import CallbackFailed, Event
from ccengine.model.call import Hangup
from ccengine.model.callbacks import Asked
from ccengine.model.here import HERE
from ccengine.model.ids import CallId, NodeId, QueueName, Seconds, callback_of
from ccengine.model.outgoing import Outgoing
from ccengine.model.why import By, LegCause
from ccengine_sim.virtual.ringing import Ringing
from ccengine_sim.virtual.session import Person, Session
from ccengine_sim.virtual.telephone import Answer

if TYPE_CHECKING:
    from ccengine_sim.virtual.hotline import Hotline

EVERYBODY = Outgoing("sip:outside", allowed=tuple("0123456789"))
"""May be dialled in a scenario that says nothing of it."""
CONFIRMS = "1"  # the key that the node `callback` asks for (docs/manual/nodes.md)
SILENCE: Seconds = 10.0  # who answers, and hears nothing because the engine is dead, hangs up after it
VOICEMAIL: Seconds = 10.0  # of talk, when a voicemail got an agent: he hears that and hangs up


@dataclass(frozen=True, slots=True)
class Answered:
    """By a person, or a voicemail that plays one."""

    order: CallBack
    person: Person
    answer: Answer


class CallingBack:
    def __init__(self, hotline: "Hotline", outgoing: Outgoing) -> None:
        self._hotline, self._outgoing = hotline, outgoing
        self._people: dict[CallId, Person] = {}  # who asked, by callback
        self._ringing = Ringing(hotline.after)
        self._up: dict[CallId, Answered] = {}  # legs that no engine has taken up yet
        self.refused: Counter[QueueName] = Counter()
        self.twice: list[CallBack] = []  # dialled while this number rang already

    # -- who asks -----------------------------------------------------------------------------------------------------

    def ask(self, session: Session, queue: QueueName, number: str) -> Asked:
        """In his flow, which waits for the answer.  Raises Hangup when he does not want it."""
        # Here, for it brings gevent along, which is of no use to a run without callbacks.
        from ccengine.engine.callbacks import Callbacks
        from ccengine.engine.core import Order

        hotline, person, call = self._hotline, session.person, session.line.info.id
        if not person.accepts:
            session.line.hang_up()
            raise Hangup
        if not hotline.machine.rules.queue(queue).callbacks.share:
            self.refused[queue] += 1
            return Asked.OFF

        def written(wish: object) -> None:
            assert isinstance(wish, Order)
            done: list[bool] = []

            def told() -> None:
                done.append(True)
                session.line.wake()

            def decide() -> None:
                for fact in wish.run(None, hotline.timeline.now):  # type: ignore[arg-type]  # it asks no core
                    assert isinstance(fact, Event)
                    hotline.post(fact)
                hotline.when_told(told)

            hotline.when_told(decide)
            session.line.until(lambda: True if done else None)

        memory, self._people[callback_of(call)] = hotline.memory, person
        answer = Callbacks(hotline.machine, memory.book, self._outgoing, HERE, written).ask(call, queue, number)
        self.refused[queue] += answer is not Asked.KEPT
        return answer

    # -- his telephone ------------------------------------------------------------------------------------------------

    def dial(self, order: CallBack) -> None:
        if any(other.number == order.number for other in self._ringing.legs()):
            self.twice.append(order)
        person = self._people[order.callback]
        answer = person.answers(self._ringing.turn(order.callback))
        ring = partial(self._ringing.ring, order)
        if answer.after >= order.limit or answer.cause is LegCause.NO_ANSWER:
            ring(order.limit, self._fail, order.call, LegCause.NO_ANSWER)
        elif answer.cause is not None:
            ring(answer.after, self._fail, order.call, answer.cause)
        else:
            ring(answer.after, self._answer, Answered(order, person, answer))

    def _fail(self, leg: CallId, cause: LegCause) -> None:
        self._hotline.seen(CallbackFailed(leg, cause))
        self._hotline.pump()

    def _answer(self, answered: Answered) -> None:
        leg = answered.order.call
        self._up[leg] = answered
        self._hotline.after(SILENCE, self._gives_up, leg)
        self.take_up()

    def _gives_up(self, leg: CallId) -> None:
        self._up.pop(leg, None)

    def take_up(self) -> None:
        """Who has answered gets his flow, if there is an engine, and it wants him yet."""
        while self._up and self._hotline.alive:
            leg = next(iter(self._up))
            answered = self._up.pop(leg)
            callback = self._hotline.machine.callback_of(leg)
            if callback is not None and callback.callback is not None:
                self._hotline.begin_called_back(leg, callback.callback.memo, answered)

    def hang_up(self, leg: CallId) -> None:
        """The engine does not want it (any more)."""
        self._ringing.hang_up(leg)
        self._up.pop(leg, None)
        if session := self._hotline.sessions.get(leg):
            session.line.hang_up(By.ENGINE)

    def channels(self) -> dict[CallId, bool]:
        """Of legs that have no flow: is it answered?"""
        return {**{order.call: False for order in self._ringing.legs()}, **dict.fromkeys(self._up, True)}


def as_called_back(answered: Answered, at: NodeId) -> Person:
    """He, or his voicemail, as the flow meets him.  `at`: the node that asked."""
    person, answer, leg = answered.person, answered.answer, answered.order.call
    caller = replace(person.later, call=leg)
    if not answer.himself:
        voicemail = replace(caller, talk=VOICEMAIL)
        return replace(person, caller=voicemail, ends=By.AGENT, keys=lambda _: "")

    def keys(node: NodeId) -> str:
        if node == at:
            return CONFIRMS if answer.confirms else ""
        return person.keys(node)

    return replace(person, caller=caller, keys=keys, thinks=lambda: answer.thinks)
