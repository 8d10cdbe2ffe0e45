"""What operators ask about the lists of callers over the control socket: to put somebody there, to take him out, and
what would become of a call."""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any

from ccengine.engine.control import Args, Refused
from ccengine.engine.core import Core
from ccengine.engine.flow_verbs import text
from ccengine.engine.listbook import Row
from ccengine.engine.screening import Screening
from ccengine.model import facts
from ccengine.model.lists import MOST, PATTERNS, REASON, Entry, Kind, NotListable, entry_id, is_pattern, what
from ccengine.model.reader import did_you_mean
from ccengine.model.settings import Settings
from ccengine.model.until import WRITTEN, read_until

AT_ONCE = 100  # entries of one request
SHOWN = 20  # names in a sentence


class ListVerbs:
    def __init__(self, core: Core, screening: Screening, settings: Settings, zone: tzinfo | None) -> None:
        self._core, self._screening, self._settings, self._zone = core, screening, settings, zone

    def verbs(self) -> Mapping[str, Callable[[Args], Any]]:
        return {"list_add": self.add, "list_remove": self.remove, "caller": self.caller}

    # -- entries

    def add(self, args: Args) -> dict[str, Any]:
        """All of them or, when one is wrong, none."""
        kind, by = _kind(args), text(args, "by")
        given = args.get("entries")
        if not isinstance(given, list) or not 0 < len(given) <= AT_ONCE or not all(map(_plain, given)):
            raise Refused("bad-request", f"`entries` is a list of 1 to {AT_ONCE} objects of texts")
        entries, wrong = [], []
        for each in given:
            try:
                entries.append(self._entry(kind, each, by))
            except Refused as why:
                wrong.append(why)
        if wrong:
            raise Refused(wrong[0].code, "\n".join(why.text for why in wrong[:SHOWN]))
        return self._put(entries)

    def _put(self, entries: list[Entry]) -> dict[str, Any]:
        lists = self._core.book.lists
        entries = list({each.id: each for each in entries}.values())
        new = [each for each in entries if lists.get(each.id) is None]
        self._room("lists.entries", len(lists) + len(new), MOST)
        tried = {each.what for each in new if is_pattern(each.what) and not lists.knows(each.what)}
        self._room("lists.patterns", lists.patterns + len(tried), PATTERNS)
        *before, last = map(_fact, entries)
        for fact in before:
            self._core.post(fact)
        self._core.written(last)  # and with it those before it
        ids = [each.id for each in entries]
        return {"added": len(new), "replaced": len(entries) - len(new), "entries": ids, "n": self._core.last}

    def _room(self, limit: str, wanted: int, default: int) -> None:
        most = self._settings.limits.get(limit, default)
        if wanted > most:
            text = f"the lists would hold {wanted} of these, and {most} is the most ({limit}); remove some, or raise it"
            raise Refused("no-room", text)

    def _entry(self, kind: Kind, given: Mapping[str, str], by: str) -> Entry:
        named = self._what(given.get("what", ""))
        port, caller_class = self._port(given.get("port", "")), given.get("caller_class", "")
        reason = given.get("reason", "")
        if len(reason) > REASON:
            raise Refused("bad-entry", f"{named}: a reason has at most {REASON} characters")
        if kind is Kind.CLASS and caller_class not in (known := sorted(self._settings.classes)):
            hint = did_you_mean(caller_class, known) or "there is: " + (", ".join(known[:SHOWN]) or "none")
            raise Refused("no-such-class", f"{named}: no class {caller_class!r} stands in settings.yaml; {hint}")
        if kind is not Kind.CLASS and caller_class:
            raise Refused("bad-entry", f"{named}: a class stands in the list of classes, not here")
        until, now = 0.0, self._core.clock.now()
        if wanted := given.get("until", ""):
            found = read_until(wanted, now, self._zone)
            if found is None:
                raise Refused("bad-entry", f"{named}: {wanted!r} is no time to come, {WRITTEN}")
            until = found
        return Entry(kind, named, port, caller_class, reason, until, by)

    def _what(self, given: str) -> str:
        try:
            return what(given, self._settings.numbering)
        except NotListable as why:
            raise Refused("bad-entry", f"{why}; {why.remedy}") from None

    def _port(self, given: str) -> str:
        if not given:
            return ""
        if (key := self._core.book.ports.find(given)) is not None:
            return key
        known = sorted(self._core.book.ports.states)
        hint = did_you_mean(given, known) or "there is: " + (", ".join(known[:SHOWN]) or "none")
        raise Refused("no-such-port", f"there is no port {given!r}; {hint}")

    def remove(self, args: Args) -> dict[str, Any]:
        kind, named, port = _kind(args), self._what(text(args, "what")), text(args, "port")
        row = self._core.book.lists.get(entry_id(kind, named, port)) or self._core.book.lists.get(
            entry_id(kind, named, self._port(port))
        )
        if row is None:
            raise Refused(
                "not-listed", f"the list {kind.value} has no {named!r}" + (f" at port {port}" if port else "")
            )
        self._core.written(facts.CallerUnlisted(kind.value, named, row.entry.port, text(args, "by")))
        return {"removed": row.entry.id, "n": self._core.last}

    # -- what would become of a call

    def caller(self, args: Args) -> dict[str, Any]:
        number, port, language = text(args, "number"), self._port(text(args, "port")), text(args, "language")
        form = self._settings.numbering.form(number)
        withheld = args.get("withheld") is True or not form
        found = self._screening.look(form, withheld, port, language)
        at_start = self._settings.classes.get(found.customer.caller_class)
        named = self._screening.named(form, withheld)
        return {
            "number": number,
            "form": form,
            "withheld": withheld,
            "refused": found.refused,
            "listed": found.door.id if found.door else "",
            "classed": found.classed.id if found.classed else "",
            "caller_class": found.customer.caller_class,
            "head_start": at_start.head_start if at_start else 0.0,
            "area": found.customer.area,
            "carrier": found.customer.carrier,
            "named": [self._row(row) for row in named],
        }

    def _row(self, row: Row) -> dict[str, Any]:
        entry = row.entry
        return {
            "id": entry.id,
            "kind": entry.kind.value,
            "what": entry.what,
            "port": entry.port,
            "caller_class": entry.caller_class,
            "reason": entry.reason,
            "until": entry.until or None,
            "since": entry.since,
            "by": entry.by,
            "hits": row.hits,
            "last_hit": row.last or None,
            "holds": entry.holds(self._core.clock.now()),
        }


def _kind(args: Args) -> Kind:
    found = text(args, "kind")
    if found not in list(Kind):
        raise Refused("bad-request", f"there is no list {found!r}; known: {', '.join(Kind)}")
    return Kind(found)


def _fact(entry: Entry) -> facts.CallerListed:
    kind = entry.kind.value
    return facts.CallerListed(kind, entry.what, entry.port, entry.caller_class, entry.reason, entry.until, entry.by)


def _plain(given: object) -> bool:
    known = ("what", "reason", "until", "caller_class", "port")
    return isinstance(given, dict) and all(name in known and isinstance(given[name], str) for name in given)
