"""Connections of the control API that ask nothing go.

uvicorn keeps one for ever that never ends its request's head, and refuses all requests while there are too many: on the
loopback port any process of this machine could have kept everybody out."""

import asyncio
from typing import cast

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_TIME = 10.0
"""Seconds for a request's head to arrive."""
SILENT = 256
"""Connections; with the next one, the one that has asked nothing for longest is closed."""


class Connection(H11Protocol):
    _patience: asyncio.TimerHandle | None = None
    _since = 0.0  # by the loop's clock: the last time that it did something

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._look()
        if len(self.connections) > SILENT:
            silent = [each for each in cast("set[Connection]", self.connections) if not each.busy]
            min(silent, key=lambda each: each._since, default=self).transport.close()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    @property
    def busy(self) -> bool:
        """A request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    def _look(self) -> None:
        self._since = self.loop.time()
        if self.busy:
            self._forget()
        elif self._patience is None:
            self._patience = self.loop.call_later(HEAD_TIME, self._give_up)

    def _give_up(self) -> None:
        self._patience = None
        if not self.busy:
            self.transport.close()

    def _forget(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
