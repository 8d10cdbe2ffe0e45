"""duty.yaml -> rosters and people, or all that is wrong with them."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from ccengine.flow.duty.roster import DUTY, FILE, IN_TURN, NOBODY, PERSON, Person, Roster, Telephone, Turn
from ccengine.flow.schedules.days import state
from ccengine.flow.schedules.reading import Years, parts_of
from ccengine.model import yamltree
from ccengine.model.reader import Reader, Report, did_you_mean, list_of, mapping_of, open_reader
from ccengine.model.values import boolean, duration, matching, name, text, whole
from ccengine.model.yamltree import Scalar, Tree

TELEPHONES = 10  # of one person

number = matching(r"\+?[A-Za-z0-9*#_.-]{1,64}", "a number", "bad-target", "digits in quotes, or an agent's extension")


def parse_duty(data: bytes | str, years: Years, file: str = FILE) -> dict[str, Roster]:
    """By the target that names them: `duty:NAME` for a roster, `person:NAME` for who is always rung.  Raises BadInput
    with all that is wrong, and what `years` raises."""
    reader = open_reader(data, file, "duty")
    people = {person.name: person for person in (reader.need("people", mapping_of(_name, _person)) or {}).values()}
    none: dict[str, Roster] = {}
    rosters = reader.take("rosters", mapping_of(_name, _roster(years, people)), none)
    reader.done()
    reader.report.stop_if_any()
    alone = {
        f"{PERSON}{each.name}": Roster(name=f"{PERSON}{each.name}", at=each.at, otherwise=each.name, people=people)
        for each in people.values()
    }
    return {**alone, **{roster.name: roster for roster in rosters.values()}}


def _name(tree: Tree, report: Report) -> str:
    found = state(tree, report)
    if found in (NOBODY, IN_TURN):
        raise report.wrong(tree.at, f'"{found}" has a meaning of its own here', "reserved-name", "give another name")
    return found


# -- people


def _person(key: Scalar, tree: Tree, report: Report) -> Person:
    """His telephones alone, or with how they are rung."""
    telephones = list_of(_telephone, least=1, most=TELEPHONES)
    if not isinstance(tree, yamltree.Mapping):
        return Person(key.text, key.at, telephones(tree, report))
    reader = Reader(tree, f'person "{key.text}"', report)
    person = Person(
        key.text,
        key.at,
        reader.need("telephones", telephones) or (),
        reader.take("together", boolean, False),
    )
    reader.done()
    return person


def _telephone(tree: Tree, report: Report) -> Telephone:
    if not isinstance(tree, yamltree.Mapping):
        return Telephone(number(tree, report), tree.at)
    reader = Reader(tree, "a telephone", report)
    found = Telephone(reader.need("number", number) or "", tree.at, reader.take("ring", duration(1, 120), 0.0))
    reader.done()
    return found


# -- rosters


def _roster(years: Years, people: Mapping[str, Person]) -> Callable[[Scalar, Tree, Report], Roster]:
    def read(key: Scalar, tree: Tree, report: Report) -> Roster:
        reader = Reader(tree, f'roster "{key.text}"', report)

        def person(tree: Tree, report: Report) -> str:
            return _known(name(tree, report), tree, people, report)

        turn = reader.take("turn", _turn(person), None)
        for each in _named(reader, ("week", "exceptions", "holiday", "otherwise")):
            _known(each.text, each, {*people, NOBODY, *((IN_TURN,) if turn else ())}, report, stop=False)
        plan: dict[str, Any] = parts_of(reader, key, years, report, otherwise=IN_TURN if turn else NOBODY)
        substitute = reader.take("substitute", person, "")
        reader.done()
        return Roster(name=f"{DUTY}{key.text}", people=people, turn=turn, substitute=substitute, **plan)

    return read


def _turn(person: Callable[[Tree, Report], str]) -> Callable[[Tree, Report], Turn]:
    def read(tree: Tree, report: Report) -> Turn:
        reader = Reader(tree, "turn", report)
        turn = Turn(
            reader.need("people", list_of(person, least=1, most=100)) or (NOBODY,),
            reader.need("since", _day) or date.min,
            reader.take("at", _time, 480),
            reader.take("days", whole(1, 366), 7),
        )
        reader.done()
        return turn

    return read


def _day(tree: Tree, report: Report) -> date:
    try:
        return date.fromisoformat(tree.text if isinstance(tree, Scalar) else "")
    except ValueError:
        raise report.wrong(tree.at, "a day is needed", "bad-date", "write it as 2026-11-23") from None


def _time(tree: Tree, report: Report) -> int:
    match = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text(tree, report), re.ASCII)
    if match is None:
        raise report.wrong(tree.at, "a time of day is needed", "bad-time", 'write it in quotes, as in "08:00"')
    return 60 * int(match[1]) + int(match[2])


def _known(text: str, tree: Tree, known: Any, report: Report, stop: bool = True) -> str:
    if text not in known:
        remedy = (
            did_you_mean(text, known) or f"name him under `people`; those are: {', '.join(sorted(known)) or 'none'}"
        )
        wrong = report.wrong(tree.at, f'there is nobody called "{text}" in {FILE}', "unknown-person", remedy)
        if stop:
            raise wrong
    return text


def _named(reader: Reader, keys: tuple[str, ...]) -> Iterator[Scalar]:
    """Where a plan names people: days hold one, or people and their hours."""
    for key in keys:
        if key in reader.values:
            tree = reader.values[key][1]
            days = [each for _, each in tree.entries] if isinstance(tree, yamltree.Mapping) else [tree]
            if key == "holiday":
                days = [tree]
            for day in days:
                if isinstance(day, yamltree.Mapping):
                    yield from (who for who, _ in day.entries)
                elif isinstance(day, Scalar):
                    yield day
