"""Answers of a case that nobody asks for are told, with their place."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ccengine.cli.flow.test import command

FLOW = """\
flow: asks
language: zh
start: ask
nodes:
  ask:
    http: https://crm.example/api/customers
    path: "{{ caller.number }}"
    query: {fields: name}
    into: {json: customer}
    exits: {done: reckon}
    next: hangup
  reckon: {script: "bills.py:owed", effect: pure, exits: {done: named}, next: hangup}
  named: {tag: {customer: "{{ customer.name }}"}, next: hangup}
"""
CASES = """\
flow: asks
cases:
  one:
    answers: %s
    expect: {exit: %s}
"""
COMPLETE = "https://crm.example/api/customers/13800138000?fields=name"
ANSWER = "{json: {name: Li}}"
SCRIPT = '"bills.py:owed": {value: 3}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "asks.yaml").write_text(FLOW)
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "bills.py").write_text("def owed():\n    return 3\n")
    return tmp_path


def judged(folder: Path, answers: str, exit: str = "next") -> Result:
    file = folder / "asks.test.yaml"
    file.write_text(CASES % (answers, exit))
    return CliRunner().invoke(command, [str(file)])


@pytest.mark.parametrize("name", ["ask", "asks/ask", f'"{COMPLETE}"', '"https://crm.example/api/customers"'])
def test_names_that_answer(folder: Path, name: str) -> None:
    done = judged(folder, f"{{{name}: {ANSWER}, {SCRIPT}}}")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("aks", 'did you mean "ask"?'),
        ("asks/named", 'did you mean "asks/ask"?'),
        ("bills.py:owes", 'did you mean "bills.py:owed"?'),
        ("https://crm.example/api/customer", 'did you mean "https://crm.example/api/customers"?'),
        ("123", "what asks: ask, asks/ask, reckon, asks/reckon, https://crm.example/api/customers, bills.py:owed"),
    ],
)
def test_a_name_that_nothing_has(folder: Path, name: str, remedy: str) -> None:
    done = judged(folder, f'{{"{name}": {ANSWER}}}')
    assert done.exit_code == 2
    assert f'asks.test.yaml:4:15: "one": there is an answer for "{name}", and nothing asks so\n' in done.stderr
    assert remedy in done.stderr
    assert "[unknown-answer]" in done.stderr


@pytest.mark.parametrize(
    ("answers", "text"),
    [
        (f"{{ask: {{status: 404}}, {SCRIPT}}}", "the answer for bills.py:owed is not asked for"),
        (f'{{"{COMPLETE}&more=1": {ANSWER}}}', f"the answer for {COMPLETE}&more=1 is not asked for"),
        ("{ask: [{status: 404}, {status: 500}]}", "1 of the 2 answers for ask is not asked for"),
    ],
)
def test_an_answer_that_is_left(folder: Path, answers: str, text: str) -> None:
    done = judged(folder, answers, exit="failed" if "404" in answers else "no_answer")
    assert done.exit_code == 1
    assert f'"one": {text}\n' in done.stdout
    assert f"asked were: {COMPLETE}" in done.stdout
    assert "[failed-case]" in done.stdout
    assert "1 case, 1 failed" in done.stdout
