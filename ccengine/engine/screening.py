"""Who calls, before anything is answered: refused by a list or not, his class, and where his number is from."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ccengine.engine.listbook import ListBook, Row, Who
from ccengine.model import facts
from ccengine.model.call import CallInfo
from ccengine.model.clock import Clock
from ccengine.model.customer import NOBODY_KNOWN, Customer
from ccengine.model.here import HERE
from ccengine.model.home import Home
from ccengine.model.ids import Seconds
from ccengine.model.lists import Entry, Kind
from ccengine.model.numbering import Numbering
from ccengine.model.origins import UNKNOWN, BadTable, Origins, open_origins

log = logging.getLogger("ccengine.engine")

KEPT: Seconds = 7 * 86_400.0
"""An entry whose time is over is still shown so long; then it is forgotten."""

DOOR = (Kind.ALLOW, Kind.BLACKLIST)
CLASSES = (Kind.CLASS,)


@dataclass(frozen=True, slots=True)
class Screened:
    door: Entry | None = None  # that let him in or keeps him out
    classed: Entry | None = None  # that gives him his class
    customer: Customer = NOBODY_KNOWN

    @property
    def refused(self) -> bool:
        return self.door is not None and self.door.kind is Kind.BLACKLIST


UNSCREENED = Screened()


class Screening:
    def __init__(
        self, lists: ListBook, clock: Clock, numbering: Numbering = HERE, origins: Mapping[str, Origins] | None = None
    ) -> None:
        self._lists, self._clock, self._numbering = lists, clock, numbering
        self._origins = origins or {}

    def of_call(self, info: CallInfo, port: str, language: str) -> Screened:
        return self.look(info.caller_form, not info.caller, port, language)

    def look(self, form: str, withheld: bool, port: str, language: str) -> Screened:
        who, now = self._who(form, withheld), self._clock.now()
        door = self._lists.find(who, port, now, DOOR)
        classed = self._lists.find(who, port, now, CLASSES)
        origins = self._origins.get("zh" if language.startswith("zh") else "en", UNKNOWN)
        known = Customer(classed.entry.caller_class if classed else "", origins.area(form), origins.carrier(form))
        return Screened(door.entry if door else None, classed.entry if classed else None, known)

    def named(self, form: str, withheld: bool) -> list[Row]:
        """Every entry that names him; what decides is the first that holds at his port."""
        return list(self._lists.naming(self._who(form, withheld)))

    def _who(self, form: str, withheld: bool) -> Who:
        # What is no number (`sip:abc@...`) names nobody either: who sends it would be in no list but `*`.
        return Who(form, self._numbering.at_home(form), withheld or not form)


def origins_of(home: Home) -> dict[str, Origins]:
    """By language; what is not there is told once, and stays unknown."""
    found = {}
    for language in ("zh", "en"):
        try:
            found[language] = open_origins(home.origins / f"{language}.table")
        except (OSError, BadTable) as why:
            log.warning(
                "areas and carriers of numbers are not known: %s; `ccengine down` and `up` makes them anew", why
            )
    return found


def forgotten(lists: ListBook, now: Seconds) -> Iterator[facts.CallerUnlisted]:
    for entry in lists.over(now - KEPT):
        yield facts.CallerUnlisted(entry.kind.value, entry.what, entry.port)
