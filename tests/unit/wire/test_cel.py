import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from ccengine.wire.cel import parse_cel, parse_line

REAL = (
    '"1795314245.206283","HANGUP","cada6-1795314245.9","cada6-1795314245.9","PJSIP/ccengine-trunk-00000009",'
    '"4008001234","acd","8001","a \\"" b, c","","","","{""hangupcause"":0,""hangupsource"":""dialplan/agi""}"'
)


def test_a_real_line() -> None:
    event = parse_line(REAL)
    assert event is not None
    assert (event.at, event.kind, event.unique) == (1795314245.206283, "HANGUP", "cada6-1795314245.9")
    assert (event.number, event.name) == ("8001", 'a \\" b, c')
    assert event.extra == '{"hangupcause":0,"hangupsource":"dialplan/agi"}'


def test_a_line_still_being_written_is_left_out() -> None:
    assert len(parse_cel(f"{REAL}\n{REAL}")) == 1
    assert len(parse_cel(f"{REAL}\n{REAL}\n")) == 2
    for cut in range(len(REAL)):
        assert parse_cel(REAL[:cut]) == []


@given(st.text())
def test_junk_raises_nothing(text: str) -> None:
    assert all(event.kind for event in parse_cel(text) if event.kind)


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=80))
def test_a_name_stays_one_field(name: str) -> None:
    out = io.StringIO()
    row = ["1.000000", "ANSWER", "u", "l", "c", "e", "x", "n", name, "", "", "", ""]
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(row)
    assert [event.name for event in parse_cel(out.getvalue())] == [name]


def test_a_line_of_any_length_is_left_out() -> None:
    assert parse_line(REAL.replace("8001", "8" * 9000)) is None
