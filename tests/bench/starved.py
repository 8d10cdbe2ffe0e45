"""Did the machine have a core for these processes?  Looked at from outside, while something is measured:

    with starved({"asterisk": pid}) as most: ...
    most["asterisk"]     seconds that a thread of it was ready to run and was not let: the thread that waited most

The kernel keeps the sum for each thread (/proc/PID/task/TID/schedstat).  It is told when the wait is over, and gone
with the thread; Asterisk makes threads for each talk.  So a thread that is in state R at one look after the other,
without a nanosecond on a core in between, counts from look to look as well."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

EVERY = 0.01  # seconds between two looks


@dataclass(frozen=True)
class Thread:
    state: str
    ran: int  # nanoseconds on a core so far
    waited: int  # nanoseconds for one


@dataclass
class Waits:
    """The waits for a core of one process's threads.  What is told is the least that it can have been."""

    most: float = 0.0  # seconds
    _begun: dict[str, int] = field(default_factory=dict)  # thread -> nanoseconds waited when first seen
    _ready: dict[str, tuple[float, int]] = field(default_factory=dict)  # thread -> since when, nanoseconds run by then

    def look(self, now: float, threads: Mapping[str, Thread]) -> None:
        before, self._ready = self._ready, {}
        for name, thread in threads.items():
            waited = (thread.waited - self._begun.setdefault(name, thread.waited)) / 1e9
            if thread.state == "R":
                since, had_run = before.get(name, (now, thread.ran))
                self._ready[name] = (since, thread.ran) if thread.ran == had_run else (now, thread.ran)
                waited += now - self._ready[name][0]
            self.most = max(self.most, waited)


def threads_of(pid: int) -> dict[str, Thread]:
    found = {}
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            state = (task / "stat").read_text().rpartition(")")[2].split()[0]
            ran, waited, _slices = (task / "schedstat").read_text().split()
        except OSError:
            continue  # it ended meanwhile
        found[task.name] = Thread(state, int(ran), int(waited))
    return found


@contextmanager
def starved(pids: Mapping[str, int]) -> Iterator[Mapping[str, float]]:
    """Seconds by name; complete after the `with`."""
    waits = {name: Waits() for name in pids}
    most = dict.fromkeys(pids, 0.0)
    over = threading.Event()

    def run() -> None:
        last = False
        while not last:
            last = over.wait(EVERY)
            for name, pid in pids.items():
                waits[name].look(time.monotonic(), threads_of(pid))

    looker = threading.Thread(target=run, name="starved")
    looker.start()
    try:
        yield most
    finally:
        over.set()
        looker.join()
        most.update({name: each.most for name, each in waits.items()})
