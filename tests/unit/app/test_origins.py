"""Areas and carriers: the table says what phonenumbers says, and a search in it is a search in a sorted array."""

import contextlib
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.app.origins import LANGUAGES, provide, ranges, table
from ccengine.model.home import Home
from ccengine.model.origins import DIGITS, BadTable, Origins, open_origins
from ccengine.model.settings import Settings

PREFIXES = st.dictionaries(st.from_regex(r"\A[1-9][0-9]{0,5}\Z"), st.sampled_from("abc"), max_size=12)


@given(PREFIXES, st.from_regex(r"\A[1-9][0-9]{7,14}\Z"))
def test_the_longest_prefix_says(texts: dict[str, str], number: str) -> None:
    found = list(ranges(texts))
    assert found[0][0] == 0
    assert [start for start, _ in found] == sorted({start for start, _ in found})
    padded = int(number.ljust(DIGITS, "0"))
    said = [text for start, text in found if start <= padded][-1]
    longest = max((prefix for prefix in texts if number.startswith(prefix)), key=len, default="")
    assert said == texts.get(longest, "")


def written(folder: Path, **sections: dict[str, str]) -> Path:
    file = folder / "zh.table"
    file.write_bytes(table("CN", "a test", sections))
    return file


@pytest.fixture
def origins(tmp_path: Path) -> Origins:
    areas = {"8610": "北京市", "86755": "广东省深圳市", "852": "香港", "861380013": "北京市"}
    return open_origins(written(tmp_path, area=areas, carrier={"86138": "中国移动"}))


@pytest.mark.parametrize(
    ("form", "area", "carrier"),
    [
        ("+8613800138000", "北京市", "中国移动"),
        ("+8613800148000", "", "中国移动"),
        ("+8675523456789", "广东省深圳市", ""),
        ("+85223456789", "香港", ""),
        ("+12025550123", "", ""),
        ("10086", "", ""),
        ("", "", ""),
        ("+1234567890123456", "", ""),
    ],
)
def test_where_a_number_is_from(origins: Origins, form: str, area: str, carrier: str) -> None:
    assert (origins.area(form), origins.carrier(form)) == (area, carrier)


def test_tables_are_put_beside_a_running_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who takes over from a dead supervisor finds its engine at work, which has them mapped: a table that is written
    over in its place would kill it."""
    monkeypatch.setenv("CCENGINE_CACHE", str(tmp_path / "cache"))
    made = tmp_path / "cache" / "origins" / phonenumbers.__version__
    made.mkdir(parents=True)
    home = Home(tmp_path)
    for area in ("北京市", "香港"):
        for language in LANGUAGES:
            (made / f"CN-{language}.table").write_bytes(table("CN", "a test", {"area": {"8610": area}}))
        there = home.origins / "zh.table"
        with there.open("rb") if there.exists() else contextlib.nullcontext() as mapped:
            assert provide(home, Settings()) == ""
            assert mapped is None or "北京市".encode() in mapped.read()
        assert open_origins(there).area("+861065529988") == area
    assert sorted(path.name for path in home.origins.iterdir()) == ["en.table", "zh.table"]


def test_what_is_no_table_is_told(tmp_path: Path) -> None:
    whole = written(tmp_path, area={"8610": "x", "86755": "y"}).read_bytes()
    for data in (b"", b"{}\n", b"junk", whole[:-40], whole[:20]):
        (tmp_path / "bad.table").write_bytes(data)
        with pytest.raises(BadTable):
            open_origins(tmp_path / "bad.table")
    with pytest.raises(FileNotFoundError):
        open_origins(tmp_path / "none.table")
