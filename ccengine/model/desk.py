"""What a flow asks of the engine besides the line.  None of these fails, and none but `call_back` and `write` waits;
what follows from them comes to the call as a directive."""

from dataclasses import dataclass
from typing import Protocol

from ccengine.model.callbacks import Asked
from ccengine.model.dialling import Dialling
from ccengine.model.facts import CallFact
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName, Seconds
from ccengine.model.routing import Step


@dataclass(frozen=True, slots=True)
class Waiting:
    """Of a call that holds a place in a queue.  Times in seconds."""

    position: int  # from 1
    expected: Seconds | None  # to wait from now on; None when nobody is there to wait for
    waited: Seconds  # since it entered
    offered: bool = False  # an agent is being rung for it


class Desk(Protocol):
    def music(self, queue: QueueName) -> str:
        """The music class of the queue, as the settings have it now (a flow is pinned, a queue is live)."""

    def head_start(self, caller_class: str) -> Seconds:
        """Of this class, as the settings have it now; 0.0 for none."""

    def enter_queue(
        self,
        call: CallId,
        queue: QueueName,
        head_start: Seconds = 0.0,
        steps: tuple[Step, ...] = (),
        longest_expected: Seconds | None = None,
        customer: str = "",
    ) -> None:
        """Wait for an agent.  A call that already waits there (taken up after a crash) keeps its place.

        `steps`: who may get it, more of them as it waits, by growing `after`; () for anybody who serves the queue.
        `longest_expected`: with a longer expected wait it is sent on at once; None for the queue's own.
        `customer`: what the caller is known by when he comes again; "" for nothing."""

    def last_agent(self, queue: QueueName, customer: str, within: Seconds) -> AgentId:
        """With whom this customer's last talk in the queue began, so many seconds ago at most; "" when there was none,
        or when that agent is not there to be waited for."""

    def waiting(self, call: CallId) -> Waiting | None:
        """How it stands with a call in a queue; None when it holds no place (not yet, not any more)."""

    def take_way_out(self, call: CallId, key: str) -> None:
        """The caller pressed a key that leads out of the queue: Leave with this key will come, or Connect, if an agent
        was quicker."""

    def leave_queue(self, call: CallId, why: str) -> None:
        """The flow gave up waiting (its own limit).  A call that does not wait: nothing happens."""

    def dial(self, call: CallId, wish: Dialling) -> None:
        """Reach one of these: Connect or Leave (an exit of DialExit) will come.  A call that dials already (taken up
        after a crash) goes on with that."""

    def stop_dialling(self, call: CallId, why: str) -> None:
        """The flow gave up.  A call that does not dial: nothing happens."""

    def call_back(self, call: CallId, queue: QueueName, number: str) -> Asked:
        """Keep a callback in the queue for this number, as it was entered: hostile.  Waits until that is on disk, so
        that who is told `kept` is not forgotten.  Asked again (taken up after a crash), it is kept once."""

    def forced(self, schedule: str) -> str:
        """The state that somebody has put in this schedule's place; "" for none."""

    def reached(self, call: CallId, queue: QueueName) -> None:
        """Who is called back is there: he is to be put to an agent of the queue.  Told twice is once."""

    def not_confirmed(self, call: CallId) -> None:
        """Something else than he has answered."""

    def joined(self, call: CallId) -> None:
        """The flow begins the talk it was told to begin."""

    def talk_over(self, call: CallId, offer: OfferId, ok: bool, detail: str = "") -> None:
        """`join` returned: the talk with this leg ended, or (not ok) it never came about and the agent is to be let
        go.  For the call another may ring by now."""

    def record(self, fact: CallFact) -> None:
        """Put on record what happened to the call in its flow."""

    def write(self, fact: CallFact) -> None:
        """The same, and wait until it is on disk: before something is done that the fact tells of."""
