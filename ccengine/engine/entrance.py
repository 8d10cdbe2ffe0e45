"""Where a call comes in: its port, whether there is room, and the version that it is pinned to."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass

from ccengine.engine.library import Library, Unavailable
from ccengine.engine.portbook import PortBook
from ccengine.engine.portstate import PortState
from ccengine.engine.screening import UNSCREENED, Screened, Screening
from ccengine.model.call import CallInfo
from ccengine.model.facts import NO_VERSION
from ccengine.model.here import HERE
from ccengine.model.ids import CallId, VersionId
from ccengine.model.numbering import Numbering
from ccengine.switch.asterisk.path import LONGEST
from ccengine.workers.versions.ready import Ready

UNALLOCATED = 1  # Q.850: the caller hears "number not in service" (SIP 404)
BUSY = 17  # the caller hears the busy tone (SIP 486)
REJECTED = 21  # the call is refused (SIP 403)
FAILURE = 41  # temporary failure (SIP 503)


@dataclass(frozen=True, slots=True)
class Admitted:
    port: str
    version: VersionId
    canary: bool
    language: str
    variables: str  # what the flow sees as `port`, as JSON
    ready: Ready
    caller: Screened = UNSCREENED


@dataclass(frozen=True, slots=True)
class Refusal:
    why: str
    cause: int  # Q.850
    listed: str = ""  # the entry of the blacklist


class Entrance:
    def __init__(
        self,
        book: PortBook,
        library: Library,
        screening: Screening,
        numbering: Numbering = HERE,
        draw: Callable[[], float] = random.random,
        name: str = "",
    ) -> None:
        """`name`: by which this hotline knows a call that it sent out itself; "" for none."""
        self._screening = screening
        self._name = name
        self._book = book
        self._library = library
        self._numbering = numbering
        self._draw = draw
        self._arriving: dict[CallId, str] = {}  # admitted, and not in the book yet

    def admit(self, info: CallInfo, trunk: str) -> Admitted | Refusal:
        """A call that is new.  May wait for its version, when the engine has just come back."""
        if self._name in info.path or len(info.path) > LONGEST:
            return Refusal("it was sent out here, and has come back", REJECTED)
        key, called = self._port(info.called, trunk)
        state = self._book.states[key] if key is not None else None
        if key is None or state is None or state.now is None:
            return Refusal("unknown number", UNALLOCATED)
        caller = self._screening.of_call(info, key, state.now.port.language)
        if caller.refused and caller.door:
            return Refusal("blacklisted", REJECTED, caller.door.id)
        if 0 < state.now.port.limit <= self._inside(key, state):
            return Refusal("limit", BUSY)
        self._arriving[info.id] = key
        bound, canary = state.choose(self._draw)
        assert bound is not None
        try:
            ready = self._library.get(bound.version)
        except Unavailable as why:
            self.over(info.id)
            return Refusal(f"its version cannot be opened: {why}", FAILURE)
        seen = {**bound.port.variables, "number": state.now.port.number(called)}
        variables = json.dumps(seen, ensure_ascii=False, separators=(",", ":"))
        return Admitted(key, bound.version, canary, bound.port.language, variables, ready, caller)

    def caller(self, info: CallInfo, language: str) -> Screened:
        """Of one whom we called: no list keeps him out, and his port is not asked."""
        return self._screening.of_call(info, "", language)

    def _port(self, called: str, trunk: str) -> tuple[str | None, str]:
        """And the number as the port has it: a carrier may write it in another way."""
        if (key := self._book.port_of(called)) is not None:
            return key, called
        for each in self._numbering.spellings(called):
            if (key := self._book.port_of(each)) is not None:
                return key, each
        return self._book.port_of(called, trunk), called

    def _inside(self, key: str, state: PortState) -> int:
        self._arriving = {call: port for call, port in self._arriving.items() if call not in state.inside}
        return len(state.inside) + sum(port == key for port in self._arriving.values())

    def over(self, call: CallId) -> None:
        """Its session has ended."""
        self._arriving.pop(call, None)

    def again(self, flow: str, version: VersionId) -> Ready:
        """What a call that is taken up goes on in.  Raises Unavailable."""
        return self._library.get(version or self._by_flow(flow))

    def _by_flow(self, flow: str) -> VersionId:
        """For a call of before there were versions: the one of its flow that is in force."""
        bounds = (state.now for state in self._book.states.values() if state.now)
        return next((bound.version for bound in bounds if bound.port.flow == flow), NO_VERSION)
