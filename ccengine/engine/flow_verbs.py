"""What operators ask about versions over the control socket."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from ccengine.engine.book import Book
from ccengine.engine.control import Args, Refused
from ccengine.engine.loading import Loader, no_such_port
from ccengine.engine.portstate import Bound, PortState, Tally

NAME = 64  # characters of who did it


class FlowVerbs:
    def __init__(self, loader: Loader, book: Book) -> None:
        self._loader = loader
        self._book = book

    def verbs(self) -> Mapping[str, Callable[[Args], Any]]:
        return {
            "flows_load": self.load,
            "flows_promote": lambda args: self._loader.promote(text(args, "port"), text(args, "by")),
            "flows_rollback": lambda args: self._loader.rollback(text(args, "port"), text(args, "by")),
            "flows_versions": self.versions,
        }

    def load(self, args: Args) -> dict[str, Any]:
        share = args.get("share", 1.0)
        if not isinstance(share, int | float) or not math.isfinite(share) or not 0 < share <= 1:
            raise Refused("bad-request", "a share is a number above 0, up to 1")
        return self._loader.load(text(args, "port"), float(share), text(args, "by"))

    def versions(self, args: Args) -> dict[str, Any]:
        states = self._book.ports.states
        if not (port := text(args, "port")):
            return {"ports": [port_view(key, state) for key, state in states.items()]}
        if (key := self._book.ports.find(port)) is None:
            raise no_such_port(port, states)
        return {"ports": [{**port_view(key, states[key]), **history(states[key])}]}


def port_view(key: str, state: PortState) -> dict[str, Any]:
    """Times are seconds since the epoch."""
    return {
        "port": key,
        "now": bound_view(state.now),
        "canary": bound_view(state.canary),
        "share": state.share,
        "calls": len(state.inside),
        "limit": state.now.port.limit if state.now else 0,
        "takes": list(state.now.port.takes[:10]) if state.now else [],
    }


def bound_view(bound: Bound | None) -> dict[str, Any] | None:
    if bound is None:
        return None
    return {
        "version": bound.version,
        "flow": bound.port.flow,
        "language": bound.port.language,
        "how": bound.how,
        "by": bound.by,
        "at": bound.at,
        "load": bound.load,
    }


def history(state: PortState) -> dict[str, Any]:
    return {
        "before": [bound_view(each) for each in reversed(state.before)],
        "tallies": [tally_view(version, tally) for version, tally in state.tallies.items()],
    }


def tally_view(version: str, tally: Tally) -> dict[str, Any]:
    exits = sorted(tally.exits.items(), key=lambda each: -each[1])
    return {
        "version": version,
        "calls": tally.calls,
        "ended": tally.ended,
        "abandoned": tally.abandoned,
        "failures": tally.failures,
        "exits": [{"exit": exit, "calls": calls} for exit, calls in exits],
    }


def text(args: Args, name: str) -> str:
    value = args.get(name) or ""
    if not isinstance(value, str) or len(value) > NAME:
        raise Refused("bad-request", f"{name} is text of at most {NAME} characters")
    return value
