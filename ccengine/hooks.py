"""For users' callables, while a flow's `script` node runs them: what they may ask the hotline about their call.

    from ccengine.hooks import hotline

    def tariff():
        return "night" if hotline.schedule("office") == "night" else "day"

Every question goes to the engine and comes back within the node's time; one that has no answer raises HotlineError,
whose `why` is a word.  docs/manual/hooks.md."""

import os
from collections.abc import Callable, Mapping, Sequence
from threading import get_ident
from typing import Any

__all__ = ["HotlineError", "hotline"]

Ask = Callable[[dict[str, Any]], Mapping[str, Any]]
"""A question out, its answer back."""


class HotlineError(Exception):
    """There is no answer.  `why`: not known, wrong, refused, failed, timeout, unreachable, busy, unknown, too large, or
    no call."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(detail or why)
        self.why = why


class Hotline:
    """One call's, for the thread that the function runs in: one that it left behind would be told of the next call."""

    def __init__(self) -> None:
        self._ask: Ask | None = None
        self._asker = (0, 0)  # process and thread

    # -- what it may be asked

    def schedule(self, schedule: str) -> str:
        """The state that a schedule of schedules.yaml is in now: what the node `hours` goes by."""
        return str(self.ask("schedule", schedule))

    def duty(self, roster: str) -> str:
        """Who is on duty now by this roster of duty.yaml: his name there, or nobody."""
        return str(self.ask("duty", roster))

    def caller(self) -> dict[str, Any]:
        """What expressions see as `caller`: number, form, name, withheld, class, area, carrier."""
        return dict(self.ask("caller"))

    def member(self) -> dict[str, Any]:
        """Who the node `member` found: number, name, class; "" each before that.  Never a PIN."""
        return dict(self.ask("member"))

    def port(self) -> dict[str, Any]:
        """What expressions see as `port`."""
        return dict(self.ask("port"))

    def call(self) -> dict[str, Any]:
        """What expressions see as `call`: id."""
        return dict(self.ask("call"))

    def tags(self) -> dict[str, str]:
        return dict(self.ask("tags"))

    def tag(self, name: str, value: str | float) -> None:
        """Mark the call for the records, as the node `tag` does."""
        self.ask("tag", name, value)

    def give_class(self, caller_class: str) -> None:
        """The caller is of this class from now on: what a queue node takes his head start from."""
        self.ask("give_class", caller_class)

    def marks(self) -> dict[str, Any]:
        """The marks that the caller gave in this call, by question: what expressions see as `survey`."""
        return dict(self.ask("marks"))

    def lookup(
        self,
        source: str,
        table: str,
        fields: Sequence[str],
        where: Mapping[str, Any],
        order: Sequence[str] = (),
        most: int = 0,
    ) -> list[dict[str, Any]]:
        """Rows of a data source, as the node `lookup` gives them: all of them, or the first `most`."""
        more: dict[str, Any] = {"order": list(order), "most": most}
        given = {name: value for name, value in more.items() if value}
        return list(self.ask("lookup", source, table, list(fields), dict(where), **given))

    def store(self, source: str, table: str, values: Mapping[str, Any]) -> Any:
        """Put a row into a data source, as the node `store` does; what the settings say that it returns."""
        return self.ask("store", source, table, dict(values))

    # -- how

    def ask(self, name: str, *places: Any, **names: Any) -> Any:
        """Any question by its name; raises HotlineError."""
        if self._ask is None:
            raise HotlineError(
                "no call", "there is no call: the hotline answers only while a flow's script node runs this"
            )
        if self._asker != (os.getpid(), get_ident()):
            raise HotlineError("no call", "only the function itself may ask, no process or thread that it started")
        answer = self._ask({"ask": name, "places": list(places), "names": names})
        if denied := answer.get("denied"):
            raise HotlineError(str(denied), str(answer.get("detail", "")))
        return answer.get("value")

    def serve(self, ask: Ask | None) -> None:
        """From now on questions go there: by ccengine itself, before each call of a function."""
        self._ask, self._asker = ask, (os.getpid(), get_ident())


hotline = Hotline()
