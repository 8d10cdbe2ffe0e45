"""Whoever guesses PINs, and members who want in, in virtual time, against the limits of engine/attempts.py."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from ccengine.engine.attempts import Attempts
from ccengine.model import facts
from ccengine.model.ids import CallId, Seconds
from ccengine.model.members import Verdict

MEMBER = "10023"
OWN = ("+8613800138000", "+8613800138001", "+8613800138002", "+8613800138003", "+8613800138004")
"""As many as can count as his own: on file and learned."""


@dataclass
class Town:
    attempts: Attempts = field(default_factory=Attempts)
    looked_at: list[tuple[Seconds, str]] = field(default_factory=list)  # of MEMBER: when, from whom
    calls: int = 0

    def wait(self, caller: str, now: Seconds, member: str = MEMBER) -> Seconds:
        return self.attempts.wait(self._tried(caller, member), now)

    def guess(self, caller: str, now: Seconds, member: str = MEMBER, verdict: Verdict = Verdict.REFUSED) -> bool:
        """Was it looked at?"""
        self.calls += 1
        tried = self._tried(caller, member)
        if self.attempts.wait(tried, now):
            return False
        if member == MEMBER:
            self.looked_at.append((now, caller))
        self.attempts.apply(tried, now)
        self.attempts.apply(facts.PinJudged(tried.call, verdict), now)
        return True

    def _tried(self, caller: str, member: str) -> facts.PinTried:
        own = member == MEMBER and caller in OWN
        return facts.PinTried(CallId(f"c{self.calls}"), member, caller, own)

    def most_within(self, seconds: Seconds) -> int:
        """Guesses on MEMBER in the busiest such time."""
        times = [at for at, _ in self.looked_at]
        first = most = 0
        for last, at in enumerate(times):
            while times[first] <= at - seconds:
                first += 1
            most = max(most, last - first + 1)
        return most


def callers(withheld: bool = True, own: bool = False, strangers: int = 3) -> list[str]:
    return [*([""] if withheld else []), *(OWN if own else ()), *(f"+86139{number:08d}" for number in range(strangers))]


def hammering(town: Town, who: list[str], hours: float, step: Seconds = 5.0) -> None:
    """All of them, again and again, without end."""
    now = 0.0
    while now < hours * 3600:
        for caller in who:
            town.guess(caller, now)
        now += step


def spaced(seed: int, hours: float, who: list[str]) -> Iterator[tuple[Seconds, str]]:
    """Tries at times of an attacker's choice: bursts, pauses, exactly when something is over."""
    random_ = random.Random(seed)
    now = 0.0
    while now < hours * 3600:
        now += random_.choice((0.0, 0.001, 1.0, 59.0, 60.0, 299.999, 300.0, 900.0, 3599.0, 3600.0, 3600.001))
        now += random_.random() * random_.choice((0, 1, 30, 600))
        yield now, random_.choice(who)
