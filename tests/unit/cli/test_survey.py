"""`ccctl survey`: what is exported runs in no spreadsheet."""

import csv
import io

import pytest

from ccengine.cli.marks import grade
from ccengine.cli.spreadsheet import as_csv, cell


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|'/c calc'!A0", "+1+1", "-1+1", "@SUM(1)", "  =1", "\t=1", "\n=1", "\r\n=1+1", "＝1+1", "＋1", "－1",
        "＠x", "\x00=1", "\u200b=1",
    ],
)  # fmt: skip
def test_a_formula_is_text(text: str) -> None:
    ((found,),) = csv.reader(io.StringIO(as_csv(["a"], [[text]]).partition("\n")[2]))
    assert found[0] == "'" or found[0] == "\\"  # what is not printed is shown as its escape, which is no formula
    assert "\n" not in found


@pytest.mark.parametrize("value", [-5, 0, 4.5, "8001", "满意", "a=b", "5-1", ""])
def test_what_is_none_stays(value: object) -> None:
    assert cell(value) == value


def test_a_mark_has_the_name_of_the_terminals_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert [grade({"zh": "好", "en": "good"}), grade({"": "so-so"}), grade({"de": "gut"}), grade({})] == [
        "好", "so-so", "gut", "",
    ]  # fmt: skip
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert grade({"zh": "好", "en": "good"}) == "good"
