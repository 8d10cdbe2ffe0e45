"""All flows of the settings at once: what is missing is told where the settings name it."""

from pathlib import Path

import pytest

from ccengine.flow import load_flows
from ccengine.model.diagnostics import BadInput
from ccengine.model.settings import Settings, parse_settings

GOOD = "flow: {name}\nlanguage: zh\nstart: a\nnodes:\n  a: {{play: {prompt}, next: hangup}}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for language, names in {"zh": ("welcome", "goodbye"), "en": ("welcome",)}.items():
        (tmp_path / "prompts" / language).mkdir(parents=True)
        for name in names:
            (tmp_path / "prompts" / language / f"{name}.wav").touch()
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "hotline.yaml").write_text(GOOD.format(name="hotline", prompt="welcome"))
    (tmp_path / "flows" / "bye.yaml").write_text(GOOD.format(name="bye", prompt="goodbye"))
    return tmp_path


def told(home: Path, settings: Settings) -> list[str]:
    with pytest.raises(BadInput) as caught:
        load_flows(settings, home / "flows", home / "prompts")
    return [str(found).replace(str(home) + "/", "") for found in caught.value.found]


def ports(text: str) -> Settings:
    return parse_settings("ports:\n" + text, "settings.yaml")


def test_every_flow_once_under_its_name(home: Path) -> None:
    settings = ports("  1: {flow: hotline}\n  2: {flow: hotline, language: en}\n  3: {flow: bye}\n")
    assert sorted(load_flows(settings, home / "flows", home / "prompts")) == ["bye", "hotline"]
    assert load_flows(ports("  {}\n"), home / "flows", home / "prompts") == {}


def test_a_flow_that_is_not_there_is_told_for_every_port(home: Path) -> None:
    assert told(home, ports("  1: {flow: hotlin}\n  2: {flow: xyzzy}\n  3: {flow: hotlin}\n")) == [
        'settings.yaml:2:13: port 1: there is no flows/hotlin.yaml\n    did you mean "hotline"?  [unknown-flow]',
        "settings.yaml:3:13: port 2: there is no flows/xyzzy.yaml\n    the flows are: bye, hotline  [unknown-flow]",
        'settings.yaml:4:13: port 3: there is no flows/hotlin.yaml\n    did you mean "hotline"?  [unknown-flow]',
    ]


def test_a_prompt_must_be_there_in_the_language_of_every_port(home: Path) -> None:
    assert told(home, ports("  1: {flow: bye}\n  2: {flow: bye, language: en}\n")) == [
        'flows/bye.yaml:5:13: play "a": there is no prompts/en/goodbye.wav\n    record it  [missing-prompt]'
    ]


def test_all_flows_are_read_before_anything_is_told(home: Path) -> None:
    (home / "flows" / "hotline.yaml").write_text("flow: hotline\n")
    (home / "flows" / "folder.yaml").mkdir()
    rules = [
        text.rsplit("[", 1)[1]
        for text in told(home, ports("  1: {flow: hotline}\n  2: {flow: folder}\n  3: {flow: no}\n"))
    ]
    assert sorted(rules) == ["missing-key]"] * 3 + ["unknown-flow]", "unreadable]"]


def test_a_home_without_prompts_says_so(home: Path) -> None:
    with pytest.raises(BadInput) as caught:
        load_flows(ports("  1: {flow: bye}\n"), home / "flows", home / "nowhere")
    assert [found.rule for found in caught.value.found] == ["unknown-language"]
