"""What a load, a promotion or a rollback changes: the facts that it becomes.  Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ccengine.engine.portbook import PortBook, settings_of
from ccengine.engine.portstate import Bound
from ccengine.flow.ports import Port
from ccengine.model.facts import NO_VERSION, PortSet
from ccengine.model.ids import VersionId


def loaded(
    book: PortBook,
    ports: Iterable[Port],
    versions: Mapping[str, VersionId],
    how: str,
    by: str,
    share: float,
    whole: bool,
) -> list[PortSet]:
    """`whole`: ports that are not among these are taken off; a canary takes off nothing."""
    number = book.loads + 1
    sets: list[PortSet] = []
    there = list(ports)
    for port in there:
        wanted = PortSet(port.key, versions[port.flow], how, number, by, share, settings_of(port))
        sets += _wanted(book, wanted)
    if whole and share >= 1:
        known = {port.key for port in there}
        gone = (key for key, state in book.states.items() if state.now and key not in known)
        sets += [PortSet(key, NO_VERSION, how, number, by) for key in gone]
    return sets


def _wanted(book: PortBook, wanted: PortSet) -> Iterator[PortSet]:
    """Nothing for what is in force already."""
    state = book.states.get(wanted.port)
    content = (wanted.version, wanted.settings)
    if state is not None and wanted.how == "up" and content == state.loaded:
        return  # also when it was taken back since
    if state is None or state.now is None:
        yield replace(wanted, share=1.0)  # there is nothing beside which it could be tried
    elif content == state.now.content:
        if state.canary and wanted.share >= 1:
            yield _set(state.now, "rollback", wanted.by)  # the canary is withdrawn
    elif state.canary is None or content != state.canary.content or wanted.share != state.share:
        yield wanted


def promoted(book: PortBook, keys: Iterable[str], by: str) -> list[PortSet]:
    found = ((key, book.states[key].canary) for key in keys)
    return [_set(canary, "promote", by) for _, canary in found if canary]


def back(book: PortBook, keys: Iterable[str], by: str, off: bool = False) -> list[PortSet]:
    """`off`: ports that are new with their load take no calls any more."""
    sets = []
    for key in keys:
        if before := book.back(key):
            sets.append(_set(before, "rollback", by))
        elif off and book.is_new(key):
            sets.append(PortSet(key, NO_VERSION, "rollback", book.states[key].load, by))
    return sets


def _set(bound: Bound, how: str, by: str) -> PortSet:
    return PortSet(bound.port.key, bound.version, how, bound.load, by, settings=bound.settings)


def _port(body: PortSet) -> Port | None:
    return Port.from_data(json.loads(body.settings)) if body.version else None


def conflict(book: PortBook, sets: Iterable[PortSet]) -> tuple[str, str, str] | None:
    """A number that two ports would take: the number and both."""
    changed = {each.port: each for each in sets if each.share >= 1}
    taken: dict[str, str] = {}
    for key in {*book.states, *changed}:
        now = book.states[key].now if key in book.states else None
        port = _port(changed[key]) if key in changed else now.port if now else None
        for name in port.takes if port else ():
            if taken.setdefault(name, key) != key:
                return name, taken[name], key
    return None
