"""AGI as a program sees it: what hostile programs write, and what hostile callers are called."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.wire import agi_server as server
from ccengine.wire.agi import AgiReader, BadWord, Environment, Message, Reply, WireError, encode
from ccengine.wire.agi_server import CommandReader, environment, misused, one_line, reply, words

HEAD = b"agi_uniqueid: 1\n\n"
any_text = st.text(st.characters(exclude_categories=()), max_size=60)


def read_back(*lines: str) -> list[Message]:
    """What our own client's codec makes of answers."""
    return list(AgiReader().feed(HEAD + "".join(lines).encode("utf-8", "replace")))[1:]


def lines_of(chunks: list[bytes]) -> list[str | None]:
    reader = CommandReader()
    found: list[str | None] = []
    for chunk in chunks:
        reader.feed(chunk)
        while (line := reader.take()) is not None:
            found.append(line[0])
    return found


# -- words: the first eight are what Asterisk 22.10 was seen to take


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('STREAM "FILE" nosuch ""', ["STREAM", "FILE", "nosuch", ""]),
        ('"STREAM FILE" x', ["STREAM FILE", "x"]),
        ('SET VARIABLE Y "a \\"q\\" b\\\\c"', ["SET", "VARIABLE", "Y", 'a "q" b\\c']),
        ("SET VARIABLE Z a\\ b", ["SET", "VARIABLE", "Z", "a b"]),
        ('SET VARIABLE V x"y z"w', ["SET", "VARIABLE", "V", "xy zw"]),
        ('NOOP "unbalanced', ["NOOP", "unbalanced"]),
        ("  NOOP", ["NOOP"]),
        ('SET VARIABLE W ""', ["SET", "VARIABLE", "W", ""]),
        ("", []),
        (" \t ", []),
        ("a\tb", ["a", "b"]),
        ("a\\", ["a"]),
        ('""""', [""]),
    ],
)
def test_words(line: str, expected: list[str]) -> None:
    assert words(line) == expected


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8"), max_size=30), max_size=8))
def test_what_the_client_encodes_is_read_back(given_words: list[str]) -> None:
    try:
        line = encode("VERB", *given_words)
    except BadWord:
        return
    assert words(line.decode()[:-1]) == ["VERB", *given_words]


@given(st.text(max_size=300))
def test_any_line_gives_words(line: str) -> None:
    assert len("".join(words(line))) <= len(line)


def test_more_words_than_asterisk_takes_are_dropped() -> None:
    assert len(words("a " * 500)) == server.MAX_WORDS


# -- lines


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=4))
def test_the_split_changes_nothing(data: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = [data[a:b] for a, b in pairwise(edges)]
    assert lines_of(pieces) == lines_of([data])


@pytest.mark.parametrize("size", [1, 7, 1000, 10**6])
def test_a_line_without_end_keeps_no_memory_and_hides_nothing_after_it(size: int) -> None:
    reader = CommandReader()
    for _ in range(min(3 * 10**6 // size, 5000)):
        reader.feed(b"x" * size)
        assert reader.waiting <= server.MAX_LINE
        assert reader.take() is None
    reader.feed(b"yy\nNOOP\n")
    assert reader.take() == (None,)
    assert reader.take() == ("NOOP",)
    assert reader.take() is None


def test_the_longest_line_is_taken_and_one_more_is_not() -> None:
    longest = b"x" * server.MAX_LINE
    assert lines_of([longest + b"\nNOOP\n"]) == [longest.decode(), "NOOP"]
    assert lines_of([longest + b"x\nNOOP\n"]) == [None, "NOOP"]


def test_bytes_that_are_not_utf8_come_through() -> None:
    assert lines_of([b"SET VARIABLE X \xd6\xd0\r\n"]) == ["SET VARIABLE X \udcd6\udcd0"]


# -- the environment


@given(st.dictionaries(st.sampled_from(["callerid", "calleridname", "dnid"]), any_text), st.lists(any_text, max_size=3))
def test_no_callers_text_adds_a_fact(facts: dict[str, str], arguments: list[str]) -> None:
    data = environment({"uniqueid": "real", **facts}, arguments)
    assert data.count(b"\n") == 2 + len(facts) + len(arguments)
    (got,) = AgiReader().feed(data)
    assert isinstance(got, Environment)
    names = {f"arg_{number}" for number in range(1, len(arguments) + 1)}
    assert set(got.values) == {"uniqueid", *facts} | names
    assert got.get("uniqueid") == "real"


@pytest.mark.parametrize("key", ["", "a b", "a: b\nagi_x", "A", "x" * 70])
def test_a_key_is_a_name(key: str) -> None:
    with pytest.raises(WireError):
        environment({key: "x"})


def test_an_environment_without_end_is_refused() -> None:
    with pytest.raises(WireError):
        environment({"callerid": "x" * 70000})


# -- answers


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (reply(0), "200 result=0\n"),
        (reply(49, endpos=8000), "200 result=49 endpos=8000\n"),
        (reply(1, "a value"), "200 result=1 (a value)\n"),
        (reply("12", "timeout"), "200 result=12 (timeout)\n"),
        (reply(35, "dtmf", 16000), "200 result=35 (dtmf) endpos=16000\n"),
        (reply(1, ""), "200 result=1 ()\n"),
    ],
)
def test_how_answers_look(line: str, expected: str) -> None:
    assert line == expected


@given(any_text)
def test_a_value_is_one_line_and_reads_back(value: str) -> None:
    (got,) = read_back(reply(1, value))
    assert isinstance(got, Reply)
    assert got.text == one_line(value).encode("utf-8", "replace").decode()


def test_refusals_read_back() -> None:
    codes = [getattr(got, "code", None) for got in read_back(server.INVALID, server.DEAD, misused("Usage: X\nY"))]
    assert codes == [510, 511, 520]
