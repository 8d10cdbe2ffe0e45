"""What operators did: numbers and versions, schedules, lists, members.  Journalled, and part of the book.

Taken from model/facts.py, where they have their names, too."""

from dataclasses import dataclass

from ccengine.model.ids import Seconds, VersionId


@dataclass(frozen=True, slots=True)
class PortSet:
    """Which version the new calls of a port enter from now on: all of them, or (`share` below 1) a share, beside the
    version that the others enter.  Without a version the port takes no calls any more."""

    port: str  # its key in ports.yaml
    version: VersionId
    how: str  # up, load, watch, promote, rollback
    load: int  # number of the load that brought the version
    by: str = ""  # who did it
    share: float = 1.0
    settings: str = ""  # of the port, as a JSON object: flow/ports.py


@dataclass(frozen=True, slots=True)
class FlowsTaken:
    """What `up` had made ready is in force; when the engine starts again, it is not taken a second time."""

    stamp: str


@dataclass(frozen=True, slots=True)
class ScheduleForced:
    """Somebody put a state in a schedule's place; one that was forced before is over."""

    schedule: str
    state: str
    until: Seconds  # then it ends by itself; 0.0: when it is released
    by: str = ""  # who did it


@dataclass(frozen=True, slots=True)
class ScheduleReleased:
    """The schedule counts again."""

    schedule: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class CallerListed:
    """An entry of a list of callers (model/lists.py); one of the same kind, what and port is replaced by it."""

    kind: str
    what: str
    port: str = ""
    caller_class: str = ""
    reason: str = ""
    until: Seconds = 0.0  # 0.0: it stays
    by: str = ""  # who did it


@dataclass(frozen=True, slots=True)
class CallerUnlisted:
    kind: str
    what: str
    port: str = ""
    by: str = ""  # "": its time was over, and it is forgotten


@dataclass(frozen=True, slots=True)
class MemberUnlocked:
    """What was tried on this member is forgotten."""

    member: str
    by: str = ""  # who did it
