"""Answers of one source that were given a moment ago."""

import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from ccengine.model.ids import Seconds
from ccengine.model.services import LookupAnswer

ENTRIES = 500
LARGEST = 4096  # bytes of an answer that is kept: all of them together are 2 MB at most


class RowCache:
    """`seconds`: that an answer is good for; 0: none is kept."""

    def __init__(self, seconds: Seconds) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[str, tuple[Seconds, str, LookupAnswer]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, task: Mapping[str, Any], now: Seconds) -> LookupAnswer | None:
        """`now`: by the monotonic clock."""
        kept = self._kept.get(_key(task)) if self._seconds else None
        return kept[2] if kept and now < kept[0] else None

    def put(self, task: Mapping[str, Any], answer: LookupAnswer, size: int, now: Seconds) -> None:
        """`size`: bytes of the answer."""
        if not self._seconds or size > LARGEST:
            return
        self._kept[_key(task)] = now + self._seconds, task["table"], answer
        self._kept.move_to_end(_key(task))
        while len(self._kept) > ENTRIES:
            self._kept.popitem(last=False)

    def forget(self, table: str) -> None:
        """Something was stored in it."""
        for key in [key for key, (_, of, _) in self._kept.items() if of == table]:
            del self._kept[key]


def _key(task: Mapping[str, Any]) -> str:
    return json.dumps([task[part] for part in ("table", "fields", "where", "order", "limit")], sort_keys=True)
