"""A worker at its task, and what users' code in it asks the hotline meanwhile."""

import time

from ccengine.model.hooks import Hooks
from ccengine.model.ids import Seconds
from ccengine.workers.frames import Message
from ccengine.workers.process import Worker

SOON: Seconds = 0.001
"""What a question has whose code has no time left: nothing waits without a limit."""


def heard(worker: Worker, until: Seconds, grace: Seconds, hooks: Hooks) -> Message:
    """The task's answer; `until` by the monotonic clock.  Raises Lost, Late, TooManyAsked."""
    while "ask" in (message := worker.hear(until + grace)):
        left = max(SOON, until - time.monotonic())
        told = hooks.ask(message["ask"], message["places"], message["names"], left)
        worker.tell({"told": {"value": told.value, "denied": told.denied or "", "detail": told.detail}})
    answer: Message = message["answer"]
    return answer
