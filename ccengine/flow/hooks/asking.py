"""One run of users' code for a call, and what it asks."""

import json
from collections.abc import Mapping, Sequence

from ccengine.flow.expr import ExpressionFault
from ccengine.flow.hooks.arguments import Unfit, fitted
from ccengine.flow.hooks.table import HOOKS, Asked, Denial
from ccengine.flow.running.here import Here
from ccengine.flow.running.scope import holds_secret
from ccengine.model.hooks import MAX_ASKED, Denied, Told, TooManyAsked
from ccengine.model.ids import Seconds
from ccengine.model.reader import did_you_mean
from ccengine.model.services import Effect, JsonValue


class FlowHooks:
    """Implements `Hooks`.  `effect`: what the flow's author says that a second run would do."""

    def __init__(self, here: Here, effect: Effect) -> None:
        self._here = here
        self._effect = effect
        self._count = 0

    def ask(self, name: str, places: Sequence[JsonValue], names: Mapping[str, JsonValue], within: Seconds) -> Told:
        self._count += 1
        most = self._here.scope.limits.asks
        if self._count > most:
            raise TooManyAsked(f"it asked the hotline more than {most} times (flow.asks)")
        try:
            return self._told(name, places, names, within)
        except Denial as denial:
            return Told(None, denial.denied, f"{name}: {denial}")
        except (Unfit, ExpressionFault) as why:
            return Told(None, Denied.WRONG, f"{name}: {why}")

    def _told(self, name: str, places: Sequence[JsonValue], names: Mapping[str, JsonValue], within: Seconds) -> Told:
        if (hook := HOOKS.get(name)) is None:
            raise Denial(Denied.NOT_KNOWN, did_you_mean(name, HOOKS) or f"known are: {', '.join(HOOKS)}")
        if hook.changes and self._effect is Effect.PURE:
            raise Denial(Denied.REFUSED, "the node says `effect: pure`, and this changes something")
        arguments = fitted(hook.parameters, places, names)
        value = hook.answer(Asked(self._here, self._effect, f"{self._here.key}.{self._count}", within), **arguments)
        return _bounded(value)


def _bounded(value: JsonValue) -> Told:
    if holds_secret(value):
        raise Denial(Denied.REFUSED, "it holds a secret, which is not given to users' code")
    size = len(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    if size > MAX_ASKED:
        raise Denial(Denied.TOO_LARGE, f"an answer of {size} bytes; at most {MAX_ASKED}")
    return Told(value)
