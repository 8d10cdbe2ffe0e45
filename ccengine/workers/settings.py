"""How many workers, and what each may take.  Every limit has a name and a default."""

from dataclasses import dataclass

from ccengine.model.ids import Seconds

FORBIDDEN = (
    "169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "100.100.100.200/32",  # clouds tell secrets to who asks there
    "0.0.0.0/8", "::/128", "224.0.0.0/4", "ff00::/8", "255.255.255.255/32",
)  # fmt: skip
"""Where no HTTP request goes.  Private networks and loopback are allowed: that is where a company's systems are, and
the host comes from the flow's author (docs/decisions/0096-what-http-may-ask.md)."""


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    http: int = 4  # worker processes at most; each serves one request at a time, started when they are needed
    script: int = 2
    member: int = 2  # PINs that are looked at at once; each takes 46 MB for a tenth of a second
    program: int = 8  # calls at once in an AGI program
    tasks: int = 200  # scripts that a runner serves before a fresh one takes its place
    memory: int = 512 * 1024 * 1024  # bytes of address space of a script or a program
    file_size: int = 64 * 1024 * 1024  # bytes of a file that it writes
    files: int = 256  # that it has open at once
    processes: int = 2000  # of the engine's user, beyond which it starts none (root is not held to it)
    forbidden: tuple[str, ...] = FORBIDDEN
    grace: Seconds = 1.0  # that a worker has beyond a task's time to end it and to tell; then it is replaced
    hangup_grace: Seconds = 5.0  # for an AGI program to finish when the caller has hung up


MAX_BODY = 64 * 1024
"""Bytes of an HTTP body in either direction, whatever the request says: the engine's loop stands still while it reads
them as JSON, 1 ms for so many (250 kB: 12 ms)."""
MAX_TIMEOUT: Seconds = 3600.0
