"""Logs that do not fill the disk.

A child writes to its log through a descriptor that it keeps, and must go on writing if the supervisor dies: so no
pipe, and no renaming.  A log that grew over its bound is copied beside (`.1`) and truncated; every writer appends, so
the next line lands at the start.  Lines written between copy and cut are lost: a few, once in a bound."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from ccengine.model.home import Home

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Bound:
    path: Path
    size: int  # bytes; the copy beside takes as much again


def bounds(home: Home) -> list[Bound]:
    own = [Bound(home.log / f"{name}.log", 10 * MEGABYTE) for name in ("supervisor", "engine", "office")]
    asterisk = home.asterisk / "log"
    return [
        *own,
        Bound(asterisk / "messages", 10 * MEGABYTE),
        Bound(asterisk / "security", 10 * MEGABYTE),
        Bound(asterisk / "console", 10 * MEGABYTE),
        Bound(asterisk / "cel.csv", 100 * MEGABYTE),  # channel events: what recovery and the simulator compare with
    ]


def cut(bound: Bound) -> bool:
    """Copy and truncate if it is over its bound."""
    try:
        if bound.path.stat().st_size <= bound.size:
            return False
        beside = bound.path.with_name(bound.path.name + ".1")
        shutil.copyfile(bound.path, beside)
        os.truncate(bound.path, 0)
    except OSError:  # no log yet, or no space for the copy: the log itself must not grow on
        if bound.path.exists() and bound.path.stat().st_size > bound.size:
            os.truncate(bound.path, 0)
            return True
        return False
    return True


def open_log(home: Home, name: str) -> int:
    """A descriptor that appends to log/<name>.log, for a child's stdout and stderr."""
    home.log.mkdir(parents=True, exist_ok=True)
    return os.open(home.log / f"{name}.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)


def readable(line: str) -> str:
    """A line of Asterisk's log, which is JSON, as a person reads it; any other as it is.  Nothing in it moves the
    terminal."""
    try:
        told = json.loads(line)
        said = told["logmsg"]
        line = f"[{told['timestamp']}] {said['level']} {said['location']['filename']}: {said['message'].strip()}"
    except (ValueError, TypeError, KeyError, AttributeError):
        pass
    return "".join(char if char.isprintable() or char == "\t" else "?" for char in line)
