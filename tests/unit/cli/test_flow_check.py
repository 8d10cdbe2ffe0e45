"""`ccctl flow check`, as it is typed."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ccengine.app.shipped import shipped
from ccengine.cli.ccctl import main
from ccengine.cli.flow.checking import Places, check_paths
from ccengine.cli.flow.findings import Outcome, as_github
from ccengine.model.diagnostics import Diagnostic, Position

RIGHT = "flow: {}\nlanguage: zh\nstart: a\nnodes:\n  a: {{play: welcome, next: hangup}}\n"
TAGS = """
  b: {tag: {x: "{{ port.company }}"}, next: c}
  c: {tag: {x: "{{ port.slot }}"}, next: hangup}
"""
SETTINGS = "agents: {8001: {}}\nqueues: {service: {agents: [8001]}}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for folder in ("flows", "prompts/zh", "prompts/en"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("zh/welcome", "zh/old", "en/welcome"):
        (tmp_path / "prompts" / f"{name}.wav").touch()
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    write(tmp_path, "hotline", RIGHT.format("hotline"))
    return tmp_path


def write(home: Path, name: str, text: str) -> Path:
    file = home / "flows" / f"{name}.yaml"
    file.write_text(text, "utf-8")
    return file


def check(*words: object) -> Result:
    return CliRunner().invoke(main, ["flow", "check", *map(str, words)])


def rules(result: Result) -> list[tuple[str, int, str]]:
    return [(Path(each["file"]).name, each["line"], each["rule"]) for each in json.loads(result.stdout)["found"]]


def test_a_right_flow(home: Path) -> None:
    result = check(home / "flows" / "hotline.yaml")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "1 flow, 0 errors, 0 warnings\n", "")


def test_a_folder_is_told_what_no_flow_plays_and_strict_makes_it_an_error(home: Path) -> None:
    result = check(home / "flows")
    assert result.exit_code == 0
    assert "warning: prompts/zh: 1 file that no flow plays: old" in result.stdout
    strict = check(home / "flows", "--strict", "--format", "json")
    assert strict.exit_code == 1
    assert [each["severity"] for each in json.loads(strict.stdout)["found"]] == ["error"]
    assert rules(strict) == [("zh", 1, "unused-prompt")]


def test_what_the_index_lists_is_a_stock_that_no_flow_has_to_play(home: Path) -> None:
    index = home / "prompts" / "index.yaml"
    index.write_text("voices: {zh: {name: zh}}\nprompts:\n  old: {zh: 旧}\n", "utf-8")
    assert check(home / "flows", "--strict").exit_code == 0
    index.write_text("voices: {zh: {name: zh}}\nprompts:\n  other: {zh: 旧}\n", "utf-8")
    assert rules(check(home / "flows", "--strict", "--format", "json")) == [("zh", 1, "unused-prompt")]
    index.write_text("prompts: [old]\n")
    result = check(home / "flows", "--strict")
    assert (result.exit_code, "index.yaml cannot be read" in result.stderr) == (1, True)


def test_the_shipped_flows_are_right_also_when_warnings_count() -> None:
    assert check(shipped("flows"), "--strict").stdout == "1 flow, 0 errors, 0 warnings\n"


def test_all_errors_of_all_files_at_once_in_order(home: Path) -> None:
    write(home, "a", "flow: a\nlanguage: zh\nstart: b\nnodes:\n  a: {queue: servce, next: c}\n")
    write(home, "z", "flow: z\nlanguage: zh\nstrat: b\n")
    result = check(home / "flows", "--format", "json")
    assert result.exit_code == 1
    assert rules(result)[:-1] == [
        ("a.yaml", 3, "unknown-node"),
        ("a.yaml", 5, "unknown-queue"),
        ("a.yaml", 5, "unknown-node"),
        ("z.yaml", 1, "missing-key"),  # nodes; start is strat
        ("z.yaml", 3, "unknown-key"),
    ]


def test_a_flow_that_others_enter_is_checked_as_they_enter_it(home: Path) -> None:
    main = "flow: main\nlanguage: zh\nstart: a\nnodes:\n  a: {language: en, next: b}\n"
    write(home, "main", main + "  b: {call: sub, next: hangup}\n")
    write(home, "sub", "flow: sub\nlanguage: zh\nstart: a\nexits: [done]\nnodes:\n  a: {play: old, next: done}\n")
    alone = check(home / "flows" / "sub.yaml", "--format", "json")
    assert (alone.exit_code, rules(alone)) == (0, [])
    entered = check(home / "flows" / "main.yaml", "--format", "json")
    assert (entered.exit_code, rules(entered)) == (1, [("sub.yaml", 6, "missing-prompt")])
    assert check(home / "flows", "--format", "json").stdout.count("missing-prompt") == 1


def test_flows_that_only_enter_each_other_are_not_passed_over(home: Path) -> None:
    for one, other in (("x", "y"), ("y", "x")):
        write(home, one, f"flow: {one}\nlanguage: zh\nstart: a\nnodes:\n  a: {{goto: flow/{other}}}\n")
    found = rules(check(home / "flows", "--format", "json"))
    assert [each for each in found if each[2] == "loop-without-wait"] == [
        ("x.yaml", 5, "loop-without-wait"),
        ("y.yaml", 5, "loop-without-wait"),
    ]


def test_ports_say_the_languages_and_the_variables_that_a_flow_can_count_on(home: Path) -> None:
    write(home, "hotline", RIGHT.format("hotline").replace("welcome", "old") + TAGS)
    flow = home / "flows" / "hotline.yaml"
    flow.write_text(flow.read_text().replace("next: hangup}", "next: b}", 1))
    ports = home / "flows" / "ports.yaml"
    ports.write_text(
        "numbers:\n  4001: {flow: hotline, variables: {company: A, slot: B}}\n"
        "  4002: {flow: hotline, language: en, variables: {company: A}}\n"
    )
    assert rules(check(flow, "--format", "json")) == [
        ("hotline.yaml", 5, "missing-prompt"),
        ("hotline.yaml", 8, "unknown-field"),
    ]
    ports.write_text("numbers:\n  4001: {flow: hotlin}\n")
    assert rules(check(flow, "--format", "json")) == []
    assert ("ports.yaml", 2, "unknown-flow") in rules(check(home / "flows", "--format", "json"))
    assert rules(check(ports, "--format", "json")) == [("ports.yaml", 2, "unknown-flow")]


def test_music_is_known_by_its_folder_and_of_an_asterisk_of_ones_own_not_at_all(home: Path) -> None:
    flow = "flow: hotline\nlanguage: zh\nstart: a\nnodes:\n  a: {dial: 8001, music: waltz, next: hangup}\n"
    write(home, "hotline", flow)
    assert ("hotline.yaml", 5, "unknown-music") in rules(check(home / "flows", "--format", "json"))
    settings = home / "settings.yaml"
    settings.write_text("switch: external\n" + SETTINGS)
    assert check(home / "flows").exit_code == 0
    settings.write_text(SETTINGS)
    (home / "music" / "waltz").mkdir(parents=True)
    assert check(home / "flows").exit_code == 0


def test_what_is_not_there_is_not_guessed(home: Path) -> None:
    write(home, "hotline", "flow: hotline\nlanguage: zh\nstart: a\nnodes:\n  a: {queue: any, next: hangup}\n")
    (home / "settings.yaml").unlink()
    result = check(home / "flows" / "hotline.yaml")
    assert result.exit_code == 0
    assert "queues, music and sources are not checked (--settings)" in result.stderr
    other = home / "other.yaml"
    other.write_text(SETTINGS)
    assert check(home / "flows" / "hotline.yaml", "--settings", other).exit_code == 1
    assert check(home / "flows" / "hotline.yaml", "--prompts", home / "prompts", "--settings", other).exit_code == 1


def test_wrong_usage(home: Path) -> None:
    cases = home / "flows" / "hotline.test.yaml"
    cases.touch()
    for words in (
        [],
        [home / "nowhere.yaml"],
        [home / "prompts" / "zh" / "old.wav"],
        [cases],
        ["--format", "xml", home],
    ):
        assert check(*words).exit_code == 2


def test_annotations_are_escaped() -> None:
    at = Position("flows/a,b:c%.yaml", 3, 7)
    found = [Diagnostic(at, "100 % \r\nwrong", "some-rule", "did you mean it?", Position("x.yaml", 1, 2))]
    assert list(as_github(Outcome(found, 1))) == [
        "::error file=flows/a%2Cb%3Ac%25.yaml,line=3,col=7,title=some-rule"
        "::100 %25 %0D%0Awrong%0Adid you mean it (x.yaml:1:2)?"
    ]


def test_what_a_terminal_would_obey_is_shown(home: Path) -> None:
    write(home, "hotline", RIGHT.format("hotline").replace("welcome", '"\\e[2J"'))
    for form in ("text", "json", "github"):
        result = check(home / "flows" / "hotline.yaml", "--format", form)
        assert (result.exit_code, "\x1b" in result.stdout) == (1, False)


def test_schedules_are_checked_with_the_flows_and_the_coming_year_is_missed_in_november(home: Path) -> None:
    text = RIGHT.format("hotline").replace("start: a", "start: h")
    write(home, "hotline", f"{text}  h: {{hours: office, exits: {{open: a}}, next: hangup}}\n")
    assert "there is no schedule" in check(home / "flows").output
    write(home, "schedules", "schedules: {office: {calendar: cn, holiday: closed, by_hand: open}}\n")
    (home / "flows" / "calendar").mkdir()
    write(home, "calendar/cn-2026", "calendar: cn\nyear: 2026\n")

    def told(paths: list[Path], today: date) -> list[tuple[str, bool]]:
        found = check_paths(paths, Places(), today).found
        return [(each.rule, each.warning) for each in found if each.rule != "unused-prompt"]

    assert told([home / "flows"], date(2026, 10, 31)) == []
    for paths in ([home / "flows"], [home / "flows" / "schedules.yaml"]):
        assert told(paths, date(2026, 11, 1)) == [("no-calendar-year", True)]
    assert told([home / "flows" / "hotline.yaml"], date(2026, 11, 1)) == []
    write(home, "schedules", "schedules: {office: {otherwise: opne, week: {mun: open}}}\n")
    assert told([home / "flows"], date(2026, 11, 1)) == [("bad-weekday", False)]
