"""Taking a home off the air: whatever of it runs is ended."""

from ccengine.app import state
from ccengine.app.procs import of_home, stop_all, wait_gone
from ccengine.app.state import HomeLock
from ccengine.app.steps import Steps
from ccengine.app.trouble import Trouble
from ccengine.model.home import Home

LEFT_OVER = ("spare", "engine", "office", "asterisk", "other")  # in the order they are stopped


def stop_everything(home: Home, limit: float = 60.0) -> bool:
    """End the supervisor, which ends the others; then whatever is left.  False when nothing ran.  Raises Trouble when
    something cannot be ended."""
    ran = bool(of_home(home.root))
    stop_all(home.root, ("supervisor",), limit)
    stop_all(home.root, LEFT_OVER, limit=10.0)
    left = wait_gone(home.root, 5.0)
    if left:
        raise Trouble(
            "could not be ended: " + ", ".join(f"{process.role} (process {process.pid})" for process in left),
            "end them by hand: kill -9 " + " ".join(str(process.pid) for process in left),
        )
    for path in (state.state_file(home), home.engine_socket, home.control_socket):
        path.unlink(missing_ok=True)
    return ran


def down(home: Home, steps: Steps) -> bool:
    """Stop all of a home.  False when nothing ran.  Twice is once."""
    if not home.run.is_dir():  # never set up, or its folder was removed under it: what runs is ended all the same
        return bool(of_home(home.root)) and stop_everything(home)
    lock = HomeLock(home, "up")
    if not lock.take():
        steps.line(f"       another up or down (process {lock.holder()}) is at work on this home: waiting for it")
        lock.take(wait=True)
    try:
        if not of_home(home.root):
            supervisor = HomeLock(home, "supervisor").holder()
            if supervisor is not None:
                raise Trouble(
                    f"process {supervisor} runs this home and is not yours to stop", "as its user: ccengine down"
                )
            return False
        with steps.step("stopping"):
            return stop_everything(home)
    finally:
        lock.release()
