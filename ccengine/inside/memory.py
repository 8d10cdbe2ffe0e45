"""Memory and descriptors of this process, as the kernel and Python tell them.  Source: proc(5)."""

import os
import re
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

_FIELD = re.compile(r"^(Rss|Private_Dirty): +(\d+) kB$", re.MULTILINE)


def memory() -> dict[str, int]:
    """`resident` and `private` (written by this process, shared with none) in bytes; `blocks`: allocations of 512 bytes
    and less that live, which no allocator's habit blurs."""
    with suppress(OSError):  # a kernel without
        told = {name: int(kilobytes) * 1024 for name, kilobytes in _FIELD.findall(_rollup())}
        return {"resident": told["Rss"], "private": told["Private_Dirty"], "blocks": sys.getallocatedblocks()}
    return {"blocks": sys.getallocatedblocks()}


def _rollup() -> str:
    return Path("/proc/self/smaps_rollup").read_text("utf-8")


def descriptors() -> dict[str, int]:
    """Open files by kind: `socket`, `pipe`, `eventpoll` ...; what has a path is a `file`."""
    kinds: Counter[str] = Counter()
    for entry in os.listdir("/proc/self/fd"):
        with suppress(OSError):  # the one that listed them
            kinds[_kind(os.readlink(f"/proc/self/fd/{entry}"))] += 1
    return dict(kinds)


def _kind(target: str) -> str:
    """proc_pid_fd(5): `socket:[1234]`, `anon_inode:[eventpoll]`, `anon_inode:inotify`, or a path."""
    if target.startswith("/"):
        return "file"
    kind, _, rest = target.partition(":")
    return rest.strip("[]") if kind == "anon_inode" else kind
