"""What workers cost the engine's loop.  By hand: `.venv/bin/python -m tests.bench.workers`; figures of a run are in
docs/decisions/0095-workers.md.  (No pytest: a bench asserts nothing.)

`held` is the CPU time that a greenlet took before it let the next one run: what the loop itself costs, on whatever
machine.  `late` is how much later than asked a greenlet woke that wants to be woken every millisecond: it holds the
machine's other work, too, so it is to be compared with the line "nothing".  Beside it, tasks go through the pools
without a pause: HTTP requests whose answers hold 1 kB or 60 kB of JSON, scripts, scripts that ask the
hotline, a kill at the limit every time."""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import gevent
import greenlet

from ccengine.flow.hooks import FlowHooks
from ccengine.model.services import Effect, HttpRequest, ScriptRequest
from ccengine.workers.process import Worker
from ccengine.workers.services import Workers
from ccengine.workers.settings import WorkerSettings
from tests.support.asking import here

TICK = 0.001
SIZES = (1024, 60 * 1024)
BODIES = {f"/{size}": json.dumps([{"id": 10**6 + n, "name": "x" * 20} for n in range(size // 50)]) for size in SIZES}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = BODIES[self.path].encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve() -> None:
    """In a process of its own: the loop that is measured shares nothing with it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


SCRIPT = """\
from ccengine.hooks import hotline
def f(n): return {'n': n}
def hang():
    while True: pass
def asks():
    for _ in range(20): hotline.caller()
"""
Run = tuple[list[float], list[float], list[float]]


def run(seconds: float, tasks: Callable[[], object] | None, at_once: int) -> Run:
    """In seconds: how long each greenlet held the loop, how late each tick was, how long each task took."""
    mark = time.thread_time()
    late: list[float] = []
    held: list[float] = []
    took: list[float] = []
    end = time.perf_counter() + seconds

    def tick() -> None:
        while (now := time.perf_counter()) < end:
            gevent.sleep(TICK)
            late.append(time.perf_counter() - now - TICK)

    def ask() -> None:
        while tasks and (now := time.perf_counter()) < end:
            tasks()
            took.append(time.perf_counter() - now)

    def switched(event: str, who: object) -> None:
        nonlocal mark
        now = time.thread_time()
        held.append(now - mark)
        mark = now

    greenlet.settrace(switched)
    gevent.joinall([gevent.spawn(tick), *(gevent.spawn(ask) for _ in range(at_once))])
    greenlet.settrace(None)
    return held, late, took


def shown(name: str, held: list[float], late: list[float], took: list[float], seconds: float) -> str:
    parts = []
    for values in (sorted(held), sorted(late)):
        parts += [f"{value * 1000:7.2f}" for value in (values[int(len(values) * 0.99)], values[-1])]
    rate, middle = len(took) / seconds, statistics.median(took) * 1000 if took else 0.0
    return f"| {name:24} | {' | '.join(parts)} | {rate:7.0f} | {middle:7.2f} |"


def start_and_end() -> None:
    Worker("http", WorkerSettings()).end()
    gevent.sleep(0.02)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        return serve()
    server = subprocess.Popen([sys.executable, "-m", "tests.bench.workers", "--serve"], stdout=subprocess.PIPE)
    assert server.stdout
    base = f"http://127.0.0.1:{int(server.stdout.readline())}"
    workers = Workers(WorkerSettings())
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "s.py").write_text(SCRIPT)
        asking = here()
        plans: dict[str, tuple[Callable[[], object] | None, int]] = {
            "nothing": (None, 0),
            "http, 1 kB": (lambda: workers.http(HttpRequest(f"{base}/1024", "k")), 4),
            "http, 60 kB": (lambda: workers.http(HttpRequest(f"{base}/61440", "k", max_bytes=2**16)), 4),
            "script": (lambda: workers.script(ScriptRequest("s.py:f", "k", folder, {"n": 1})), 2),
            "script that asks 20 times": (
                lambda: workers.script(ScriptRequest("s.py:asks", "k", folder), FlowHooks(asking, Effect.ONCE)), 2),
            "script killed at 50 ms": (
                lambda: workers.script(ScriptRequest("s.py:hang", "k", folder, timeout=0.05)), 2),
            "a worker's start and end": (start_and_end, 1),
        }  # fmt: skip
        print(
            "| beside | held ms p99 | max | late ms p99 | max | tasks/s | task ms p50 |\n|---|---|---|---|---|---|---|"
        )
        for name, (task, at_once) in plans.items():
            if task:
                task()
            for _ in range(asked.runs):
                print(shown(name, *run(asked.seconds, task, at_once), asked.seconds), flush=True)
    workers.close()
    server.kill()


if __name__ == "__main__":
    main()
