"""The door of the FastAGI port: who has not shown yet that Asterisk sent him.

Any process of this machine can connect and say that it is a call, also one that is here already.  Asterisk says the
home's key, which stands in its dialplan and nowhere else; it does so within milliseconds, so that in a crowd those who
came first and said nothing are the strangers."""

import hmac
import logging
import time
from collections import OrderedDict

from ccengine.model.ids import Seconds
from ccengine.model.secret import Secret
from ccengine.switch.asterisk.agi_session import AgiSession, NotAgi
from ccengine.wire.agi import Environment

log = logging.getLogger("ccengine.switch")

ROOM = 512
"""Connections that have said nothing yet; with the next one the first of them is closed."""
TOLD = 20
"""Lines of the log about strangers in one minute; how many more there were is told with the next."""
MINUTE: Seconds = 60.0


class Door:
    def __init__(self, key: Secret) -> None:
        self._key = key.reveal().encode()
        self._waiting: OrderedDict[AgiSession, None] = OrderedDict()
        self._minute = -MINUTE
        self._told = self._untold = 0

    def admit(self, session: AgiSession) -> Environment:
        """Wait until it has told all.  Raises NotAgi."""
        self._waiting[session] = None
        if len(self._waiting) > ROOM:
            self._waiting.popitem(last=False)[0].close()
        try:
            environment = session.open()
        finally:
            self._waiting.pop(session, None)
        said = environment.get("arg_1").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(said, self._key):
            raise NotAgi("it does not know the key of this home's dialplan")
        return environment

    def dropped(self, why: NotAgi) -> None:
        """Goes into the log, but not a line for every stranger."""
        now = time.monotonic()
        if now - self._minute >= MINUTE:
            if self._untold:
                log.warning("%d more connections to the FastAGI port were dropped", self._untold)
            self._minute, self._told, self._untold = now, 0, 0
        if self._told < TOLD:
            self._told += 1
            log.warning("a connection to the FastAGI port is dropped: %s", why)
        else:
            self._untold += 1
