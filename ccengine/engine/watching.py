"""Flows that load themselves (setting `flows_watch`): once the folder was changed and is quiet again."""

from collections.abc import Callable
from typing import Any

import gevent

from ccengine.engine.compiler import CannotCompile
from ccengine.engine.control import Refused
from ccengine.model.ids import Seconds

EVERY: Seconds = 1.0
"""Between two looks, by a worker: stamps of all files.  Two that are alike and unlike the last load make a load, so
that an editor, or a copy of many files, has time to end."""

TOLD = 3  # of what is wrong, in an alarm


class FolderWatch:
    def __init__(
        self, look: Callable[[], str], load: Callable[..., dict[str, Any]], alarm: Callable[[str], None]
    ) -> None:
        self._look = look
        self._load = load
        self._alarm = alarm
        self._before = ""
        self._loaded = ""

    def run_forever(self) -> None:
        while True:
            gevent.sleep(EVERY)
            self.look()

    def look(self) -> None:
        try:
            now = self._look()
        except CannotCompile:
            return  # the next look finds another worker
        if now == self._before and now != self._loaded:
            self._loaded = now
            self._take()
        self._before = now

    def _take(self) -> None:
        try:
            answer = self._load(by="watch", how="watch")
        except Refused as why:
            self._alarm(f"the flows were changed and could not be loaded: {why}")
            return
        found = answer["found"]
        if found:
            said = "; ".join(f"{each['file']}:{each['line']}:{each['column']}: {each['text']}" for each in found[:TOLD])
            self._alarm(f"the flows were changed and are not loaded, {len(found)} errors: {said}")
