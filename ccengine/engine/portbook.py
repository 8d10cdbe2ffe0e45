"""Which version each port's calls enter, what it was before, and how the calls of each version ended.

Pure: changed by records of the journal alone, live and in recovery."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ccengine.engine.portstate import BOUND, Bound, PortState, Tally
from ccengine.flow.ports import Port
from ccengine.journal.snapshots import Encoded, encode
from ccengine.model import facts
from ccengine.model.ids import Seconds, VersionId

if TYPE_CHECKING:
    from ccengine.engine.book import Known

KEPT = 20  # versions of a port that one can go back to


class PortBook:
    def __init__(self) -> None:
        self.states: dict[str, PortState] = {}
        self.loads = 0  # so many
        self.taken = ""  # stamp of what `up` made ready and is in force
        self._routes: dict[str, str] = {}  # called number, trunk or line -> port

    def port_of(self, called: str, trunk: str = "") -> str | None:
        return self._routes.get(called) or self._routes.get(f"trunk {trunk}")

    def find(self, name: str) -> str | None:
        """A port by its key, or by what it takes."""
        return name if name in self.states else self._routes.get(name)

    def live(self) -> set[VersionId]:
        return {version for state in self.states.values() for version in state.versions()}

    # -- records

    def apply(self, body: facts.PortSet, at: Seconds) -> None:
        state = self.states.setdefault(body.port, PortState())
        state.changed()
        self.loads = max(self.loads, body.load)
        bound, before = None, state.now
        if body.version:
            bound = Bound(body.version, body.load, body.how, body.by, at, body.settings)
            if before is None and not state.before and body.how != "rollback":
                state.first = body.load
        if body.how in ("up", "load", "watch"):
            state.loaded = bound.content if bound else (facts.NO_VERSION, "")
        if bound and body.share < 1:
            state.canary, state.share, state.load = bound, body.share, body.load
            state.tallies.clear()  # compared are the calls since the trial began
        elif body.how == "rollback":
            self._back(state, bound)
        else:
            if state.now and state.now != bound:
                state.before = [*state.before, state.now][-KEPT:]
            state.now, state.canary, state.share, state.load = bound, None, 0.0, body.load
        self._trim(state)
        self._route(body.port, before, state.now)

    def _back(self, state: PortState, bound: Bound | None) -> None:
        if state.canary is None and state.before:
            state.now = state.before.pop()
        elif state.canary is None:
            state.now = bound
        state.canary, state.share = None, 0.0
        state.load = state.now.load if state.now else 0

    def _trim(self, state: PortState) -> None:
        kept = {*state.versions(), *(bound.version for bound in state.before)}
        state.tallies = {version: tally for version, tally in state.tallies.items() if version in kept}

    def _route(self, key: str, before: Bound | None, now: Bound | None) -> None:
        """A number that went from one port to another in one load: whichever was told first."""
        for name in before.port.takes if before else ():
            if self._routes.get(name) == key:
                del self._routes[name]
        self._routes |= dict.fromkeys(now.port.takes if now else (), key)

    def arrived(self, body: facts.CallArrived) -> None:
        if (state := self.states.get(body.port)) is not None and body.call not in state.inside:
            state.changed()
            state.inside.add(body.call)
            state.tallies.setdefault(body.version, Tally()).enter()

    def ended(self, known: "Known", body: facts.CallEnded) -> None:
        state = self.states.get(known.port)
        if state is None:
            return
        state.changed()
        state.inside.discard(known.call)
        if (tally := state.tallies.get(known.version)) is not None:
            tally.end(known, body.by)

    # -- what going back would do

    def back(self, key: str) -> Bound | None:
        """What the port's calls would enter after a rollback; None when there is nothing to go back to."""
        state = self.states[key]
        if state.canary is not None:
            return state.now
        return state.before[-1] if state.before else None

    def is_new(self, key: str) -> bool:
        """The load that changed it last has brought it: before there was no such port."""
        state = self.states[key]
        return state.now is not None and state.load == state.first and self.back(key) is None

    def last_changed(self) -> list[str]:
        """Ports of the last load that can go back, and those that are new with it; none for the first load of all, for
        a rollback must not leave a home without any port."""
        loads = {key: state.load for key, state in self.states.items() if state.now or state.before}
        newest = max(loads.values(), default=0)
        keys = [key for key, load in loads.items() if load == newest and (self.back(key) or self.is_new(key))]
        stay = any(self.back(key) for key in keys) or any(
            state.now for key, state in self.states.items() if key not in keys
        )
        return keys if stay else []

    # -- snapshot

    def snapshot(self) -> Encoded:
        pieces = [f'{{"loads":{self.loads},"taken":{encode(self.taken)},"states":{{']
        for number, (key, state) in enumerate(self.states.items()):
            pieces += f"{',' if number else ''}{encode(key)}:", state.text
        return Encoded([*pieces, "}}"])

    @classmethod
    def restore(cls, data: Mapping[str, Any]) -> "PortBook":
        book = cls()
        book.loads, book.taken = data["loads"], data["taken"]
        for key, state in data["states"].items():
            book.states[key] = PortState(
                now=_bound(state["now"]),
                canary=_bound(state["canary"]),
                share=state["share"],
                load=state["load"],
                first=state.get("first", 0),
                before=[bound for each in state["before"] if (bound := _bound(each))],
                loaded=(state["loaded"][0], state["loaded"][1]),
                tallies={version: Tally(**tally) for version, tally in state["tallies"].items()},
                inside=set(state["inside"]),
            )
            book._route(key, None, book.states[key].now)
        return book


def _bound(data: dict[str, Any] | None) -> Bound | None:
    return None if data is None else Bound(**{name: data[name] for name in BOUND})


def settings_of(port: Port) -> str:
    """Canonical, for the journal."""
    return json.dumps(port.as_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
