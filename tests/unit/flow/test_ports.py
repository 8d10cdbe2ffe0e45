"""ports.yaml: what it binds, what is wrong with it; all of its flows at once."""

import json
import re
from pathlib import Path

import pytest

from ccengine.app.shipped import shipped
from ccengine.flow import Bundle, load_flows
from ccengine.flow.ports import Port, parse_ports
from ccengine.model.diagnostics import BadInput
from ccengine.model.settings import Settings

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


def told(home: Path, text: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        loaded(home, text)
    return [str(found).replace(str(home) + "/", "") for found in caught.value.found]


def loaded(home: Path, text: str, prompts: str = "prompts") -> dict[str, Bundle]:
    (home / "flows" / "ports.yaml").write_text("numbers:\n" + text)
    return load_flows(Settings(), home / "flows", home / prompts)


def test_every_flow_once_under_its_name(home: Path) -> None:
    text = "  1: {flow: hotline}\n  2: {flow: hotline, language: en}\n  3: {flow: bye}\n"
    assert sorted(loaded(home, text)) == ["bye", "hotline"]
    assert loaded(home, "  {}\n") == {}


def test_a_flow_that_is_not_there_is_told_for_every_port(home: Path) -> None:
    assert told(home, "  1: {flow: hotlin}\n  2: {flow: xyzzy}\n  3: {flow: hotlin}\n") == [
        'flows/ports.yaml:2:13: port 1: there is no flows/hotlin.yaml\n    did you mean "hotline"?  [unknown-flow]',
        "flows/ports.yaml:3:13: port 2: there is no flows/xyzzy.yaml\n    the flows are: bye, hotline  [unknown-flow]",
        'flows/ports.yaml:4:13: port 3: there is no flows/hotlin.yaml\n    did you mean "hotline"?  [unknown-flow]',
    ]


def test_the_file_of_the_ports_is_no_flow(home: Path) -> None:
    assert told(home, "  1: {flow: ports}\n") == [
        "flows/ports.yaml:2:13: port 1: there is no flows/ports.yaml\n    the flows are: bye, hotline  [unknown-flow]"
    ]


def test_a_prompt_must_be_there_in_the_language_of_every_port(home: Path) -> None:
    assert told(home, "  1: {flow: bye}\n  2: {flow: bye, language: en}\n") == [
        'flows/bye.yaml:5:13: play "a": there is no prompts/en/goodbye.wav\n    record it  [missing-prompt]'
    ]


def test_all_flows_are_read_before_anything_is_told(home: Path) -> None:
    (home / "flows" / "hotline.yaml").write_text("flow: hotline\n")
    (home / "flows" / "folder.yaml").mkdir()
    rules = [
        text.rsplit("[", 1)[1] for text in told(home, "  1: {flow: hotline}\n  2: {flow: folder}\n  3: {flow: no}\n")
    ]
    assert sorted(rules) == ["missing-key]"] * 3 + ["unknown-flow]", "unreadable]"]


def test_a_home_without_prompts_says_so(home: Path) -> None:
    with pytest.raises(BadInput) as caught:
        loaded(home, "  1: {flow: bye}\n", "nowhere")
    assert [found.rule for found in caught.value.found] == ["unknown-language"]


def test_a_home_without_ports_says_so(home: Path) -> None:
    with pytest.raises(BadInput) as caught:
        load_flows(Settings(), home / "flows", home / "prompts")
    assert [found.rule for found in caught.value.found] == ["no-ports"]


def test_what_stands_in_the_file() -> None:
    ports = parse_ports(
        """
numbers:
  4008001234: {flow: a, aliases: [075523456789, "+8675523456789"], limit: 3, variables: {x: 1, y: true, z: "1", w: a}}
  0755000-0755002: {flow: b, language: en}
trunks: {sip: {flow: c}}
lines: {1-3: {flow: d}, 9: {flow: d}}
""",
        tongue="yue",
    )
    assert {key: (port.takes, port.language) for key, port in ports.items()} == {
        "4008001234": (("4008001234", "075523456789", "+8675523456789"), "yue"),
        "0755000-0755002": (("0755000", "0755001", "0755002"), "en"),
        "trunk sip": (("trunk sip",), "yue"),
        "line 1-3": (("line 1", "line 2", "line 3"), "yue"),
        "line 9": (("line 9",), "yue"),
    }
    first = ports["4008001234"]
    assert (first.limit, dict(first.variables)) == (3, {"x": 1, "y": True, "z": "1", "w": "a"})
    assert [first.number(called) for called in ("4008001234", "075523456789")] == ["4008001234"] * 2
    assert ports["0755000-0755002"].number("0755001") == "0755001"
    for port in ports.values():
        assert Port.from_data(json.loads(json.dumps(port.as_data()))) == port


def test_the_commented_examples_of_the_shipped_file_are_right_too() -> None:
    text = (shipped("flows") / "ports.yaml").read_text("utf-8")
    assert list(parse_ports(text)) == ["4008001234"]
    text = re.sub(r"^#   (?=aliases|limit|variables)", "    ", text, flags=re.M)
    text = re.sub(r"^# (0755\S+:.*)$", r"  \1", text, flags=re.M)
    text = re.sub(r"^# (trunks:|lines:|  \S+: \{flow)", r"\1", text, flags=re.M)
    ports = parse_ports(text)
    assert [len(port.takes) for port in ports.values()] == [2, 100, 1, 8]
    assert ports["4008001234"].limit == 30


def test_the_example_of_the_manual_is_right() -> None:
    page = (Path(__file__).parents[3] / "docs" / "manual" / "versions.md").read_text("utf-8")
    (text,) = re.findall(r"^```yaml ports\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(parse_ports(text)) == 4


BAD = r"""
numbers:
  4001: {flow: a, aliases: [4002], variables: {x: 1, <reserved-name>number: 2, <reserved-name>now: 3}}
  <port-twice>4002: {flow: b, aliases: [<bad-number>x]}
====
numbers:
  075: {flow: b, limit: <out-of-range>0}
  <port-twice>074-079: {flow: b}
====
numbers:
  <bad-range>09-1: {flow: b}
  <bad-range>1-100000: {flow: b}
  <bad-number>400 800: {flow: b}
  4001: <missing-key>{}
  4002: <not-a-mapping>hotline
  4003: {flow: <bad-name>../etc/passwd, <unknown-key>langage: zh}
====
trunks: {<unknown-trunk>spi: {flow: a}, sip: {flow: a, <unknown-key>aliases: [1]}}
====
lines: {1-8: {flow: x}, <port-twice>8: {flow: y}, <bad-range>9-2: {flow: z}, <bad-line>x: {flow: z}}
====
lines: {<bad-line>0: {flow: z}}
====
<unknown-key>ports: {400: {flow: a}}
====
numbers: {<bad-number>4００: {flow: a}}
"""


@pytest.mark.parametrize("text", BAD.split("====\n"), ids=lambda text: text.strip().split("\n")[0][:40])
def test_what_is_wrong_is_told_where_it_stands(text: str) -> None:
    expected, plain, last = [], "", 0
    for match in re.finditer(r"<([a-z-]+)>", text):
        plain += text[last : match.start()]
        expected.append((plain.count("\n") + 1, len(plain.rpartition("\n")[2]) + 1, match[1]))
        last = match.end()
    with pytest.raises(BadInput) as caught:
        parse_ports(plain + text[last:])
    assert [(d.at.line, d.at.column, d.rule) for d in caught.value.found] == expected


def test_a_flood_of_numbers_is_refused() -> None:
    text = "numbers:\n" + "".join(f"  {n}00000-{n}09999: {{flow: a}}\n" for n in range(10, 21))
    with pytest.raises(BadInput) as caught:
        parse_ports(text)
    assert [found.rule for found in caught.value.found] == ["too-many-numbers"]
