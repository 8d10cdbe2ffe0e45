"""`ccctl caller`: what the engine makes of a number."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccengine.cli.ccctl import main
from ccengine.cli.words import chinese


def told(home: Path, *arguments: str) -> str:
    (home / "settings.yaml").write_text('numbering: {area: "0755"}\n', "utf-8")
    ran = CliRunner().invoke(main, ["--home", str(home), "caller", *arguments])
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_what_is_made_of_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    local = json.loads(told(tmp_path, "23456789", "--json"))
    assert (local["form"], local["area"]) == ("+8675523456789", "Shenzhen, Guangdong")
    assert told(tmp_path, "10086") == "form: 10086\n"
    nobody = "anon\x1b[2J"
    assert "\x1b" not in told(tmp_path, nobody)
    assert "nobody's" in told(tmp_path, nobody)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert chinese()
    assert {"归属地: 北京市", "运营商: 中国移动"} <= set(told(tmp_path, "+86 138 0013 8000").splitlines())


def test_settings_that_are_wrong_are_told(tmp_path: Path) -> None:
    for text, why in (("numbering: {area: x}", "bad-area"), ("numbering: {country: XX}", "unknown-country")):
        (tmp_path / "settings.yaml").write_text(text, "utf-8")
        ran = CliRunner().invoke(main, ["--home", str(tmp_path), "caller", "110"])
        assert ran.exit_code == 1
        assert why in ran.output
