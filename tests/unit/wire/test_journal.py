"""The journal's lines: what goes in comes out, in whatever pieces, and damage costs the line it is in."""

import json
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum, StrEnum
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.acd.commands import COMMANDS
from ccengine.acd.dial.commands import DIAL_COMMANDS
from ccengine.acd.dial.events import DIAL_EVENTS
from ccengine.acd.events import EVENTS
from ccengine.model.dialling import Confirm
from ccengine.model.facts import BOOK
from ccengine.model.secret import Secret
from ccengine.wire.journal import MAX_RECORD, Damaged, Decoder, Gap, Record, Unknown, Vocabulary, encode


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Level(Enum):
    LOW = 1


@dataclass(frozen=True, slots=True)
class Coat:
    colour: Colour
    by: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Painted:
    name: str
    colour: Colour = Colour.RED
    layers: tuple[str, ...] = ()
    pair: tuple[int, Colour] = (0, Colour.RED)
    dry: bool = False
    until: float | None = None
    level: Level = Level.LOW
    coats: tuple[Coat, ...] = ()


@dataclass(frozen=True, slots=True)
class Removed:
    name: str


WORDS = Vocabulary([Painted, Removed])
HOSTILE = ['"\n', "\r\nn", "\x85\u2028\u2029", "\x00", "\ud800", "名字", "%0A", '","k":"Removed', "0" * 500]

text = st.text() | st.sampled_from(HOSTILE)
bodies = st.builds(
    Painted,
    name=text,
    colour=st.sampled_from(Colour),
    layers=st.lists(text, max_size=3).map(tuple),
    pair=st.tuples(st.integers(), st.sampled_from(Colour)),
    dry=st.booleans(),
    until=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    coats=st.lists(
        st.builds(Coat, st.sampled_from(Colour), st.lists(st.tuples(text, st.integers())).map(tuple)), max_size=2
    ).map(tuple),
) | st.builds(Removed, name=text)
times = st.floats(min_value=0, max_value=1e11, allow_nan=False)
records = st.lists(st.builds(Record, n=st.integers(1, 10**12), t=times, body=bodies), max_size=6)


def crc_line(value: str) -> bytes:
    """A line as another program might write it: right checksum, any text."""
    data = value.encode()
    return b"%08x %s\n" % (crc32(data), data)


@given(records, st.data())
def test_records_come_back_however_the_bytes_are_split(given_records: list[Record], data: st.DataObject) -> None:
    lines = b"".join(encode(record) for record in given_records)
    assert lines.count(b"\n") == len(given_records)
    assert Decoder(WORDS).feed(lines) == given_records
    cuts = sorted(data.draw(st.lists(st.integers(0, len(lines)), max_size=5)))
    decoder = Decoder(WORDS)
    pieces = [lines[a:b] for a, b in zip([0, *cuts], [*cuts, len(lines)], strict=True)]
    assert [found for piece in pieces for found in decoder.feed(piece)] == given_records
    assert decoder.offset == len(lines)


@given(records)
def test_byte_by_byte(given_records: list[Record]) -> None:
    lines = b"".join(encode(record) for record in given_records)
    decoder = Decoder(WORDS)
    assert [found for i in range(len(lines)) for found in decoder.feed(lines[i : i + 1])] == given_records


@given(records.filter(bool), st.data())
def test_one_flipped_bit_costs_its_line_and_at_most_the_next(given_records: list[Record], data: st.DataObject) -> None:
    lines = [encode(record) for record in given_records]
    whole = bytearray(b"".join(lines))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= 1 << data.draw(st.integers(0, 7))
    found = Decoder(WORDS).feed(bytes(whole))
    hit = next(i for i in range(len(lines)) if at < sum(map(len, lines[: i + 1])))
    newline_lost = at == sum(map(len, lines[: hit + 1])) - 1
    left = given_records[:hit] + given_records[hit + 1 + newline_lost :]
    assert [f for f in found if isinstance(f, Record)] == left
    assert any(isinstance(f, Damaged) for f in found) or (newline_lost and hit == len(lines) - 1)


@given(records, st.binary(max_size=200).filter(lambda junk: b"\n" not in junk))
def test_junk_after_is_not_yet_and_then_damaged(given_records: list[Record], junk: bytes) -> None:
    lines = b"".join(encode(record) for record in given_records)
    decoder = Decoder(WORDS)
    assert decoder.feed(lines + junk) == given_records
    assert decoder.pending == junk
    assert decoder.offset == len(lines)
    after = decoder.feed(b"\n" + encode(Record(7, 1.0, Removed("x"))))
    assert after == [Damaged(len(lines), "the checksum does not fit"), Record(7, 1.0, Removed("x"))]


def test_forgetting_the_pending_bytes_reads_them_again() -> None:
    line = encode(Record(1, 2.0, Removed("x")))
    decoder = Decoder(WORDS, offset=100)
    assert decoder.feed(line[:10]) == []
    decoder.forget_pending()
    assert decoder.offset == 100
    assert decoder.feed(line) == [Record(1, 2.0, Removed("x"))]


@pytest.mark.parametrize("size", [MAX_RECORD - 1, MAX_RECORD, 3 * MAX_RECORD])
@pytest.mark.parametrize("step", [1, 1000, 10**7])
def test_a_line_longer_than_any_record_is_skipped(size: int, step: int) -> None:
    good = encode(Record(1, 2.0, Removed("x")))
    whole = good + b"a" * size + b"\n" + good
    decoder = Decoder(WORDS)
    begin, end = (MAX_RECORD - 200, MAX_RECORD + 200) if step == 1 else (0, len(whole))  # by bytes: round the limit
    found = decoder.feed(whole[:begin])
    found += [f for i in range(begin, end, step) for f in decoder.feed(whole[i : min(i + step, end)])]
    found += decoder.feed(whole[end:])
    assert [type(f) for f in found] == [Record, Damaged, Record]
    assert found[1] == Damaged(
        len(good), "the checksum does not fit" if size < MAX_RECORD else f"a line of more than {MAX_RECORD} bytes"
    )
    assert decoder.offset == len(whole)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "7",
        '{"n":1,"t":2.0,"k":"Removed"}',
        '{"n":"1","t":2.0,"k":"Removed","v":1}',
        '{"n":true,"t":2.0,"k":"Removed","v":1}',
        '{"n":-1,"t":2.0,"k":"Removed","v":1}',
        '{"n":1,"t":NaN,"k":"Removed","v":1}',
        '{"n":1,"t":1e999,"k":"Removed","v":1}',
        '{"n":1,"t":false,"k":"Removed","v":1}',
        '{"n":1,"t":%s,"k":"Removed","v":1}' % ("1" * 400),
        '{"n":%s,"t":1,"k":"Removed","v":1}' % ("1" * 5000),
        "[" * 30000,
        "",
        "\udcff".encode("utf-8", "surrogatepass").decode("latin1"),
    ],
)
def test_a_right_checksum_over_no_record_is_damage(text: str) -> None:
    assert [type(f) for f in Decoder(WORDS).feed(crc_line(text))] == [Damaged]


def test_bytes_that_are_no_text_are_damage() -> None:
    data = b'{"n":1,"t":2.0,"k":"\xff","v":1}'
    assert [type(f) for f in Decoder(WORDS).feed(b"%08x %s\n" % (crc32(data), data))] == [Damaged]


def test_a_newer_or_older_journal_still_reads() -> None:
    def read(value: dict[str, object]) -> object:
        got = Decoder(WORDS).feed(crc_line(json.dumps({"n": 1, "t": 2, "v": 9, **value})))[0]
        assert isinstance(got, Record)
        return got.body

    assert read({"k": "Painted", "name": "x", "smell": [1, {"a": 2}]}) == Painted("x")
    assert read({"k": "Painted", "name": "x", "until": 5}) == Painted("x", until=5.0)
    assert read({"k": "Painted", "name": "x", "coats": [{"colour": "blue", "smell": 1}]}) == Painted(
        "x", coats=(Coat(Colour.BLUE),)
    )
    assert read({"k": "Varnished", "name": "x"}) == Unknown("Varnished", {"name": "x"})


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"name": 5},
        {"name": "x", "colour": "green"},
        {"name": "x", "layers": "red"},
        {"name": "x", "layers": [1]},
        {"name": "x", "pair": [1]},
        {"name": "x", "pair": [True, "red"]},
        {"name": "x", "dry": 1},
        {"name": "x", "coats": ["blue"]},
        {"name": "x", "coats": [{}]},
        {"name": "x", "coats": [{"colour": "blue", "by": [["a", "b"]]}]},
        {"name": "x", "until": "never"},
        {"name": "x", "until": int("1" * 400)},
        {"name": None},
    ],
)
def test_fields_that_do_not_fit_make_the_record_unknown(fields: dict[str, object]) -> None:
    got = Decoder(WORDS).feed(crc_line(json.dumps({"n": 1, "t": 2.0, "k": "Painted", "v": 1, **fields})))[0]
    assert isinstance(got, Record)
    assert isinstance(got.body, Unknown)
    assert got.body.fields == fields
    assert got.body.why


def test_an_unknown_record_is_written_back_as_it_was() -> None:
    line = crc_line('{"n":1,"t":2.0,"k":"Varnished","v":1,"name":"x","coats":[1,2]}')
    (record,) = Decoder(WORDS).feed(line)
    assert isinstance(record, Record)
    assert encode(record) == line


def test_what_is_no_value_is_refused_before_anything_is_written() -> None:
    secret: Any = Secret("1234")
    with pytest.raises(TypeError):
        encode(Record(1, 2.0, Removed(secret)))
    with pytest.raises(TypeError):
        encode(Record(1, 2.0, Painted("x", layers=(secret,))))
    with pytest.raises(TypeError):
        encode(Record(1, 2.0, Unknown("K", {"a": {"b": [secret]}})))
    with pytest.raises(ValueError, match="JSON"):
        encode(Record(1, 2.0, Painted("x", until=float("nan"))))
    with pytest.raises(ValueError, match="JSON"):
        encode(Record(1, float("inf"), Removed("x")))
    with pytest.raises(ValueError, match="Removed takes"):
        encode(Record(1, 2.0, Removed("x" * MAX_RECORD)))


def test_the_longest_record_that_is_taken_is_read() -> None:
    room = MAX_RECORD - len(encode(Record(1, 2.0, Removed(""))))
    record = Record(1, 2.0, Removed("x" * room))
    assert Decoder(WORDS).feed(encode(record)) == [record]
    with pytest.raises(ValueError, match="takes"):
        encode(Record(1, 2.0, Removed("x" * (room + 1))))


def test_kinds_are_checked_when_the_vocabulary_is_made() -> None:
    @dataclass
    class WithSecret:
        pin: Secret

    @dataclass
    class WithMap:
        map: dict[str, str]

    @dataclass
    class Around:
        inner: tuple[WithSecret, ...]

    @dataclass
    class WithN:
        n: int

    with pytest.raises(TypeError, match="Secret"):
        Vocabulary([WithSecret])
    with pytest.raises(TypeError, match="Secret"):
        Vocabulary([Around])
    with pytest.raises(TypeError, match="dict"):
        Vocabulary([WithMap])
    with pytest.raises(ValueError, match="field named n"):
        Vocabulary([WithN])
    with pytest.raises(TypeError, match="dataclass"):
        Vocabulary([int])
    with pytest.raises(ValueError, match="two kinds"):
        Vocabulary([Painted, type("Painted", (), {})])


def test_a_vocabulary_knows_its_kinds() -> None:
    assert Removed("x") in WORDS
    assert Gap(1, 2) in WORDS
    assert Unknown("x") not in WORDS
    assert 7 not in WORDS


def test_the_shipped_kinds_make_a_vocabulary() -> None:
    kinds = [*BOOK, *EVENTS, *COMMANDS, *DIAL_EVENTS, *DIAL_COMMANDS]
    words = Vocabulary(kinds)
    for kind in kinds:
        assert not isinstance(words.read(kind.__name__, _any_fields(kind)), Unknown)


def _any_fields(kind: type) -> dict[str, object]:
    import typing

    sample: dict[object, object] = {str: "x", int: 1, float: 1.5, bool: True, float | None: None, Confirm | None: None}
    found: dict[str, object] = {}
    for name, hint in typing.get_type_hints(kind).items():
        hint = getattr(hint, "__supertype__", hint)
        if isinstance(hint, type) and issubclass(hint, Enum):
            found[name] = next(iter(hint)).value
        else:
            found[name] = ["x"] if hint == tuple[str, ...] else sample.get(hint, [])
    return found


def test_a_line_is_plain_json() -> None:
    coats = (Coat(Colour.RED, (("Wang", 2),)),)
    line = encode(Record(3, 2.0, Painted("x", layers=("a",), pair=(1, Colour.BLUE), coats=coats)))
    assert line[9:] == (
        b'{"n":3,"t":2.0,"k":"Painted","v":1,"name":"x","colour":"red","layers":["a"],"pair":[1,"blue"],'
        b'"dry":false,"until":null,"level":1,"coats":[{"colour":"red","by":[["Wang",2]]}]}\n'
    )


@given(bodies, st.integers(1), st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_the_text_is_that_of_the_json_library(body: Painted | Removed, n: int, t: float) -> None:
    flat = {"n": n, "t": t, "k": type(body).__name__, "v": 1, **_plain(body)}
    assert encode(Record(n, t, body))[9:-1] == json.dumps(flat, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return list(map(_plain, value))
    return value.value if isinstance(value, Enum) else value
