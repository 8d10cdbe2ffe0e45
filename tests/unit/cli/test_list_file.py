"""A list as a CSV file: all that is wrong with it is told at once, with its place."""

from pathlib import Path

import pytest

from ccengine.cli.list_file import Meant, read_list
from ccengine.model.diagnostics import BadInput
from ccengine.model.lists import Kind
from ccengine.model.numbering import Numbering

NOW = 1_000_000_000.0


def read(folder: Path, data: str | bytes, kind: Kind = Kind.BLACKLIST) -> list[dict[str, str]]:
    file = folder / "list.csv"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_list(file, Meant(kind, Numbering("CN", "755"), frozenset(("vip", "贵宾")), NOW, None))


def told(folder: Path, data: str | bytes, kind: Kind = Kind.BLACKLIST) -> list[str]:
    with pytest.raises(BadInput) as found:
        read(folder, data, kind)
    return [f"{each.at.line}:{each.at.column} {each.rule}" for each in found.value.found]


def test_columns_in_any_order_quotes_and_what_spreadsheets_write(tmp_path: Path) -> None:
    data = '\ufeffreason,number,until\r\n"rude, twice",013800138000,30d\r\n\r\n"said ""no""",138*,\r\n,withheld\r\n'
    assert read(tmp_path, data) == [
        {"reason": "rude, twice", "what": "013800138000", "until": "30d"},
        {"reason": 'said "no"', "what": "138*", "until": ""},
        {"reason": "", "what": "withheld"},
    ]


def test_classes(tmp_path: Path) -> None:
    assert read(tmp_path, "number,class\n0755*,贵宾\n", Kind.CLASS) == [{"what": "0755*", "caller_class": "贵宾"}]


def test_all_that_is_wrong_with_its_place(tmp_path: Path) -> None:
    data = """\
number,reason,until,class,port
13800138000,abuse,,,
abc,,,,
,nobody,,,
013800138000,the same,,,
138*,,yesterday,vip,
1.38E+10,,,,
139*,a,b,c,d,e
1700*,"said "no" twice",,,
1701*,a	tab,,,
13900139000,"open
"""
    assert told(tmp_path, data) == [
        "3:1 bad-number",
        "4:1 bad-number",
        "5:1 number-twice",
        "6:7 bad-time",
        "6:17 no-class-here",
        "7:1 bad-number",
        "8:14 too-many-columns",
        "9:14 after-quote",
        "10:7 bad-reason",
        "11:13 open-quote",
    ]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("", ["1:1 no-column"]),
        ("nummer,reason\n", ["1:1 no-column", "1:1 unknown-column"]),
        ("number，reason\n", ["1:1 no-column", "1:1 unknown-column"]),
        ("number,number\n", ["1:8 column-twice"]),
        ("number,reason\n138*,中国\n".encode("gb18030"), ["2:6 not-utf8"]),
        (b"number\n\xff\xfe", ["2:1 not-utf8"]),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, data: str | bytes, found: list[str]) -> None:
    assert told(tmp_path, data) == found


def test_a_list_of_classes_needs_them(tmp_path: Path) -> None:
    assert told(tmp_path, "number\n138*\n", Kind.CLASS) == ["1:1 no-column"]
    assert told(tmp_path, "number,class\n138*,vpi\n139*,\n", Kind.CLASS) == ["2:6 unknown-class", "3:6 unknown-class"]


def test_a_file_that_is_none(tmp_path: Path) -> None:
    meant = Meant(Kind.ALLOW, Numbering(), frozenset(), NOW, None)
    for path in (tmp_path, tmp_path / "none.csv", Path("/dev/zero")):
        with pytest.raises(BadInput, match="cannot be read"):
            read_list(path, meant)
