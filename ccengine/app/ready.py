"""Is it ready?  One question each to engine and office, over their sockets, as any client would ask."""

import http.client
import json
import socket
from pathlib import Path
from typing import Any

from ccengine.model.home import Home

TIMEOUT = 1.0  # seconds for one question


def engine_ready(home: Home) -> bool:
    """The engine answers, and its switch is up."""
    status = engine_status(home)
    return status is not None and bool((status.get("switch") or {}).get("up"))


def engine_status(home: Home) -> dict[str, Any] | None:
    try:
        with socket.socket(socket.AF_UNIX) as asked:
            asked.settimeout(TIMEOUT)
            asked.connect(str(home.engine_socket))
            asked.sendall(b'{"id": 1, "do": "status"}\n')
            answer = json.loads(asked.makefile("rb").readline(1 << 20))
        return answer.get("ok") if isinstance(answer, dict) else None
    except (OSError, ValueError):
        return None


def office_ready(home: Home) -> bool:
    """The control API answers."""
    connection = UnixHTTP(home.control_socket)
    try:
        connection.request("GET", "/v1/status")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class UnixHTTP(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=TIMEOUT)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
