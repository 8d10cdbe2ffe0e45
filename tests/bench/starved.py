"""Did the machine have a core for these processes?  Looked at from outside, while something is measured:

    with starved({"asterisk": pid}) as longest: ...
    longest["asterisk"]     seconds that one of its threads was ready to run and was not let, at the longest

A thread is judged by what the kernel says of it (/proc/PID/task/TID: stat, schedstat): state R at one look after the
other without a nanosecond on a core in between.  A thread that ended right after its wait counts too; the sum that
schedstat itself keeps is gone with the thread, and Asterisk makes threads for each talk."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

EVERY = 0.01  # seconds between two looks; two of them are the least that can be told


@dataclass
class Waits:
    """The longest wait for a core among the threads of one process.  At least so long: counted from look to look."""

    longest: float = 0.0  # seconds
    _ready: dict[str, tuple[float, int]] = field(default_factory=dict)  # thread -> since when, nanoseconds run by then

    def look(self, now: float, threads: Mapping[str, tuple[str, int]]) -> None:
        """`threads`: state, and nanoseconds on a core so far, of each that there is."""
        before, self._ready = self._ready, {}
        for thread, (state, ran) in threads.items():
            if state == "R":
                since, had_run = before.get(thread, (now, ran))
                self._ready[thread] = (since, ran) if ran == had_run else (now, ran)
                self.longest = max(self.longest, now - self._ready[thread][0])


def threads_of(pid: int) -> dict[str, tuple[str, int]]:
    found = {}
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            state = (task / "stat").read_text().rpartition(")")[2].split()[0]
            found[task.name] = (state, int((task / "schedstat").read_text().split()[0]))
        except OSError:
            pass  # it ended meanwhile
    return found


@contextmanager
def starved(pids: Mapping[str, int]) -> Iterator[Mapping[str, float]]:
    """Seconds by name; complete after the `with`."""
    waits = {name: Waits() for name in pids}
    longest = dict.fromkeys(pids, 0.0)
    over = threading.Event()

    def run() -> None:
        while not over.wait(EVERY):
            for name, pid in pids.items():
                waits[name].look(time.monotonic(), threads_of(pid))

    looker = threading.Thread(target=run, name="starved")
    looker.start()
    try:
        yield longest
    finally:
        over.set()
        looker.join()
        longest.update({name: each.longest for name, each in waits.items()})
