"""Who holds a connection to the manager interface and does not log in is cut off (docs/decisions/0221)."""

import logging
import os
import re
from collections.abc import Callable
from pathlib import Path

from ccengine.app.console import ask

log = logging.getLogger("ccengine.supervisor")

ROOM = 6
"""Connections that nobody minds: the engine's, a probe of ours, an operator's tools."""

EVERY = 1.0  # seconds between looks
OLD = 2.0
"""Seconds for which a connection was seen without a login; ours logs in with its first packet."""

AFTER = 10.0
"""Seconds after the last look that found too many: those that came between two looks go, too, though they are few."""

_ESTABLISHED = "01"  # kernel, include/net/tcp_states.h
_LIMIT = 1.0  # seconds for an answer of Asterisk's console: the supervisor has others to watch
_AGAIN = 10.0  # seconds until the next look when there was none


class Silent:
    """Looks once a second at the kernel's table, and asks Asterisk only where there are more than ROOM.

    `port`: of AMI on loopback; `control`: Asterisk's socket; `pid`: its process, None while there is none."""

    def __init__(
        self, port: int, control: Path, pid: Callable[[], int | None], table: Path = Path("/proc/net/tcp")
    ) -> None:
        self._port = port
        self._control = control
        self._pid = pid
        self._table = table
        self._due = self._until = 0.0
        self._seen: dict[str, float] = {}  # by socket: since when it was seen without a login

    def look(self, now: float) -> int:
        """How many were cut off.  `now`: monotonic seconds.

        Errors are none of the caller's: a look that could not be made is made again later."""
        pid = self._pid()
        if pid is None:
            self._seen.clear()
        if pid is None or now < self._due:
            return 0
        self._due = now + EVERY
        try:
            if connections(self._table.read_text("ascii"), self._port) > ROOM:
                self._until = now + AFTER
            elif not self._seen or now >= self._until:
                self._seen.clear()
                return 0
            return self._cut(pid, now)
        except (OSError, ValueError) as error:
            log.warning("who says nothing to the manager interface is not known: %s", error)
            self._due = now + _AGAIN
            return 0

    def _cut(self, pid: int, now: float) -> int:
        sockets: dict[str, int] = {}
        for handle in without_login(ask(self._control, "manager show connected", limit=_LIMIT)):
            try:  # a number is given again, a socket's inode is not
                sockets[os.readlink(f"/proc/{pid}/fd/{handle}")] = handle
            except FileNotFoundError:
                continue  # closed meanwhile
        self._seen = {each: self._seen.get(each, now) for each in sockets}
        old = [sockets[each] for each, since in self._seen.items() if now - since >= OLD]
        if old:
            ask(self._control, *(f"manager kick session {handle}" for handle in old), limit=_LIMIT)
            log.warning("%d connections to the manager interface that did not log in were cut off", len(old))
        return len(old)


def connections(table: str, port: int) -> int:
    """How many are established to `port` of 127.0.0.1, by the text of /proc/net/tcp (proc_net_tcp(5))."""
    here = re.compile(rf"^ *\d+: 0100007F:{port:04X} [0-9A-F]+:[0-9A-F]+ {_ESTABLISHED} ", re.MULTILINE)
    return len(here.findall(table))


def without_login(table: str) -> list[int]:
    """Descriptors of those that `manager show connected` shows without a user's name (Asterisk 22.10: eight columns,
    the first one blank)."""
    return [int(line.split()[3]) for line in table.splitlines() if line.startswith("   ") and len(line.split()) == 7]
