"""Days of a hotline as journals, told call by call: who waited how long, and what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from ccengine.acd import commands, events
from ccengine.model import facts
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.why import By, LegCause, QueueExit
from ccengine.wire.journal import Record

SERVICE = QueueName("service")
SOLVED = '{"zh":"解决了","en":"solved"}'
GRADES = {
    "1": '{"zh":"非常不满意","en":"very dissatisfied"}',
    "3": '{"":"3/5"}',
    "5": '{"zh":"非常满意","en":"very satisfied"}',
}


@dataclass
class Day:
    """Records in the order of their times; `records` numbers them."""

    _told: list[tuple[float, int, object]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def tell(self, at: float, *bodies: object) -> None:
        self._told += [(at, next(self._numbers), body) for body in bodies]

    def agent(self, agent: str, at: float, state: str, reason: str = "") -> None:
        self.tell(at, commands.SetAgent(AgentId(agent), state, reason))

    def answered(
        self, at: float, wait: float, talk: float = 60.0, wrap_up: float = 10.0, agent: str = "8001",
        queue: QueueName = SERVICE, ring: float = 0.0,
    ) -> OfferId:  # fmt: skip
        """A call that enters at `at`, is rung `ring` seconds before it is answered, and talks after `wait`."""
        call, offer = self._enter(at, queue)
        began = at + wait
        self.tell(began - ring, commands.Ring(offer, AgentId(agent), call, queue, 20.0))
        self.tell(began, events.OfferAnswered(offer), commands.Join(offer, AgentId(agent), call, queue))
        self.tell(began, events.TalkBegan(offer))
        over = began + talk
        self.tell(over, events.TalkEnded(offer, By.CALLER), commands.Release(offer, LegCause.CALLER_LEFT))
        self.agent(agent, over, "wrap_up")
        self.tell(over, facts.CallEnded(call, By.CALLER))
        self.agent(agent, over + wrap_up, "ready")
        return offer

    def abandoned(self, at: float, wait: float, queue: QueueName = SERVICE, by: By = By.CALLER) -> None:
        call, _ = self._enter(at, queue)
        self.tell(at + wait, events.CallerLeft(call, by), facts.CallEnded(call, by))

    def sent_on(self, at: float, wait: float, queue: QueueName = SERVICE) -> None:
        call, _ = self._enter(at, queue)
        self.tell(at + wait, commands.SendOn(call, QueueExit.WAITED_TOO_LONG))
        self.tell(at + wait + 1, facts.CallEnded(call, By.FLOW))

    def missed(self, at: float, agent: str, ring: float = 20.0, queue: QueueName = SERVICE) -> None:
        """Rung in vain; the caller gives up with the ring."""
        call, offer = self._enter(at, queue)
        self.tell(at, commands.Ring(offer, AgentId(agent), call, queue, ring))
        self.tell(at + ring, events.OfferFailed(offer, LegCause.NO_ANSWER))
        self.agent(agent, at + ring, "not_ready", "no answer")
        self.tell(at + ring, events.CallerLeft(call, By.CALLER), facts.CallEnded(call, By.CALLER))

    def waiting(self, at: float, queue: QueueName = SERVICE) -> None:
        self._enter(at, queue)

    def _enter(self, at: float, queue: QueueName) -> tuple[CallId, OfferId]:
        number = next(self._numbers)
        call = CallId(f"c{number}")
        self.tell(at, facts.CallArrived(call, "PJSIP/t", "400", "138", "", "hotline", "zh"))
        self.tell(at, events.CallerQueued(call, queue))
        return call, OfferId(f"o1-{number}")

    def rated(self, offer: OfferId, at: float, survey: str, **answers: str) -> None:
        """After this talk: each question with its key; "" for none, a path for a comment."""
        call = CallId(f"c{offer.removeprefix('o1-')}")
        for question, answer in answers.items():
            self.tell(at, facts.Questioned(call, survey, question))
            if answer.endswith(".wav"):
                self.tell(at, facts.Commented(call, survey, question, answer, 4.0))
            elif answer:
                self.tell(
                    at,
                    facts.Marked(
                        call, question, answer, survey, SOLVED if question == "solved" else GRADES.get(answer, "")
                    ),
                )

    def records(self) -> list[Record]:
        told = sorted(self._told, key=lambda each: each[:2])
        return [Record(n, at, body) for n, (at, _, body) in enumerate(told, 1)]
