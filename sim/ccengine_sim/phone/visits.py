"""Who was rung, who answered, with whom, at the same time: from the phones' own SIP traces alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf

from ccengine_sim.phone.trace import Event


@dataclass
class Visit:
    """One INVITE to one phone.  Times in seconds since the epoch, None: it never came so far."""

    call_id: str
    user: str
    caller: str  # the number shown
    rung: float
    answered: float | None = None  # 200 OK sent
    acked: float | None = None  # it was taken up
    ended: float | None = None
    status: int = 0  # the phone's final answer

    def talks_at(self, other: "Visit") -> bool:
        """Both are answered calls, and overlap in time."""
        mine, theirs = self._span(), other._span()
        return mine is not None and theirs is not None and mine[0] < theirs[1] and theirs[0] < mine[1]

    @property
    def talked(self) -> bool:
        return self.answered is not None and self.acked is not None

    def _span(self) -> tuple[float, float] | None:
        if self.acked is None or self.answered is None:
            return None
        return self.answered, inf if self.ended is None else self.ended


def visits(events: Iterable[Event]) -> list[Visit]:
    """In the order of ringing."""
    found: dict[str, Visit] = {}
    for event in events:
        message = event.message
        if message.method == "INVITE" and not message.status and not event.sent and message.call_id not in found:
            found[message.call_id] = Visit(message.call_id, message.uri_user, message.user("From"), event.t)
        elif visit := found.get(message.call_id):
            _follow(visit, event)
    return list(found.values())


def _follow(visit: Visit, event: Event) -> None:
    match event.message.method, event.message.status, event.sent:
        case "INVITE", status, True if status >= 300:
            visit.status, visit.ended = status, visit.ended or event.t
        case "INVITE", status, True if status >= 200:
            visit.status, visit.answered = status, visit.answered or event.t
        case "ACK", 0, False if visit.answered is not None:
            visit.acked = visit.acked or event.t
        case "BYE", 0, _:
            visit.ended = visit.ended or event.t


def conflicts(found: Iterable[Visit]) -> Iterator[str]:
    """Breaches of: never one phone in two talks, never two phones in a talk with one caller; the second needs callers
    with numbers of their own.  A talk that began while others went on is told once, with the one that lasts longest."""
    talks = sorted((visit for visit in found if visit.talked), key=lambda visit: visit.answered or 0.0)
    longest: dict[tuple[str, str], Visit] = {}  # of a phone's, and of a caller's, so far
    for talk in talks:
        for key, breach in ((("phone", talk.user), _TWO_CALLERS), (("caller", talk.caller), _TWO_PHONES)):
            before = longest.setdefault(key, talk)
            if before is not talk and before.talks_at(talk):
                yield breach.format(a=before, b=talk)
            if (talk.ended or inf) > (before.ended or inf):
                longest[key] = talk


_TWO_CALLERS = "{a.user} talked with {a.caller} and {b.caller} at once ({a.call_id}, {b.call_id})"
_TWO_PHONES = "{a.caller} talked with {a.user} and {b.user} at once ({a.call_id}, {b.call_id})"
