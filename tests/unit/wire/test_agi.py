"""AGI's codec on a recorded session (Asterisk 22.10.1) and against hostile input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.wire import agi
from ccengine.wire.agi import AgiReader, BadWord, Environment, HangupLine, Message, Noise, Reply, WireError, encode
from tests.unit.wire.feeding import CORPUS, fed, ways

SESSION = (CORPUS / "session.agi").read_bytes()
ENVIRONMENT = b"agi_network: yes\nagi_uniqueid: hx-1.0\n\n"


def read(data: bytes) -> list[Message]:
    return list(AgiReader().feed(data))


def replies(data: bytes) -> list[Message]:
    return read(ENVIRONMENT + data)[1:]


def asterisk_words(line: bytes) -> list[bytes]:
    """What Asterisk's parse_args (22, res_agi.c) makes of a line: quotes toggle, a backslash keeps the next byte."""
    words: list[bytearray] = []
    quoted = escaped = False
    fresh = True
    for byte in line:
        char = bytes([byte])
        if char == b"\\" and not escaped:
            escaped = True
            continue
        if char == b'"' and not escaped:
            quoted = not quoted
            if quoted and fresh:
                words.append(bytearray())
                fresh = False
            continue
        if char in b" \t" and not (quoted or escaped):
            fresh = True
            continue
        if fresh:
            words.append(bytearray())
            fresh = False
        words[-1] += char
        escaped = False
    return [bytes(word) for word in words]


# -- the recorded session


def test_a_recorded_session_is_the_same_however_it_arrives() -> None:
    expected = read(SESSION)
    for chunks in ways(SESSION):
        reader = AgiReader()
        assert fed(chunks, reader.feed) == expected


def test_what_a_recorded_session_says() -> None:
    environment, *rest = read(SESSION)
    assert isinstance(environment, Environment)
    assert environment.get("callerid") == "13800001111"
    assert environment.get("calleridname") == r"A \"quoted\" name"
    assert environment.arguments == {"entry": "first"}
    assert not [message for message in rest if isinstance(message, Noise)]
    got = [message for message in rest if isinstance(message, Reply)]
    assert [reply.code for reply in got] == [200] * 4 + [510, 520] + [200] * 9 + [511, 200]
    assert got[1].endpos == 3404
    assert got[2].failed
    assert got[3].text == "TOK1"
    assert got[5].usage[0].startswith("Send the given file")
    assert got[7].text == 'a "b" \\ (c) endpos=5'
    assert got[7].endpos is None
    assert (got[8].text, got[8].result) == (None, "0")
    assert [got[10].key, got[11].key, got[11].endpos] == ["5", "7", 2560]
    assert got[15].dead
    assert rest.index(HangupLine()) == rest.index(got[15]) - 1


@pytest.mark.parametrize(
    "junk", [b"garbage\n", b"\xff\xfe\x00\n", b"200\n", b"20\n", b"2000 result=1\n", b"\n", b" \n"]
)
def test_junk_after_a_session_is_told_as_junk_and_hides_nothing(junk: bytes) -> None:
    got = read(SESSION + junk + b"200 result=1 (TOK9)\n")
    assert got[: len(read(SESSION))] == read(SESSION)
    last = got[-1]
    assert isinstance(last, Reply)
    assert last.text == "TOK9"
    assert len(got) == len(read(SESSION)) + 2


# -- replies


@pytest.mark.parametrize(
    ("line", "result", "text", "endpos"),
    [
        (b"200 result=0", "0", None, None),
        (b"200 result=1 ()", "1", "", None),
        (b"200 result=35 (dtmf) endpos=8000", "35", "dtmf", 8000),
        (b"200 result=0 (timeout) endpos=16000", "0", "timeout", 16000),
        (b"200 result=1 (a) endpos=5) b)", "1", "a) endpos=5) b", None),
        (b"200 result=-1 endpos=0", "-1", None, 0),
        (b"200 result= (timeout)", "", "timeout", None),
        (b"200 result=1 (\xe4\xb8\xad\xff)", "1", "中\udcff", None),
        (b"200 result=1 (x)\r", "1", "x", None),
    ],
)
def test_a_reply(line: bytes, result: str, text: str | None, endpos: int | None) -> None:
    (reply,) = replies(line + b"\n")
    assert isinstance(reply, Reply)
    assert (reply.result, reply.text, reply.endpos) == (result, text, endpos)


@pytest.mark.parametrize("key", "0123456789*#ABCD")
def test_a_key(key: str) -> None:
    (reply,) = replies(b"200 result=%d endpos=1\n" % ord(key))
    assert isinstance(reply, Reply)
    assert reply.key == key


@pytest.mark.parametrize("result", [b"0", b"-1", b"1", b"90", b"99999", b"\xc2\xb2"])
def test_no_key(result: bytes) -> None:
    (reply,) = replies(b"200 result=" + result + b"\n")
    assert isinstance(reply, Reply)
    assert reply.key == ""


def test_a_hang_up_inside_a_usage_text_is_not_lost() -> None:
    got = replies(b"520-Invalid\nusage\nHANGUP\n520 End of proper usage.\n")
    assert got[0] == HangupLine()
    assert isinstance(got[1], Reply)
    assert got[1].usage == ("usage",)


# -- the environment


def test_a_newline_in_a_callers_name_changes_no_fact() -> None:
    """The real one comes before the caller's text, so the first of a key is kept."""
    got = read(b"agi_uniqueid: real\nagi_callerid: 1\nagi_uniqueid: forged\nnonsense\nagi_dnid: 400\n\n")
    assert got == [Environment({"uniqueid": "real", "callerid": "1", "dnid": "400"})]


@pytest.mark.parametrize("start", [b"GET / HTTP/1.1\r\n", b"\n", b"\x16\x03\x01\n", b"INVITE sip:x SIP/2.0\r\n"])
def test_what_is_not_agi_is_refused(start: bytes) -> None:
    with pytest.raises(WireError):
        read(start)


@pytest.mark.parametrize(
    "data",
    [
        b"agi_x: " + b"a" * agi.MAX_LINE,
        b"a" * (agi.MAX_LINE + 1),
        b"agi_network: yes\n" + b"agi_callerid: x\n" * 9000,
        b"agi_network: yes\n" + (b"agi_x: " + b"a" * 16000 + b"\n") * 5,
        ENVIRONMENT + b"200 result=1 (" + b"a" * agi.MAX_LINE + b")\n",
        ENVIRONMENT + b"520-\n" + b"u\n" * (agi.MAX_USAGE_LINES + 1),
    ],
)
def test_what_is_too_long_is_refused_however_it_arrives(data: bytes) -> None:
    for chunks in ([data], [data[i : i + 1000] for i in range(0, len(data), 1000)]):
        reader = AgiReader()
        with pytest.raises(WireError):
            fed(chunks, reader.feed)


def test_an_environment_is_as_long_as_its_limit_of_lines_and_no_longer() -> None:
    lines = b"agi_x: y\n" * (agi.MAX_ENVIRONMENT_LINES - 1)
    assert read(lines + b"\n") == [Environment({"x": "y"})]
    with pytest.raises(WireError, match="lines"):
        read(lines + b"agi_x: y\n\n")


@given(st.binary(max_size=400), st.integers(0, 400))
def test_garbage_gives_messages_or_a_wire_error_and_the_split_changes_nothing(data: bytes, cut: int) -> None:
    def run(chunks: list[bytes]) -> list[Message] | str:
        reader = AgiReader()
        try:
            return fed(chunks, reader.feed)
        except WireError as why:
            return str(why)

    data = ENVIRONMENT + data
    assert run([data]) == run([data[:cut], data[cut:]])


# -- commands

words = st.lists(
    st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=()), max_size=40), min_size=1, max_size=12
)


@given(words)
def test_every_word_arrives_as_one_word(given_words: list[str]) -> None:
    given_words = ["VERB", *given_words]
    try:
        line = encode(*given_words)
    except UnicodeEncodeError:
        return  # a lone surrogate that stands for no byte
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert asterisk_words(line[:-1]) == [word.encode("utf-8", "surrogateescape") for word in given_words]


@given(st.binary(max_size=60))
def test_bytes_that_are_not_utf8_go_back_as_they_came(data: bytes) -> None:
    word = data.translate(None, b"\r\n\0").decode("utf-8", "surrogateescape")
    assert asterisk_words(encode("V", word)[:-1]) == [b"V", word.encode("utf-8", "surrogateescape")]


@pytest.mark.parametrize("word", ["a\nHANGUP", "a\rb", "a\0b", "\n", "x" * agi.MAX_COMMAND, '"' * 1100])
def test_what_no_line_can_carry_is_refused(word: str) -> None:
    with pytest.raises(BadWord):
        encode("SET", "VARIABLE", "X", word)


def test_more_words_than_asterisk_takes_are_refused() -> None:
    with pytest.raises(BadWord):
        encode(*["x"] * (agi.MAX_WORDS + 1))


@pytest.mark.parametrize(
    ("given_words", "line"),
    [
        (("STREAM", "FILE", "/a/b-c", "", "0"), b'STREAM FILE /a/b-c "" 0\n'),
        (("EXEC", "Bridge", "PJSIP/agent8001-00000001,x"), b'EXEC Bridge "PJSIP/agent8001-00000001,x"\n'),
        (("SET", "VARIABLE", "X", 'a" "b\\'), b'SET VARIABLE X "a\\" \\"b\\\\"\n'),
    ],
)
def test_how_commands_look(given_words: tuple[str, ...], line: bytes) -> None:
    assert encode(*given_words) == line
