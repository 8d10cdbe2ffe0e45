"""Channels that Asterisk told of over AMI: any process of this machine can open a FastAGI session, and none but the
switch's own is a call."""

from collections import OrderedDict

from gevent.event import Event

from ccengine.model.ids import Seconds

KEPT = 16_384  # channels remembered, also those that are gone: a session may come after its channel's end


class KnownChannels:
    def __init__(self) -> None:
        self._seen: OrderedDict[str, Seconds | None] = OrderedDict()
        self._awaited: dict[str, Event] = {}

    def add(self, unique: str, since: Seconds | None = None) -> None:
        """`since`: when AMI says that it was made, by the engine's clock."""
        self._seen[unique] = since if since is not None else self._seen.get(unique)
        if len(self._seen) > KEPT:
            self._seen.popitem(last=False)
        if waiting := self._awaited.pop(unique, None):
            waiting.set()

    def wait(self, unique: str, limit: Seconds) -> bool:
        """Whether the channel is known, at the latest after `limit`: AMI and AGI come in any order."""
        if unique not in self._seen:
            self._awaited.setdefault(unique, Event()).wait(limit)
            self._awaited.pop(unique, None)
        return unique in self._seen

    def since(self, unique: str) -> Seconds | None:
        return self._seen.get(unique)
