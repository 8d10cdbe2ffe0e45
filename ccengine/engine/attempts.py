"""How often PINs may be tried: wrong ones of the last hour make the next one wait.  Pure: changed by records alone.

A PIN from one of the member's own phones is counted by itself, so that no stranger can keep him out:

    own        member and phone: three at once, then one after 5 minutes, then one every 15
    member     on one member, from phones that are not his: three at once, a minute between the next twelve, then 15
    withheld   on one member, from callers who withhold their number: as `own`, and apart from `member`
    caller     from one phone, on whatever members it is not of: as `own`

Those who withhold their number are not one person: nobody counts them but by the member they try.  What is known in
the end was not wrong and does not count; nothing else, and no success, makes the waits shorter.  The reasons, and what
comes of it for who guesses and who is a member: docs/decisions/0201-attempts.md."""

from collections.abc import Iterable, Iterator
from typing import Any

from ccengine.model import facts
from ccengine.model.ids import CallId, Seconds
from ccengine.model.members import Verdict

HOUR: Seconds = 3600.0
FEW: tuple[Seconds, ...] = (0.0, 0.0, 0.0, 300.0, 900.0)
MANY: tuple[Seconds, ...] = (0.0, 0.0, 0.0, *[60.0] * 12, 900.0)
"""By the number of wrong ones of the last hour: seconds from the last of them to the next that is looked at."""

OWN, MEMBER, WITHHELD, CALLER = "own", "member", "withheld", "caller"
WAITS = {OWN: FEW, MEMBER: MANY, WITHHELD: FEW, CALLER: FEW}

MOST = 20_000
"""Counts that are kept.  A new one of strangers' then waits until others are over; own phones never do."""


class Attempts:
    def __init__(self) -> None:
        self._wrong: dict[str, list[Seconds]] = {}  # by count, the times within the last hour
        self._open: dict[CallId, tuple[Seconds, list[str]]] = {}  # of PINs that are being looked at: when, and counts
        self._prune_at = MOST // 2

    def wait(self, tried: facts.PinTried, now: Seconds) -> Seconds:
        """How long until such a one is looked at; 0 for at once."""
        return max((self._wait(count, now) for count in counts(tried)), default=0.0)

    def _wait(self, count: str, now: Seconds) -> Seconds:
        kind = count.partition(" ")[0]
        times = [at for at in self._wrong.get(count, ()) if at > now - HOUR]
        if not times:
            return FEW[-1] if kind != OWN and self._is_full(count, now) else 0.0
        waits = WAITS[kind]
        return max(0.0, times[-1] + waits[min(len(times), len(waits) - 1)] - now)

    def apply(self, body: object, at: Seconds) -> None:
        match body:
            case facts.PinTried(call=call):
                self._judged(call, wrong=True)
                self._open[call] = (at, found := list(counts(body)))
                self._add(found, at)
            case facts.PinJudged(call=call, verdict=verdict, tried=True):
                self._judged(call, wrong=verdict == Verdict.REFUSED)
            case facts.CallEnded(call=call):
                self._judged(call, wrong=True)
            case facts.MemberUnlocked(member=member):
                self.forget(member)

    def _is_full(self, count: str, now: Seconds) -> bool:
        if count in self._wrong or len(self._wrong) < MOST:
            return False
        self._prune(now)
        return len(self._wrong) >= MOST

    def _prune(self, now: Seconds) -> None:
        self._wrong = {count: times for count, times in self._wrong.items() if times[-1] > now - HOUR}
        self._prune_at = min(MOST, max(MOST // 2, 2 * len(self._wrong)))

    def _add(self, found: Iterable[str], at: Seconds) -> None:
        if len(self._wrong) >= self._prune_at:
            self._prune(at)
        for count in found:
            self._wrong[count] = [*(time for time in self._wrong.get(count, ()) if time > at - HOUR), at]

    def _judged(self, call: CallId, wrong: bool) -> None:
        at, found = self._open.pop(call, (0.0, []))
        for count in () if wrong else found:
            times = self._wrong.get(count, [])
            if at in times:
                times.remove(at)
            if not times:
                self._wrong.pop(count, None)

    def forget(self, member: str) -> None:
        """All that was tried on him, from whatever phone."""
        of = (f"{MEMBER} {member}", f"{WITHHELD} {member}")
        self._wrong = {
            count: times
            for count, times in self._wrong.items()
            if count not in of and not count.startswith(f"{OWN} {member} ")
        }

    def of(self, member: str, now: Seconds) -> dict[str, int]:
        """How many wrong ones of the last hour stand against him, by kind."""
        found: dict[str, int] = {}
        for count, times in self._wrong.items():
            kind, _, rest = count.partition(" ")
            if kind != CALLER and rest.partition(" ")[0] == member:
                found[kind] = found.get(kind, 0) + sum(at > now - HOUR for at in times)
        return found

    def snapshot(self) -> dict[str, Any]:
        return {"wrong": self._wrong, "open": self._open}

    @classmethod
    def restore(cls, state: dict[str, Any]) -> "Attempts":
        attempts = cls()
        attempts._wrong = {count: list(times) for count, times in state.get("wrong", {}).items()}
        attempts._open = {call: (at, list(found)) for call, (at, found) in state.get("open", {}).items()}
        return attempts


def counts(tried: facts.PinTried) -> Iterator[str]:
    """In which it counts."""
    if tried.own:
        yield f"{OWN} {tried.member} {tried.caller}"
        return
    if tried.caller:
        yield f"{CALLER} {tried.caller}"
    if tried.member:
        yield f"{MEMBER if tried.caller else WITHHELD} {tried.member}"
