"""What a member entered -> a case that goes as it went, without a digit of it."""

from types import SimpleNamespace
from typing import Any

from ccengine.flow.cases.proofs import proofs
from ccengine.flow.cases.visits import Visited
from ccengine.flow.scripted import Answer
from ccengine.flow.scripted.script import Press
from ccengine.flow.trying.inputs import Input, Reply, Silence
from ccengine.model.members import weakness
from ccengine.model.services import Outcome

NODE = SimpleNamespace(id="who", verb="member", most=20)


def made(*stages: tuple[str, str, str], node: Any = NODE) -> tuple[list[Input], list[str]]:
    inside: list[Any] = [{"stage": stage, "detail": detail, "exit": exit} for stage, detail, exit in stages]
    notes: list[str] = []
    return list(proofs(node, Visited("f", "who", 0.0, inside=inside), notes)), notes


def test_a_wrong_one_and_a_right_one() -> None:
    entered = [("input", "*****", ""), ("input", "******", "")]
    refused, known = ("pin", "refused", "refused"), ("pin", "known", "known")
    inputs, notes = made(*entered, refused, *entered, known, ("member", "10023 (gold) 张三", ""))
    number, pin = Press("91827#"), Press("918273#")
    assert inputs == [
        number, pin, Reply(Answer(Outcome.REFUSED, status=0)),
        number, pin, Reply(Answer(Outcome.DONE, {"number": "10023", "name": "张三", "class": "gold"})),
    ]  # fmt: skip
    assert notes == ["What was entered in who is not on record: other digits stand for it."]
    assert weakness("918273") == ""


def test_nothing_entered_and_books_that_were_away() -> None:
    inputs, _ = made(("input", "", ""), ("input", "*****", ""), ("input", "******", ""), ("pin", "failed: x", "failed"))
    assert inputs == [Silence(), Press("91827#"), Press("918273#"), Reply(Answer(Outcome.UNREACHABLE, status=0))]


def test_one_who_was_known_by_his_phone_enters_a_number() -> None:
    inputs, notes = made(("input", "******", ""), ("pin", "locked: for 300 s", "locked"))
    assert inputs == [Press("0#"), Press("918273#"), Reply(Answer(Outcome.BUSY, status=0))]
    assert len(notes) == 2


def test_a_number_of_fixed_length_needs_no_terminator() -> None:
    inputs, _ = made(("input", "*****", ""), node=SimpleNamespace(id="who", verb="member", most=5))
    assert inputs == [Press("91827")]
