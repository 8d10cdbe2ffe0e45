"""A trial in a Chinese terminal."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccengine.app.shipped import shipped
from ccengine.cli.flow.try_ import command
from ccengine.cli.words.trials import CHINESE
from ccengine.flow import trying

SOURCES = "".join(file.read_text("utf-8") for file in Path(trying.__file__).parent.glob("*.py"))


def test_every_sentence_is_said_somewhere() -> None:
    assert [text for text in CHINESE if f'"{text}"' not in SOURCES] == []
    assert {*re.findall(r'\b_?say\(\s*"([^"]+)"', SOURCES)} <= {*CHINESE}


def test_every_value_is_in_both_languages() -> None:
    for english, chinese in CHINESE.items():
        assert sorted(re.findall(r"{[^}]*}", english)) == sorted(re.findall(r"{[^}]*}", chinese)), english


def test_a_chinese_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    done = CliRunner().invoke(
        command, [str(shipped("flows") / "hotline.yaml"), "--step"], input="where\nstep\nhang up\nstep\n"
    )
    assert "停在" in done.output
    assert "第 1 个节点" in done.output
    assert "通话结束：主叫挂机。" in done.output
