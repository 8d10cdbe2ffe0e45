"""Which process has a port, as far as /proc shows it to us."""

import os
from pathlib import Path

from ccengine.app.procs import MARK


def holder(kind: str, port: int) -> str:
    """`process 4711 (asterisk -f ...)`; a home's name if it is one of ours; "" when it is hidden.  `kind`: udp, tcp."""
    inodes = {inode for table in (kind, f"{kind}6") for inode in _inodes(table, port)}
    for entry in os.listdir("/proc") if inodes else ():
        if entry.isdigit() and _has(entry, inodes):
            return _told(entry)
    return ""


def _inodes(table: str, port: int) -> list[str]:
    try:
        lines = Path(f"/proc/net/{table}").read_text("ascii").splitlines()[1:]
    except OSError:
        return []
    found = []
    for fields in map(str.split, lines):
        listens = fields[3] == ("0A" if table.startswith("tcp") else "07")
        if listens and int(fields[1].rpartition(":")[2], 16) == port:
            found.append(f"socket:[{fields[9]}]")
    return found


def _has(pid: str, inodes: set[str]) -> bool:
    try:
        return any(os.readlink(f"/proc/{pid}/fd/{fd}") in inodes for fd in os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return False


def _told(pid: str) -> str:
    try:
        for entry in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
            if entry.startswith(f"{MARK}=".encode()):
                return f"the ccengine of {os.fsdecode(entry.partition(b'=')[2])} (process {pid})"
        program, *rest = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        command = " ".join([program.rpartition("/")[2], *rest]).strip()
    except OSError:
        command = ""
    shown = "".join(c if c.isprintable() else "?" for c in command)
    return f"process {pid} ({shown[:80]})" if shown else f"process {pid}"
