"""Follows the file to which Asterisk writes its channel events.  An Asterisk that is not ours may keep none: then
nothing is told, and the times of AMI and AGI stand."""

import logging
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import gevent

from ccengine.model.ids import Seconds
from ccengine.wire.cel import CelEvent, parse_line

log = logging.getLogger("ccengine.switch")

EVERY: Seconds = 0.25
CHUNK = 16384
"""Bytes that are parsed at once, some hundred events: 1 ms, and then others have their turn."""

BACK = 262_144
"""Bytes before the end with which it begins: what happened while no engine was there to see it."""

_WANTED = re.compile(r'"[0-9.]+","(?:CHAN_START|ANSWER|HANGUP|BRIDGE_ENTER|BRIDGE_EXIT)"')


class CelTail:
    def __init__(self, file: Path, told: Callable[[CelEvent], None]) -> None:
        self._file = file
        self._told = told
        self._open: BinaryIO | None = None
        self._rest = b""
        self._said = ""  # what was wrong last
        self._skip = False  # the file was entered in the middle of a line

    def follow(self) -> None:
        """For ever."""
        while True:
            gevent.sleep(0 if self.look() else EVERY)

    def look(self) -> bool:
        """Tell what is new, a chunk at most; is there more at once?"""
        try:
            more, self._said = self._look(), ""
        except OSError as error:
            self.close()
            more = False
            if str(error) != self._said:
                self._said = str(error)
                log.warning("Asterisk's channel events cannot be read: %s; tried again until they can", error)
        return more

    def _look(self) -> bool:
        try:
            there = self._file.stat()
        except FileNotFoundError:
            if self._open is None:
                return False  # none is kept
            raise
        if self._open is None:
            self._open = self._file.open("rb")
            self._go_to(max(0, there.st_size - BACK))
        elif there.st_ino != os.fstat(self._open.fileno()).st_ino:  # moved away by somebody: another one is written now
            self._open.close()
            self._open = self._file.open("rb")
            self._go_to(0)
        elif there.st_size < self._open.tell():  # truncated over its bound (app/logs.py)
            self._go_to(0)
        data = self._open.read(CHUNK)
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > CHUNK:
            self._rest, self._skip = b"", True
        for line in lines:
            if self._skip:
                self._skip = False
            elif _WANTED.match(text := line.decode("utf-8", "replace")) and (event := parse_line(text)):
                self._told(event)
        return len(data) == CHUNK

    def _go_to(self, start: int) -> None:
        assert self._open is not None
        self._open.seek(start)
        self._rest, self._skip = b"", start > 0

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None
