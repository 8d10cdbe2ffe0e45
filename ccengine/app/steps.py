"""What set-up shows while it works: each step with its time, and how far it is."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_EVERY = 0.1  # seconds between redraws on a terminal


class Steps:
    """On a terminal the running step is redrawn in its line; elsewhere one plain line is written when it is done."""

    def __init__(self, out: TextIO = sys.stderr) -> None:
        self._out = out
        self._tty = out.isatty()
        self._drawn = 0.0
        self._began = time.monotonic()
        self._inner = ""  # the step that a progress function told of last
        self._inner_began = 0.0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        began = time.monotonic()
        self._draw(f"       {title} ...")
        try:
            yield
        except BaseException:
            self._close_inner()
            self.line(f"failed {title}", time.monotonic() - began)
            raise
        self._close_inner()
        self.line(f"    ok {title}", time.monotonic() - began)

    def progress(self, title: str, done: int, total: int) -> None:
        """A part of a long step; `done` of `total`, 0 for unknown."""
        now = time.monotonic()
        if title != self._inner:
            self._close_inner()
            self._inner, self._inner_began = title, now
        if self._tty and now - self._drawn > _EVERY:
            self._drawn = now
            share = f"{100 * done // total:3d} %" if total else f"{done}"
            self._draw(f"       {title} {share}  {now - self._inner_began:.1f} s")

    def _close_inner(self) -> None:
        if self._inner:
            title, self._inner = self._inner, ""
            self.line(f"     - {title}", time.monotonic() - self._inner_began)

    def line(self, text: str, seconds: float | None = None) -> None:
        """A finished line."""
        clear = "\r\x1b[K" if self._tty else ""
        took = f"  {seconds:.1f} s" if seconds is not None else ""
        self._out.write(f"{clear}{text}{took}\n")
        self._out.flush()

    def _draw(self, text: str) -> None:
        if self._tty:
            self._out.write(f"\r\x1b[K{text}")
            self._out.flush()

    @property
    def total(self) -> float:
        return time.monotonic() - self._began
