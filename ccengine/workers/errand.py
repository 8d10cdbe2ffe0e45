"""A task for whichever worker of a pool is free: what came of it, in every case."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from ccengine.model.hooks import NO_HOOKS, Hooks, TooManyAsked
from ccengine.model.ids import Seconds
from ccengine.model.services import Effect, Outcome
from ccengine.workers.asked import heard
from ccengine.workers.frames import FrameError, Message, pack
from ccengine.workers.pool import NoWorker, Pool
from ccengine.workers.process import Late, Lost
from ccengine.workers.settings import MAX_BODY, MAX_TIMEOUT

TRIES = 3  # of a task that no worker had begun


def errand(
    pool: Pool,
    task: Mapping[str, Any],
    timeout: Seconds,
    effect: Effect,
    folder: str = "",
    hooks: Hooks = NO_HOOKS,
) -> tuple[Message, Seconds]:
    """The worker's answer, or one in its place (`outcome`, `detail`), and the seconds that it took.  `timeout`: the
    wait for a worker included."""
    begin = time.monotonic()
    until = begin + min(timeout, MAX_TIMEOUT)
    try:
        answer = _checked(task) or _tried(lambda: _asked(pool, task, until, effect, folder, hooks))
    except NoWorker as error:
        answer = told(Outcome.BUSY, str(error))
    return answer, time.monotonic() - begin


def _asked(pool: Pool, task: Mapping[str, Any], until: Seconds, effect: Effect, folder: str, hooks: Hooks) -> Message:
    """Raises NoWorker, and Lost when nothing was begun."""
    with pool.lease(until, folder) as worker:
        try:
            worker.folder = folder
            worker.begin({**task, "timeout": max(0.001, until - time.monotonic())})
            return heard(worker, until, pool.grace, hooks)
        except TooManyAsked as error:  # its worker is at it still, and ends with the lease
            return told(Outcome.FAILED, str(error))
        except Late:
            return told(Outcome.TIMEOUT, "its worker did not answer and was killed")
        except Lost as lost:
            if not lost.begun:
                raise
            outcome = Outcome.UNKNOWN if effect is Effect.ONCE else Outcome.FAILED
            return told(outcome, f"{lost} before it was over")


def _tried(ask: Callable[[], Message]) -> Message:
    """A worker that ended while it had nothing to do is no reason to fail."""
    for _ in range(TRIES):
        try:
            return ask()
        except Lost:
            continue
    raise NoWorker("workers end at their start: see the engine's log")


def _checked(task: Mapping[str, Any]) -> Message | None:
    """None for a task that can be sent."""
    try:
        size = len(pack(task))
    except (TypeError, ValueError, RecursionError, FrameError) as error:
        return told(Outcome.REFUSED, f"it cannot be sent as JSON: {error}")
    return told(Outcome.REFUSED, f"{size} bytes to send; at most {MAX_BODY}") if size > MAX_BODY else None


def told(outcome: Outcome, detail: str) -> Message:
    return {"outcome": outcome.value, "detail": detail}
