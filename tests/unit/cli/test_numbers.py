"""`ccctl numbers`: what is said of answers, and what is refused before anything is asked.  The tables themselves are
tested by the manual's page (tests/whole/test_numbers_page.py)."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ccengine.cli import numbers
from ccengine.cli.ccctl import main
from ccengine.cli.words import numbers as words
from ccengine.model.service_level import LETTERS, Formula

SAID = Path(numbers.__file__).read_text("utf-8")
ROW: dict[str, Any] = {
    "queue": "客服", "begins": "2026-10-25T02:00:00+01:00", "offered": 3, "answered": 0, "abandoned": 0,
    "abandoned_short": 3, "flowed_out": 0, "otherwise": 0, "waiting": 0, "asa": None, "time_to_abandon": None,
    "longest_wait": 3.25, "aht": None, "service_level": {"formula": "SL2", "threshold": 20.0, "value": None},
}  # fmt: skip
ANSWER = {"interval": "1h", "formula": "SL2", "definition": Formula.SL2.definition, "letters": LETTERS,
          "short_abandon": 5.0, "rows": [ROW]}  # fmt: skip


def test_a_figure_of_nobody_is_empty_and_the_formula_has_its_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    head, row, _, formula, short = numbers.queue_table(ANSWER).splitlines()
    assert head.split()[-1] == "SL2"
    assert row.split() == ["2026-10-25", "02:00", "客服", "3", "0", "0", "3", "0", "0", "0", "3.2", "s"]
    assert formula == "SL2 = AT / A; A answered, AT answered within the threshold"
    assert short == "short: within 5 s"


def test_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    text = numbers.queue_table(ANSWER)
    assert "呼入" in text
    assert "SL2 = AT / A; A 接通, AT 阈值内接通" in text
    assert numbers.queue_table({**ANSWER, "rows": []}) == "没有数据。"


def test_every_sentence_is_said_somewhere() -> None:
    letters = {f"{letter} {meaning}" for letter, meaning in LETTERS.items()}
    states = {"wrap-up"}
    said = {text for text in words.CHINESE if f'"{text}"' in SAID} | letters | states
    assert set(words.CHINESE) - said == set()
    for english, chinese in words.CHINESE.items():
        assert sorted(re.findall(r"{[^}]*}", english)) == sorted(re.findall(r"{[^}]*}", chinese)), english


def test_csv_has_every_figure_and_reads_back() -> None:
    (row,) = csv.DictReader(io.StringIO(numbers.as_table([ROW])))
    assert (row["queue"], row["asa"], row["service_level.formula"], row["service_level.value"]) == (
        "客服",
        "",
        "SL2",
        "",
    )
    assert set(row) == (set(ROW) - {"service_level"}) | {f"service_level.{name}" for name in ROW["service_level"]}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--threshold", "30"], "is not a length of time"),
        (["--interval", "7m"], "'7m' is not one of"),
        (["--formula", "SL9"], "SL9"),
        (["--agents", "--formula", "SL3"], "are not for agents"),
        (["--csv", "--json"], "not both"),
    ],
)
def test_what_cannot_be_asked(arguments: list[str], why: str) -> None:
    done = CliRunner().invoke(main, ["numbers", *arguments])
    assert (done.exit_code, why in done.output) == (2, True), done.output
