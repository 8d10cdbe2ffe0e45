"""A supervised process: its states, and how patience grows and is forgotten.  Real processes; time is an argument."""

import errno
import os
import signal
import subprocess
import sys

from ccengine.app.child import ASK_EVERY, PATIENCE, SILENT, STABLE, START_LIMIT, Child
from ccengine.app.trouble import Trouble


class Stage:
    """Starts real processes that wait to be killed."""

    def __init__(self) -> None:
        self.started: list[int] = []
        self.is_ready = False
        self.trouble = ""

    def launch(self) -> int:
        if self.trouble:
            raise Trouble(self.trouble)
        program = "import signal; signal.pause()"
        self.started.append(os.posix_spawn(sys.executable, [sys.executable, "-S", "-c", program], os.environ))
        return self.started[-1]

    def child(self) -> Child:
        return Child("one", self.launch, lambda: self.is_ready)


def die(child: Child, number: int = signal.SIGKILL) -> None:
    assert child.held
    child.held.signal(number)
    assert child.held.ended(30)


def test_from_start_to_ready_to_stopped() -> None:
    stage = Stage()
    child = stage.child()
    child.start(0.0)
    assert (child.state, child.pid) == ("starting", stage.started[0])
    child.look(1.0)
    assert child.state == "starting"
    stage.is_ready = True
    child.look(2.0)
    assert (child.state, child.restarts, child.why) == ("ready", 0, "")
    child.stop(30)
    assert (child.state, child.pid) == ("stopped", None)


def test_patience_grows_with_every_death_and_is_forgotten_after_a_stable_life() -> None:
    stage = Stage()
    child = stage.child()
    now = 0.0
    child.start(now)
    die(child)
    child.look(now)
    assert child.state == "starting", "the first time it is started again at once"
    for pause in (*PATIENCE[1:], PATIENCE[-1]):
        die(child)
        child.look(now)
        assert (child.state, child.due) == ("waiting", now + pause)
        child.look(now + pause * 0.9)
        assert child.state == "waiting"
        now += pause
        child.look(now)
        assert child.state == "starting"
    assert child.restarts == len(PATIENCE) + 1
    stage.is_ready = True
    child.look(now + STABLE)
    now += 2 * STABLE + 1
    die(child)
    child.look(now)
    assert child.state == "starting"
    assert child.due == now
    child.stop(30)


def test_one_that_starts_slowly_and_dies_is_no_stable_one() -> None:
    stage = Stage()
    child = stage.child()
    deaths: list[float] = []
    child.died = lambda: deaths.append(now)
    now = 0.0
    child.start(now)
    for pause in PATIENCE[:2]:
        now += STABLE + 1
        die(child)
        child.look(now)
        assert child.due == now + pause
        assert deaths[-1] == now
        now += pause
        child.look(now)
    child.stop(30)


def test_why_it_ended_is_told() -> None:
    stage = Stage()
    child = stage.child()
    child.start(0.0)
    child.launch = lambda: os.posix_spawn(sys.executable, [sys.executable, "-S", "-c", "raise SystemExit(7)"], {})
    die(child)
    child.look(0.0)
    assert child.why == "it was killed by signal 9"
    assert child.held
    assert child.held.ended(30)
    child.look(100.0)
    assert child.why == "it ended with code 7"


def test_what_cannot_be_started_is_tried_again() -> None:
    stage = Stage()
    stage.trouble = "the port is in use"
    child = stage.child()
    child.start(0.0)
    assert (child.state, child.why, child.pid) == ("waiting", "the port is in use", None)
    stage.trouble = ""
    child.look(0.0)
    assert child.state == "starting"
    child.stop(30)


def test_it_is_told_once_that_it_has_settled() -> None:
    stage = Stage()
    child = stage.child()
    told: list[float] = []
    now = 0.0

    def settled() -> None:
        told.append(now)
        raise OSError(errno.EMFILE, "no descriptor for the next one")  # which ends nobody

    child.settled = settled
    child.start(now)
    stage.is_ready = True
    for now in (1.0, 1.0 + STABLE / 2, 1.0 + STABLE, 1.0 + 2 * STABLE):
        child.look(now)
    assert told == [1.0 + STABLE]
    die(child)
    now = 100.0
    child.look(now)
    for now in (101.0, 101.0 + STABLE):
        child.look(now)
    assert told == [1.0 + STABLE, 101.0 + STABLE]
    child.stop(30)


def test_one_that_never_gets_ready_is_killed_and_started_again() -> None:
    stage = Stage()
    child = stage.child()
    child.start(0.0)
    child.look(START_LIMIT + 1)
    child.look(START_LIMIT + 1)
    assert child.state == "starting"
    assert len(stage.started) == 2
    child.stop(30)


def test_an_adopted_one_is_watched_though_it_is_not_ours() -> None:
    # its parent is a shell of its own: waiting for it as a child is not possible
    out = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -S -c "import signal; signal.pause()" >/dev/null 2>&1 & echo $!'],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    stage = Stage()
    stage.is_ready = True
    child = stage.child()
    child.adopt(int(out.stdout), 0.0)
    child.look(0.0)
    assert child.state == "ready"
    die(child)
    child.look(1.0)
    assert (child.state, child.why) == ("starting", "it ended")
    assert child.pid == stage.started[0]
    child.stop(30)


def test_one_that_ignores_the_request_is_killed() -> None:
    program = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); signal.pause()"
    with subprocess.Popen([sys.executable, "-S", "-c", program], stdout=subprocess.PIPE) as stubborn:
        assert stubborn.stdout
        stubborn.stdout.readline()
        child = Stage().child()
        child.adopt(stubborn.pid, 0.0)
        child.stop(0.05)
        assert child.pid is None


def test_one_that_answers_no_more_is_killed_and_started_again() -> None:
    stage = Stage()
    stage.is_ready = True
    answers = True
    child = Child("one", stage.launch, lambda: stage.is_ready, alive=lambda: answers)
    child.start(0.0)
    child.look(now := 1.0)
    answers = False
    for _ in range(SILENT - 1):
        child.look(now := now + ASK_EVERY)
    answers = True
    child.look(now := now + ASK_EVERY)
    answers = False
    for _ in range(SILENT - 1):
        child.look(now := now + ASK_EVERY)
        child.look(now)  # asks not again at once
    assert child.held
    assert not child.held.ended(), "it has answered in between"
    child.look(now := now + ASK_EVERY)
    assert child.held.ended(30)
    child.look(now)
    assert (child.state, child.why) == ("starting", "it was killed by signal 9")
    assert len(stage.started) == 2
    child.stop(30)
