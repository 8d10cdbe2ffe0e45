"""What left for outside: counted by facts, so that a crash forgets nothing.  Pure.

The gate counts a leg in the moment that it lets it through; its record, written before the leg leaves, says the same
again, and counts once.  So what is here is never less than what left."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from ccengine.acd import commands, events
from ccengine.model import facts
from ccengine.model.ids import CallId, OfferId, Seconds

HOUR: Seconds = 3600.0


@dataclass(slots=True)
class Count:
    legs: int = 0
    seconds: Seconds = 0.0  # of talks that are over


@dataclass(slots=True)
class Live:
    """A leg that is not over."""

    day: str
    counts: tuple[str, ...]
    since: Seconds | None = None  # it answered


@dataclass(slots=True)
class Tally:
    day: str = ""
    counts: dict[str, Count] = field(default_factory=dict)  # of that day, by counter
    live: dict[OfferId, Live] = field(default_factory=dict)
    _sent: set[OfferId] = field(default_factory=set)  # that day
    _of_call: dict[CallId, int] = field(default_factory=dict)  # legs, of calls that are here
    _of_caller: dict[str, list[Seconds]] = field(default_factory=dict)  # when, within the last hour

    def apply(self, body: object, at: Seconds) -> None:
        """One record of the journal.  Those that concern no leg outside change nothing."""
        if not self.live and not self._of_call and not isinstance(body, facts.LegSent):
            return  # nobody is outside
        match body:
            case facts.LegSent():
                self.sent(body, at)
            case events.OfferAnswered(offer=offer):
                self._answered(offer, at)
            case facts.CallArrived(call=call):
                self._answered(OfferId(call), at)  # one who was called back
            case (
                events.OfferFailed(offer=offer)
                | events.TalkEnded(offer=offer)
                | commands.Release(offer=offer)
                | commands.StopRinging(offer=offer)
            ):
                self._over(offer, at)
            case facts.CallEnded(call=call) | events.CallbackFailed(call=call):
                self._over(OfferId(call), at)
                self._of_call.pop(call, None)

    def sent(self, leg: facts.LegSent, at: Seconds) -> None:
        """Once, however often it is told."""
        if leg.day > self.day:
            self.day, self.counts = leg.day, {}
            self._sent.clear()
        if leg.offer in self._sent or leg.offer in self.live:  # of yesterday, when midnight came before its record
            return
        self._sent.add(leg.offer)
        if leg.day == self.day:
            for name in leg.counts:
                self.counts.setdefault(name, Count()).legs += 1
        self.live[leg.offer] = Live(leg.day, leg.counts)
        if str(leg.call) != str(leg.offer):  # else who is called back is a call himself
            self._of_call[leg.call] = self._of_call.get(leg.call, 0) + 1
        if leg.caller:
            self._forget_callers(at - HOUR)
            self._of_caller[leg.caller] = [*self._of_caller.get(leg.caller, ()), at]

    def _answered(self, offer: OfferId, at: Seconds) -> None:
        if (leg := self.live.get(offer)) is not None and leg.since is None:
            leg.since = at

    def _over(self, offer: OfferId, at: Seconds) -> None:
        leg = self.live.pop(offer, None)
        if leg is None or leg.since is None or leg.day != self.day:
            return
        for name in leg.counts:
            self.counts.setdefault(name, Count()).seconds += max(0.0, at - leg.since)

    def _forget_callers(self, before: Seconds) -> None:
        recent = ((caller, [at for at in times if at > before]) for caller, times in self._of_caller.items())
        self._of_caller = {caller: times for caller, times in recent if times}

    # -- what may be asked

    def legs(self, counter: str, day: str) -> int:
        count = self.counts.get(counter) if day == self.day else None
        return count.legs if count else 0

    def seconds(self, counter: str, day: str, now: Seconds, longest: Seconds) -> Seconds:
        """Of talks that are over and of those that are on, each of `longest` at most."""
        if day != self.day:
            return 0.0
        count = self.counts.get(counter, Count())
        talks = [leg for leg in self.live.values() if leg.since is not None and leg.day == day]
        on = sum(min(longest, max(0.0, now - (leg.since or now))) for leg in talks if counter in leg.counts)
        return count.seconds + on

    def of_call(self, call: CallId) -> int:
        return self._of_call.get(call, 0)

    def of_caller(self, caller: str, now: Seconds) -> int:
        """Within the last hour."""
        return sum(at > now - HOUR for at in self._of_caller.get(caller, ()))

    # -- over a restart

    def snapshot(self) -> dict[str, Any]:
        """JSON gives it back unchanged."""
        return {
            "day": self.day,
            "counts": {name: asdict(count) for name, count in self.counts.items()},
            "live": {offer: asdict(leg) for offer, leg in self.live.items()},
            "sent": sorted(self._sent),
            "of_call": dict(self._of_call),
            "of_caller": {caller: list(times) for caller, times in self._of_caller.items()},
        }

    @classmethod
    def restore(cls, plain: dict[str, Any]) -> "Tally":
        return cls(
            plain["day"],
            {name: Count(**count) for name, count in plain["counts"].items()},
            {OfferId(offer): _live(leg) for offer, leg in plain["live"].items()},
            _ids(plain["sent"]),
            {CallId(call): legs for call, legs in plain["of_call"].items()},
            plain["of_caller"],
        )


def _live(plain: dict[str, Any]) -> Live:
    return Live(**{**plain, "counts": tuple(plain["counts"])})


def _ids(plain: Iterable[str]) -> set[OfferId]:
    return set(map(OfferId, plain))
