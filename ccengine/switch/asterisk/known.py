"""Channels that Asterisk told of over AMI: any process of this machine can open a FastAGI session, and none but the
switch's own is a call."""

from collections import OrderedDict
from collections.abc import Iterable

from gevent.event import Event

from ccengine.model.ids import Seconds

KEPT = 2048  # channels remembered that are gone: a session may come after its channel's end


class KnownChannels:
    def __init__(self) -> None:
        self._here: dict[str, Seconds | None] = {}
        self._gone: OrderedDict[str, Seconds | None] = OrderedDict()
        self._awaited: dict[str, Event] = {}

    def add(self, unique: str, since: Seconds | None = None) -> None:
        """`since`: when AMI says that it was made, by the engine's clock."""
        self._here[unique] = since if since is not None else self.since(unique)
        if waiting := self._awaited.pop(unique, None):
            waiting.set()

    def gone(self, unique: str) -> None:
        if unique in self._here:
            self._gone[unique] = self._here.pop(unique)
            if len(self._gone) > KEPT:
                self._gone.popitem(last=False)

    def only(self, there: Iterable[str]) -> None:
        """All that are there, as a state that was read anew says."""
        now = set(there)
        for unique in [*self._here]:
            if unique not in now:
                self.gone(unique)
        for unique in now:
            self.add(unique)

    def wait(self, unique: str, limit: Seconds) -> bool:
        """Whether the channel is known, at the latest after `limit`: AMI and AGI come in any order."""
        if unique not in self:
            self._awaited.setdefault(unique, Event()).wait(limit)
            self._awaited.pop(unique, None)
        return unique in self

    def since(self, unique: str) -> Seconds | None:
        return self._here.get(unique) or self._gone.get(unique)

    def __contains__(self, unique: str) -> bool:
        return unique in self._here or unique in self._gone
