"""The RTP peer as its user sees it: a process to start, legs to open, and what they heard.

Requests, each a JSON object on a line with an `id` that comes back with `ok` or `error`:
    open {leg, host, hz: [...]} -> {port}        connect {leg, host, port, law, keys_type, pace, light}
    tone {leg, hz: [...]}    speech {leg, path, again}    hush {leg, seconds}    audio {leg, path}
    press {leg, keys, hold, gap} -> {seconds}    until {leg, limit, hears|heard|keys|pressed, least, after} -> {since}
    report {leg} -> what it heard          close {leg, path} -> the same"""

import asyncio
import itertools
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ccengine_sim

TIMES = ".times"
"""Is written beside the WAV of what a leg heard: when each packet came, seconds since the epoch, as 64 bit floats."""


class MediaError(Exception):
    """The RTP peer refused, or is gone."""


@dataclass(frozen=True)
class Heard:
    """What a leg heard until now.  Times in seconds since the epoch; an interval is (start, end)."""

    packets: int
    lost: int  # by sequence numbers
    reordered: int
    bad: int  # datagrams that were no RTP of an agreed type
    stamp_jumps: int  # RTP time stamps that do not fit their sequence numbers
    jitter: float  # seconds, RFC 3550
    first_packet: float | None
    last_packet: float | None
    first_sound: float | None
    gaps: tuple[tuple[float, float], ...]  # (when it ended, seconds) of silences on the wire over 45 ms
    keys: tuple[tuple[float, str], ...]
    tones: Mapping[int, tuple[tuple[float, float], ...]]  # Hz -> when
    sounds: tuple[tuple[str, float, float], ...]  # ("silence" | "tone" | "sound", start, end)
    sent: Mapping[str, float]  # packets, late (seconds behind the schedule at worst), unsent
    frames: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # of 20 ms, in each interval of `tones`
    behind: tuple[tuple[float, float], ...] = ()  # when the peer itself stood still, for all legs

    def tone(self, hz: int, least: float = 0.04) -> tuple[tuple[float, float], ...]:
        """The intervals of a tone that last at least so long."""
        return tuple(i for i in self.tones.get(hz, ()) if i[1] - i[0] >= least)

    def began(self, hz: int, after: float = 0.0) -> float:
        """When a tone was first heard, from the time `after` on (seconds since the epoch).

        Not what `Line.hears` waits for: that is the begin of the interval that lasts, and three frames that come late
        make a new one.  Raises ValueError when the tone was not heard."""
        for start, end in self.tones.get(hz, ()):
            if end > after:
                return max(start, after)
        raise ValueError(f"no {hz} Hz after {after:.3f}; heard {dict(self.tones)}")

    def only(self, wanted: Sequence[int], of: Sequence[int], least: float = 0.06) -> bool:
        """Of the tones `of`, none but `wanted` was heard."""
        return not any(self.tone(hz, least) for hz in of if hz not in wanted)

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> "Heard":
        return cls(
            **{name: report[name] for name in ("packets", "lost", "reordered", "bad", "stamp_jumps", "jitter")},
            **{name: report[name] for name in ("first_packet", "last_packet", "first_sound", "sent")},
            gaps=tuple((t, s) for t, s in report["gaps"]),
            keys=tuple((t, key) for t, key in report["keys"]),
            tones={int(hz): tuple((a, b) for a, b in found) for hz, found in report["tones"].items()},
            sounds=tuple((kind, a, b) for kind, a, b in report["sounds"]),
            frames={int(hz): tuple(counts) for hz, counts in report["frames"].items()},
            behind=tuple((a, b) for a, b in report.get("behind", ())),
        )


class Media:
    """`async with Media() as media:`; the process lives as long."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Media":
        path = os.pathsep.join([str(Path(ccengine_sim.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ccengine_sim.phone.peer",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 24,
            process_group=0,  # Ctrl-C is for us: see sipp.py
            env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process is not None
        if self._process.stdin is not None:
            self._process.stdin.close()  # its end ends the peer
        try:
            await asyncio.wait_for(self._process.wait(), 10)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        if self._reader is not None:
            await self._reader

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            reply = json.loads(line)
            future = self._asked.pop(reply["id"], None)
            if future is None or future.done():
                continue
            if "error" in reply:
                future.set_exception(MediaError(reply["error"]))
            else:
                future.set_result(reply["ok"])
        for future in self._asked.values():
            if not future.done():
                future.set_exception(MediaError("the RTP peer has ended"))
        self._asked.clear()

    async def ask(self, do: str, leg: str, **values: object) -> Any:
        """Raises MediaError."""
        if self._process is None or self._process.stdin is None or self._process.returncode is not None:
            raise MediaError("the RTP peer does not run")
        ident = next(self._ids)
        self._asked[ident] = future = asyncio.get_running_loop().create_future()
        self._process.stdin.write((json.dumps({"id": ident, "do": do, "leg": leg, **values}) + "\n").encode())
        return await future

    async def report(self, leg: str) -> Heard:
        return Heard.of(await self.ask("report", leg))

    async def close(self, leg: str, audio: Path | None = None) -> Heard:
        """The last report of the leg; `audio`: where to write what it heard."""
        return Heard.of(await self.ask("close", leg, path=str(audio) if audio else ""))

    async def until(self, leg: str, limit: float, **wanted: object) -> float:
        """Wait for what `wanted` says (see above); returns since when it is so.  Raises TimeoutError with what was
        heard instead."""
        got = await self.ask("until", leg, limit=limit, **wanted)
        if got["since"] is None:
            report = got["report"]
            tail = {"tones": report["tones"], "sounds": report["sounds"][-8:], "keys": report["keys"]}
            raise TimeoutError(f"leg {leg}: {wanted} not within {limit} s; heard {tail}, {report['packets']} packets")
        return float(got["since"])
