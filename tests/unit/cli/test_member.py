"""PINs on the command line, and files of members."""

import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from ccengine.app.init import make_home
from ccengine.cli.ccctl import main
from ccengine.cli.data_file import read_data
from ccengine.cli.member import ask
from ccengine.cli.member_file import read_members
from ccengine.model.diagnostics import BadInput
from ccengine.model.files import MOST as FLOW_FILE
from ccengine.model.home import Home
from ccengine.model.members import PHONES, weakness
from ccengine.model.numbering import Numbering
from ccengine.model.secret import Secret

NUMBERING = Numbering()


def told(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(BadInput) as bad:
        read_members(data, "m.csv", NUMBERING)
    return [f"{each.at}: {each.text}" for each in bad.value.found]


def test_a_file() -> None:
    text = "\ufeffnumber,name,class,phones,pin\n10023,张三,gold,13800138000;+86 20 8888 6666,8362950174\n20034,Li,,,\n"
    for encoding in ("utf-8", "gb18030"):
        first, second = read_members(text.removeprefix("\ufeff").encode(encoding), "m.csv", NUMBERING)
        assert first.given == {
            "number": "10023", "name": "张三", "class": "gold", "phones": ["13800138000", "+86 20 8888 6666"],
        }  # fmt: skip
        assert first.pin == Secret("8362950174")
        assert second.given == {"number": "20034", "name": "Li", "class": "", "phones": []}
        assert second.pin is None
    assert read_members(text.encode(), "m.csv", NUMBERING)[0] == first


def test_what_is_missing_is_not_given() -> None:
    (row,) = read_members(b"pin,number\r\n8362950174,10023\r\n", "m.csv", NUMBERING)
    assert row.given == {"number": "10023"}


def test_all_that_is_wrong_at_once_and_no_pin_among_it() -> None:
    rows = [
        "number,name,phones,pin",
        "10023,ok,,8362950174",
        "10023,again,,",
        "x,,,",
        "4,,no phone,",
        "5,,13800138000;13800138001;13800138002;13800138003,",
        "6,,,123456",
        "7,,,12",
        "8,,",
        "",
        f"9,{'n' * 65},,",
    ]
    found = told("\n".join(rows))
    assert found == [
        "m.csv:3:1: member 10023 is here a second time",
        "m.csv:4:1: a member's number has 1 to 20 digits",
        'm.csv:5:3: "no phone" is no telephone number',
        f"m.csv:6:3: 4 phones; at most {PHONES}",
        "m.csv:7:4: a PIN must not count up or down",
        "m.csv:8:4: a PIN has 6 to 12 digits",
        "m.csv:9:1: 3 values, but 4 columns",
        "m.csv:11:2: name has more than 64 characters, or one that cannot be printed",
    ]
    assert told("nubmer,pin,pin\n") == [
        'm.csv:1:1: the column "number" is missing',
        'm.csv:1:1: unknown column "nubmer"',
        'm.csv:1:3: column "pin" is here a second time',
    ]
    assert told(b"number,name\n1,\xff\xff\n") == ["m.csv:1:1: neither UTF-8 nor GB18030"]
    assert told("") == ['m.csv:1:1: the column "number" is missing']
    assert told('number,name\n1,"' + "open\n" * 40_000) == [
        "m.csv:26216:1: it is no CSV: field larger than field limit (131072)"
    ]


def test_a_large_file_is_read_to_its_end(tmp_path: Path) -> None:
    """A file that was cut in the midst of a number would give somebody else a member's name."""
    file = tmp_path / "m.csv"
    file.write_text("number,name\n" + "".join(f"{number},{'n' * 60}\n" for number in range(20_000)), "utf-8")
    assert file.stat().st_size > FLOW_FILE
    assert len(read_members(read_data(file), str(file), NUMBERING)) == 20_000


@pytest.mark.parametrize("file", ["/dev/null", "pipe"])
def test_a_file_that_is_none_is_told(tmp_path: Path, file: str) -> None:
    make_home(Home(tmp_path))
    os.mkfifo(tmp_path / "pipe")
    result = CliRunner().invoke(main, ["--home", str(tmp_path), "member", "import", str(tmp_path / file)])
    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (1, True)
    assert "cannot be read: it is no file" in result.output


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ("8362950174", ""),
        ("836295", ""),
        ("83629", "a PIN has 6 to 12 digits"),
        ("8362950174836", "a PIN has 6 to 12 digits"),
        ("83629x", "a PIN has digits only"),
        ("８３６２９５", "a PIN has digits only"),
        ("000000", "a PIN must not repeat itself"),
        ("121212", "a PIN must not repeat itself"),
        ("1231231", "a PIN must not repeat itself"),
        ("789012", "a PIN must not count up or down"),
        ("210987", "a PIN must not count up or down"),
        ("002364", "a PIN must not be the member's number"),
    ],
)
def test_weak_pins(pin: str, why: str) -> None:
    assert weakness(pin, "10023645") == why


def test_a_pin_comes_from_standard_input_and_is_not_shown() -> None:
    @click.command()
    def command() -> None:
        assert ask("10023") == Secret("8362950174")

    result = CliRunner().invoke(command, input="8362950174\n", catch_exceptions=False)
    assert (result.exit_code, result.output) == (0, "")
    weak = CliRunner().invoke(command, input="123456\n")
    assert weak.exit_code == 1
    assert "123456" not in weak.output


def test_a_pin_is_no_argument(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--home", str(tmp_path), "member", "pin", "10023", "8362950174"])
    assert result.exit_code == 2
