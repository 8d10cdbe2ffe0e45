"""What operators ask about schedules over the control socket: how they stand, and to put a state in their place."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import tzinfo
from typing import Any

from ccengine.engine.book import Book
from ccengine.engine.control import Args, Refused
from ccengine.engine.flow_verbs import text
from ccengine.engine.library import Library, Unavailable
from ccengine.flow.duty.roster import is_on_duty
from ccengine.flow.schedules.coming import lacking, remedy
from ccengine.flow.schedules.coming import text as missed
from ccengine.flow.schedules.forced import Forced, moment, shown, until
from ccengine.flow.schedules.schedule import Schedule, wall
from ccengine.model import facts
from ccengine.model.clock import Clock
from ccengine.model.ids import Seconds, VersionId
from ccengine.model.reader import did_you_mean

SHOWN = 20  # names in a sentence


class Hours:
    """Schedules are those of the versions that new calls enter: the same name may stand for two, while a canary is
    tried or a port was loaded alone."""

    def __init__(
        self, book: Book, library: Library, clock: Clock, written: Callable[[object], None], zone: tzinfo | None
    ) -> None:
        """`written`: put a fact on record and return when it is on disk.  `zone`: of schedules that name none."""
        self._book, self._library, self._clock, self._written, self._zone = book, library, clock, written, zone

    def verbs(self) -> Mapping[str, Callable[[Args], Any]]:
        return {"schedules": self.show, "schedule_force": self.force, "schedule_release": self.release}

    # -- how they stand

    def show(self, args: Args) -> dict[str, Any]:
        """Of one or all; `at`: another moment than now, of each schedule's zone when it names none."""
        name, wanted = text(args, "schedule"), text(args, "at")
        rows = []
        for schedule, ports in self._in_force(name):
            at = moment(wanted, schedule.zone or self._zone) if wanted else self._clock.now()
            if at is None:
                raise Refused("bad-request", f"{wanted!r} is no moment, as in 2026-10-01T12:30")
            rows.append(self._row(schedule, ports, at))
        return {"schedules": rows}

    def _row(self, schedule: Schedule, ports: list[str], at: Seconds) -> dict[str, Any]:
        put = self._book.forced.get(schedule.name)
        state, changes = shown(schedule, put, at, self._zone)
        kind = schedule.kind(wall(at, schedule.zone or self._zone).date())
        return {
            "schedule": schedule.name,
            "state": state,
            "at": at,
            "until": changes,
            "day": kind.value if kind else "",
            "zone": str(schedule.zone or self._zone or ""),
            "states": sorted(schedule.states),
            "ports": ports[:SHOWN],
            "forced": _forced(put) if put and put.holds(at) else None,
        }

    def status(self) -> dict[str, Any]:
        """Of what is in memory: it waits for nothing."""
        now = self._clock.now()
        known = [found for version in sorted(self._book.ports.live()) if (found := self._library.known(version))]
        schedules = [schedule for ready in known for schedule in ready.bundle.schedules.values()]
        missing = lacking(schedules, wall(now, self._zone).date())
        held = {name: put for name, put in self._book.forced.items() if put.holds(now)}
        return {
            "forced": [{"schedule": name, **_forced(put)} for name, put in sorted(held.items())],
            "missing": [{"text": missed(*each), "remedy": remedy(*each)} for each in sorted(missing)],
        }

    def _in_force(self, name: str) -> Iterator[tuple[Schedule, list[str]]]:
        """With the ports whose calls go by it.  Raises Refused."""
        found: list[tuple[Schedule, list[str]]] = []
        for key, state in self._book.ports.states.items():
            for version in sorted(state.versions()):
                for schedule in self._schedules(version):
                    ports = next((ports for known, ports in found if known == schedule), None)
                    if ports is None:
                        found.append((schedule, ports := []))
                    if key not in ports:
                        ports.append(key)
        if name and name not in (names := [schedule.name for schedule, _ in found]):
            hint = did_you_mean(name, names) or "there is: " + (", ".join(sorted({*names})[:SHOWN]) or "none")
            raise Refused("no-such-schedule", f"no port goes by a schedule {name!r}; {hint}")
        return iter(sorted((each for each in found if name in ("", each[0].name)), key=lambda each: each[0].name))

    def _schedules(self, version: VersionId) -> Iterable[Schedule]:
        try:
            return self._library.get(version).bundle.schedules.values()
        except Unavailable as why:
            raise Refused("version-lost", str(why)) from None

    # -- by hand

    def force(self, args: Args) -> dict[str, Any]:
        """Of one schedule, or of all that know the state; a roster is named."""
        state, name, by, wanted = (text(args, key) for key in ("state", "schedule", "by", "until"))
        there = [each for each in self._in_force(name) if name or not is_on_duty(each[0].name)]
        able = {schedule.name: schedule for schedule, _ in there if state in schedule.states}
        if not able:
            known = sorted({each for schedule, _ in there for each in schedule.states})
            hint = did_you_mean(state, known) or "known are: " + (", ".join(known[:SHOWN]) or "none")
            raise Refused("no-such-state", f"no schedule is ever {state!r}; {hint} (others: `by_hand` in the file)")
        puts = [facts.ScheduleForced(each.name, state, self._until(wanted, each), by) for each in able.values()]
        self._record(puts)
        return {
            "schedules": sorted(able),
            "others": sorted({schedule.name for schedule, _ in there} - able.keys()),
            "until": {put.schedule: put.until or None for put in puts},
            "zones": {each.name: str(each.zone or self._zone or "") for each in able.values()},
        }

    def _until(self, wanted: str, schedule: Schedule) -> Seconds:
        if not wanted:
            return 0.0
        if (at := until(wanted, self._clock.now(), schedule.zone or self._zone)) is None:
            raise Refused("bad-request", f"{wanted!r} is neither a time of day (14:00) nor a moment to come")
        return at

    def release(self, args: Args) -> dict[str, Any]:
        name, by, now = text(args, "schedule"), text(args, "by"), self._clock.now()
        held = [each for each, put in sorted(self._book.forced.items()) if put.holds(now) and name in ("", each)]
        held = [each for each in held if name or not is_on_duty(each)]
        if not held:
            raise Refused("not-forced", f"schedule {name!r} is not forced" if name else "no schedule is forced")
        self._record([facts.ScheduleReleased(each, by) for each in held])
        return {"schedules": held, "others": []}

    def _record(self, put: list[Any]) -> None:
        for each in put:
            self._written(each)


def forced(book: Book, schedule: str, now: Seconds) -> str:
    """The state in this schedule's place; "" for none."""
    put = book.forced.get(schedule)
    return put.state if put and put.holds(now) else ""


def _forced(put: Forced) -> dict[str, Any]:
    return {"state": put.state, "since": put.since, "until": put.until or None, "by": put.by}
