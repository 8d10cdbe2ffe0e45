"""Between the engine and its workers: four bytes of length, then one JSON object in UTF-8.

No pickle: whoever writes here may be running a user's code.  A frame that is too long, or is not a JSON object, ends
the conversation."""

import json
from collections.abc import Mapping
from typing import Any

MAX_FRAME = 4 * 1024 * 1024
"""Bytes.  What is inside is capped much lower by each kind of task; this bounds the memory of the reader."""
HEAD = 4

Message = dict[str, Any]


class FrameError(Exception):
    """The other side does not keep to the protocol: drop it."""


def pack(message: Mapping[str, Any]) -> bytes:
    """A lone surrogate, which no UTF-8 can hold, becomes `?`.  Raises FrameError when it is too long, ValueError or
    TypeError when it is no JSON."""
    text = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    data = text.encode("utf-8", "replace")
    if len(data) > MAX_FRAME:
        raise FrameError(f"a frame of {len(data)} bytes; at most {MAX_FRAME}")
    return len(data).to_bytes(HEAD, "big") + data


class FrameReader:
    """Bytes in, messages out."""

    def __init__(self, limit: int = MAX_FRAME) -> None:
        self._limit = limit
        self._buffer = bytearray()

    @property
    def empty(self) -> bool:
        return not self._buffer

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def take(self) -> Message | None:
        """The next message; None when it is not complete yet."""
        if len(self._buffer) < HEAD:
            return None
        size = int.from_bytes(self._buffer[:HEAD], "big")
        if size > self._limit:
            raise FrameError(f"a frame of {size} bytes; at most {self._limit}")
        if len(self._buffer) < HEAD + size:
            return None
        data = bytes(self._buffer[HEAD : HEAD + size])
        del self._buffer[: HEAD + size]
        return _message(data)


def _message(data: bytes) -> Message:
    try:
        message = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FrameError(f"a frame that is no JSON: {error}") from error
    if not isinstance(message, dict):
        raise FrameError("a frame that is no JSON object")
    return message
