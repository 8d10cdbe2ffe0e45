"""What a load costs the engine, and how long it takes: `python -m tests.bench.loads [--runs 5] [--flows 500]`.

A home of so many flows of 60 nodes with 15 distinct expressions, a port each.  The engine's own parts (loader, library,
compiler and its worker processes) on a loop with nothing else but the beat that measures its lateness.

cold    the first load: the workers start, read, check, compile and store everything
all     every flow was changed
one     one was changed; with --port, nothing else is looked at
none    nothing was changed

Wall time: what whoever typed `ccctl flow load` waits for.  CPU: of the engine's process, and of the busier worker, its
start included: what is not waiting for a core.  Lateness: the longest of the beats.  Slice: the most CPU time that
taking in one version held the loop; what the loop was later than that is of others on the same cores."""

import argparse
import gc
import os
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import gevent

from ccengine.engine.book import Book
from ccengine.engine.compiler import Compiler
from ccengine.engine.health import Lateness
from ccengine.engine.library import Library
from ccengine.engine.loading import Loader
from ccengine.model.home import Home
from ccengine.model.ids import QueueName, VersionId
from ccengine.model.settings import QueueSettings, Settings
from ccengine.workers.versions.ready import Ready
from tests.bench.flows import PROMPTS, flow_text

SETTINGS = Settings(queues={QueueName("service"): QueueSettings(QueueName("service"), ())})


def make_home(folder: Path, flows: int) -> Home:
    home = Home(folder)
    (home.prompts / "zh").mkdir(parents=True)
    home.flows.mkdir()
    for name in PROMPTS:
        (home.prompts / "zh" / f"{name}.wav").write_bytes(os.urandom(30_000))
    lines = [f"  {4_000_000_000 + n}: {{flow: f{n}}}\n" for n in range(flows)]
    (home.flows / "ports.yaml").write_text("numbers:\n" + "".join(lines))
    write(home, range(flows), 0)
    return home


def write(home: Home, numbers: range, seed: int) -> None:
    for n in numbers:
        (home.flows / f"f{n}.yaml").write_text(flow_text(f"f{n}", 1000 * seed + n))


Measured = tuple[float, float, float, float, float]


class MeasuredLibrary(Library):
    slice = 0.0  # CPU seconds of the longest

    def _read(self, version: VersionId) -> Ready:
        begin = time.thread_time()
        try:
            return super()._read(version)
        finally:
            self.slice = max(self.slice, time.thread_time() - begin)


class Bench:
    def __init__(self, home: Home) -> None:
        self.book = Book()
        self.compiler = Compiler(home.root)
        self.library = MeasuredLibrary(home.versions, self.compiler.make_ready)
        self.lateness = Lateness()
        self.loader = Loader(self.book, SETTINGS, self.compiler, self.library, self.take, self.take)

    def take(self, fact: object) -> None:
        self.book.apply(fact, time.time())

    def measure(self, changed: int, port: str = "") -> Measured:
        """Seconds, CPU seconds here and of the busier worker, the greatest lateness meanwhile, the longest slice."""
        gevent.sleep(0.1)  # the beat notes what the files that were just written here held
        self.lateness.max = self.library.slice = 0.0
        begin, here, there = time.perf_counter(), time.process_time(), self.workers()
        answer = self.loader.load(port)
        took, here = time.perf_counter() - begin, time.process_time() - here
        busier = max(spent - there.get(pid, 0.0) for pid, spent in self.workers().items())
        gevent.sleep(0.05)
        assert len(answer["changed"]) == changed, answer
        return took, here, busier, self.lateness.max, self.library.slice

    def workers(self) -> dict[int, float]:
        """CPU seconds of each so far."""
        tick = os.sysconf("SC_CLK_TCK")
        stats = {pid: Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.compiler.pids()}
        return {pid: (int(stat[11]) + int(stat[12])) / tick for pid, stat in stats.items()}


def one_run(flows: int, done: Callable[[str, Measured], None]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="cc-loads-"))
    home = make_home(folder, flows)
    bench = Bench(home)
    bench.lateness.install()
    beat = gevent.spawn(bench.lateness.beat_forever)
    gc.collect()
    gc.freeze()
    try:
        done("cold", bench.measure(flows))
        write(home, range(flows), 1)
        done("all", bench.measure(flows))
        write(home, range(7, 8), 2)
        done("one", bench.measure(1))
        write(home, range(7, 8), 3)
        done("one, --port", bench.measure(1, "4000000007"))
        done("none", bench.measure(0))
    finally:
        beat.kill()
        bench.compiler.close()
        shutil.rmtree(folder)


def columns(got: list[Measured]) -> list[list[float]]:
    seconds, here, busier, late, slices = map(list, zip(*got, strict=True))
    return [seconds, here, busier, [1000 * each for each in late], [1000 * each for each in slices]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--flows", type=int, default=500)
    asked = parser.parse_args()
    found: dict[str, list[Measured]] = {}
    for _ in range(asked.runs):
        one_run(asked.flows, lambda what, got: found.setdefault(what, []).append(got))
    print(f"{asked.flows} flows, {asked.runs} runs, load average {os.getloadavg()[0]:.1f} at the end\n")
    print(
        "| load | seconds, median (range) | CPU s: engine | busier worker | late at most, ms | longest slice, CPU ms |"
    )
    print("|---|---|---|---|---|---|")
    for what, got in found.items():
        cells = [f"{statistics.median(part):.3g} ({min(part):.3g}-{max(part):.3g})" for part in columns(got)]
        print(f"| {what} | {' | '.join(cells)} |")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nmost memory of the engine's process: {memory:.0f} MB")


if __name__ == "__main__":
    main()
