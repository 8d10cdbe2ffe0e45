"""ccctl's side of the control API: HTTP over the unix socket in the home."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from ccengine.cli.words import say
from ccengine.model.home import Home

LIMIT = 15.0
"""Seconds for one answer; the office itself answers within ten."""


class Away(Exception):
    """The office cannot be asked; the text says why and what to do."""


class Refused(Exception):
    def __init__(self, code: str, text: str, remedy: str) -> None:
        super().__init__(text)
        self.code, self.text, self.remedy = code, text, remedy


class Api:
    def __init__(self, home: Path) -> None:
        self._home = home
        self._socket = Home(home).control_socket
        # a unix socket needs no TLS, whose certificates would be read at every start
        transport = httpx.HTTPTransport(uds=str(self._socket), verify=False)
        self._client = httpx.Client(transport=transport, base_url="http://ccengine/v1", timeout=LIMIT)

    def close(self) -> None:
        self._client.close()

    @property
    def home(self) -> Path:
        return self._home

    def get(self, path: str, within: float = LIMIT, **query: object) -> Any:
        """`within` so many seconds."""
        given = {name: str(v) for name, v in query.items() if v is not None}
        return self._ask("GET", path, params=given, timeout=within)

    def post(self, path: str, body: object = None, limit: float = LIMIT) -> Any:
        """`limit` in seconds."""
        return self._ask("POST", path, json=body, timeout=limit)

    def events(self) -> Iterator[Any]:
        """What happens from now on; ends only by Away or Refused."""
        timeout = httpx.Timeout(LIMIT, read=None)
        try:
            with self._client.stream("GET", "events", timeout=timeout) as response:
                if response.status_code != 200:
                    response.read()
                    raise _refused(response)
                for line in response.iter_lines():
                    if not line:
                        continue
                    event = json.loads(line)
                    if isinstance(event, dict) and isinstance(event.get("error"), dict):
                        raise _refusal(event)
                    yield event
        except httpx.HTTPError as error:
            raise self._away(error) from None

    def _ask(self, method: str, path: str, **what: Any) -> Any:
        try:
            response = self._client.request(method, path, **what)
        except httpx.HTTPError as error:
            raise self._away(error) from None
        except httpx.InvalidURL as error:
            raise Refused("not-allowed", str(error), "") from None
        if response.is_success:
            return response.json()
        raise _refused(response)

    def _away(self, error: httpx.HTTPError) -> Away:
        remedy = say(
            "Start everything with `ccengine up`, or name the right home with --home (this one: {home}).",
            home=self._home,
        )
        if isinstance(error, httpx.ConnectError):
            return Away(say("The office is not running: {why}.", why=self._why()) + f"\n    {remedy}")
        timed_out = isinstance(error, httpx.TimeoutException)
        why = say("no answer within {seconds:g} s", seconds=LIMIT) if timed_out else str(error) or type(error).__name__
        return Away(say("The office does not answer: {why}.", why=why) + f"\n    {remedy}")

    def _why(self) -> str:
        try:
            there = self._socket.is_socket()
        except PermissionError:
            return say("this user may not open it")
        return say("nobody listens on its control socket" if there else "its control socket is not there")


def _refused(response: httpx.Response) -> Refused:
    try:
        return _refusal(response.json())
    except ValueError:
        return Refused("strange", f"HTTP {response.status_code}", "")


def _refusal(body: Any) -> Refused:
    match body:
        case {"error": {"code": str(code), "text": str(text), **rest}}:
            return Refused(code, text, str(rest.get("remedy", "")))
    return Refused("strange", "an answer that is not understood", "")
