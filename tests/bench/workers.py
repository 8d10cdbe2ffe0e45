"""What workers cost the engine's loop.  By hand: `.venv/bin/python -m tests.bench.workers`; figures of a run are in
docs/decisions/0095-workers.md.  (No pytest: a bench asserts nothing.)

A greenlet asks to be woken every millisecond and notes how much later it is.  Beside it, tasks go through the pools
without a pause: HTTP requests whose answers hold 1 kB or 60 kB of JSON, scripts, a kill at the limit every time."""

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

from ccengine.model.services import HttpRequest, ScriptRequest
from ccengine.workers.process import Worker
from ccengine.workers.services import Workers
from ccengine.workers.settings import WorkerSettings

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


def lateness(seconds: float, tasks: Callable[[], object] | None, at_once: int) -> tuple[list[float], list[float]]:
    """Seconds late of each tick, and how long each task took."""
    late: list[float] = []
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

    gevent.joinall([gevent.spawn(tick), *(gevent.spawn(ask) for _ in range(at_once))])
    return late, took


def shown(name: str, late: list[float], took: list[float], seconds: float) -> str:
    cut = sorted(late)
    parts = [f"{value * 1000:7.2f}" for value in (cut[len(cut) // 2], cut[int(len(cut) * 0.99)], cut[-1])]
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
        Path(folder, "s.py").write_text("def f(n):\n return {'n': n}\ndef hang():\n while True: pass\n")
        plans: dict[str, tuple[Callable[[], object] | None, int]] = {
            "nothing": (None, 0),
            "http, 1 kB": (lambda: workers.http(HttpRequest(f"{base}/1024", "k")), 4),
            "http, 60 kB": (lambda: workers.http(HttpRequest(f"{base}/61440", "k", max_bytes=2**16)), 4),
            "script": (lambda: workers.script(ScriptRequest("s.py:f", "k", folder, {"n": 1})), 2),
            "script killed at 50 ms": (
                lambda: workers.script(ScriptRequest("s.py:hang", "k", folder, timeout=0.05)), 2),
            "a worker's start and end": (start_and_end, 1),
        }  # fmt: skip
        print("| beside | late ms p50 | p99 | max | tasks/s | task ms p50 |\n|---|---|---|---|---|---|")
        for name, (task, at_once) in plans.items():
            if task:
                task()
            for _ in range(asked.runs):
                print(shown(name, *lateness(asked.seconds, task, at_once), asked.seconds), flush=True)
    workers.close()
    server.kill()


if __name__ == "__main__":
    main()
