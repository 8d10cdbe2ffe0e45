"""What a member entered, and how it was judged, as far as a call's record tells it: no digit of it."""

import re
from collections.abc import Iterator
from typing import Any

from ccengine.flow.cases import visits
from ccengine.flow.cases.visits import Stage, Visited
from ccengine.flow.scripted import Answer
from ccengine.flow.scripted.script import Press
from ccengine.flow.scripted.services import VERDICTS
from ccengine.flow.trying.inputs import Input, Reply, Silence
from ccengine.model.services import Outcome

_MEMBER = re.compile(r"([0-9]+)(?: \(([^)]*)\))?(?: (.*))?")
"""As office/booking_members.py writes it."""
DIGITS = "91827364509182736450"
"""In the place of those that nobody kept: a PIN of them is not refused as weak."""
_OUTCOMES = {verdict: outcome for outcome, verdict in VERDICTS.items()}


def proofs(node: Any, visit: Visited, notes: list[str]) -> Iterator[Input]:
    """`notes`: what a reader of the case should know; it grows."""
    notes.append(f"What was entered in {node.id} is not on record: other digits stand for it.")
    entered = [stage for stage in visit.inside if stage["stage"] in (visits.INPUT, visits.PIN)]
    if node.verb == "member" and _by_phone(entered):
        notes.append(f"In {node.id} the caller was known by his phone; the case enters a number.")
        yield Press("0#")
    known = next((stage["detail"] for stage in visit.inside if stage["stage"] == visits.MEMBER), "")
    for stage in entered:
        if stage["stage"] == visits.PIN:
            yield Reply(_judged(stage, known))
        elif stage["detail"]:
            yield from _pressed(node, len(stage["detail"]))
        else:
            yield Silence()


def _by_phone(entered: list[Stage]) -> bool:
    """The first thing that was judged came of one entry."""
    kinds = [stage["stage"] for stage in entered[:2]]
    return kinds == [visits.INPUT, visits.PIN] and bool(entered[0]["detail"])


def _pressed(node: Any, digits: int) -> Iterator[Input]:
    full = getattr(node, "most", 0) == digits
    yield Press(DIGITS[:digits] + ("" if full else "#"))


def _judged(stage: Stage, known: str) -> Answer:
    outcome = _OUTCOMES.get(stage["exit"], Outcome.UNREACHABLE)
    found = _MEMBER.fullmatch(known) if outcome is Outcome.DONE else None
    if found is None:
        return Answer(outcome, status=0)
    number, kind, name = found.groups("")
    return Answer(outcome, {"number": number, "name": name, "class": kind})
