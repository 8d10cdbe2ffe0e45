"""The gate that every outgoing leg goes through, whichever switch starts it: an agent's phone always, somebody outside
only by the settings, and only so often (docs/decisions/0110, 0207)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ccengine.model.facts import LegSent
from ccengine.model.ids import CallId, OfferId, Seconds
from ccengine.model.numbers import masked, normal, with_plus
from ccengine.model.outgoing import MOST, Outgoing
from ccengine.model.parties import Outside, Party
from ccengine.model.why import LegCause
from ccengine.switch.tally import Tally

NO_CALL = CallId("")


class NotDialled(Exception):
    """The leg must not be started."""

    def __init__(self, cause: LegCause, why: str, number: str = "") -> None:
        """`number`: as it may stand in a log."""
        super().__init__(f"{number!r} {why}" if number else why)
        self.cause = cause
        self.why = why


@dataclass(frozen=True, slots=True)
class Origin:
    """On whose behalf a leg is started."""

    port: str = ""  # where his call came in, by its key
    caller: str = ""  # the form of his number; "" when nobody knows it


@dataclass(frozen=True, slots=True)
class Around:
    """What the gate asks besides the settings."""

    of: Callable[[CallId], Origin] = lambda _call: Origin()
    ours: Callable[[str], bool] = lambda _number: False  # is it a number by which calls come in here?
    form: Callable[[str], str] = lambda number: number  # by which numbers are compared
    now: Callable[[], Seconds] = lambda: 0.0
    day: Callable[[], str] = lambda: ""  # today, where the hotline stands
    alarm: Callable[[str], None] = lambda _text: None


@dataclass(frozen=True, slots=True)
class Limit:
    """Of a day."""

    counter: str
    setting: str  # its name
    of: str  # whom it limits, for people
    legs: int
    minutes: int = MOST


class Gate:
    def __init__(self, outgoing: Outgoing, tally: Tally | None = None, around: Around | None = None) -> None:
        """`tally`: what left already; it is counted on."""
        self._outgoing = outgoing
        self._tally = Tally() if tally is None else tally
        self._around = around or Around()
        self._outside: set[OfferId] = set()  # legs that are out
        self._told: set[tuple[str, str]] = set()  # alarms: the day and the limit

    def number(self, offer: OfferId, party: Party, call: CallId = NO_CALL) -> tuple[str, LegSent | None]:
        """The number to dial, and what is to be on record before that; for an agent's phone "" and nothing.  A leg that
        passed counts: among those at once until `over`.  Raises NotDialled."""
        if not isinstance(party, Outside):
            return "", None
        number = self._allowed(party.number)
        origin = Origin() if call == NO_CALL else self._around.of(call)
        self._no_loop(number, origin)
        leg = self._counted(offer, call, number, origin)
        if len(self._outside) >= self._outgoing.at_once:
            why = f"{self._outgoing.at_once} outgoing calls are there already (`outgoing: at_once`)"
            raise NotDialled(LegCause.CONGESTION, why, masked(number))
        self._outside.add(offer)
        self._tally.sent(leg, self._around.now())
        return number, leg

    def _allowed(self, text: str) -> str:
        number, shown = normal(text), masked(text)  # the call's record has it in full
        if not self._outgoing.contact:
            raise NotDialled(LegCause.NOT_ALLOWED, "may not be dialled: the settings name no `outgoing`", shown)
        if number is None:
            raise NotDialled(LegCause.NOT_ALLOWED, "is no number", shown)
        if not self._outgoing.allows(number):
            raise NotDialled(LegCause.NOT_ALLOWED, "does not begin as `outgoing: allowed` says", shown)
        return number

    def _no_loop(self, number: str, origin: Origin) -> None:
        if number == self._outgoing.caller or self._around.ours(number):
            raise NotDialled(LegCause.NOT_ALLOWED, "is a number of this hotline: it would call itself", masked(number))
        if origin.caller and self._around.form(number) == origin.caller:
            raise NotDialled(LegCause.NOT_ALLOWED, "is the caller's own number", masked(number))

    # -- how often

    def _counted(self, offer: OfferId, call: CallId, number: str, origin: Origin) -> LegSent:
        """Raises NotDialled when one of the limits is reached."""
        out, tally = self._outgoing, self._tally
        day = max(self._around.day(), tally.day)  # a clock or a time zone that is set back opens no day without counts
        limits = tuple(self._limits(number, origin))
        for limit in limits:
            if tally.legs(limit.counter, day) >= limit.legs:
                self._full(limit, f"{limit.legs} legs a day {limit.of}", day, number)
            if limit.minutes < MOST:
                spent = tally.seconds(limit.counter, day, self._around.now(), out.longest)
                if spent >= 60.0 * limit.minutes:
                    self._full(limit, f"{limit.minutes} minutes a day {limit.of}", day, number)
        if tally.of_call(call) >= out.per_call:
            why = f"is one too many: a call may start {out.per_call} legs (`outgoing: per_call`)"
            raise NotDialled(LegCause.CAPPED, why, masked(number))
        if origin.caller and tally.of_caller(origin.caller, self._around.now()) >= out.per_caller:
            text = f"{out.per_caller} legs an hour for one caller"
            self._full(Limit(f"caller {origin.caller}", "per_caller", "", 0), text, day, number)
        return LegSent(offer, call, number, day, tuple(limit.counter for limit in limits), origin.caller)

    def _limits(self, number: str, origin: Origin) -> Iterator[Limit]:
        out, form = self._outgoing, self._around.form(number)
        yield Limit("all", "per_day", "in all", out.per_day, out.minutes_per_day)
        yield Limit(f"number {form}", "per_number", "to one number", out.per_number)
        for prefix, cap in out.prefixes.items():
            if with_plus(number).startswith(with_plus(prefix)):
                yield Limit(f"prefix {prefix}", "prefixes", f"to numbers with {prefix}", cap.legs, cap.minutes)
        if origin.port in out.ports:
            cap = out.ports[origin.port]
            yield Limit(f"port {origin.port}", "ports", f"for port {origin.port}", cap.legs, cap.minutes)

    def _full(self, limit: Limit, text: str, day: str, number: str) -> None:
        """An alarm, once a day; the leg is refused every time."""
        if (day, limit.counter) not in self._told:
            self._told = {each for each in self._told if each[0] == day} | {(day, limit.counter)}
            rest = "no other leaves within the hour" if limit.setting == "per_caller" else "no other leaves today"
            self._around.alarm(
                f"outgoing calls: {text.strip()} are reached; {rest} (`outgoing: {limit.setting}` of settings.yaml)"
            )
        why = f"may not be dialled now: {text.strip()} are reached (`outgoing: {limit.setting}`)"
        raise NotDialled(LegCause.CAPPED, why, masked(number))

    # -- legs that are out

    def found(self, offers: Iterable[OfferId]) -> None:
        """Legs that are out since before this run of the engine."""
        self._outside.update(offers)

    def over(self, offer: OfferId) -> None:
        self._outside.discard(offer)
