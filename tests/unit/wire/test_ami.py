"""AMI's codec on a recorded session (Asterisk 22.10.1) and against hostile input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.wire import ami
from ccengine.wire.agi import WireError
from ccengine.wire.ami import AmiReader, BadHeader, Banner, Event, Message, Other, Response, encode, variable
from tests.unit.wire.feeding import CORPUS, fed, ways

SESSION = (CORPUS / "session.ami").read_bytes()
BANNER = b"Asterisk Call Manager/11.0.0\r\n"


def read(data: bytes) -> list[Message]:
    return list(AmiReader().feed(data))


# -- the recorded session


def test_a_recorded_session_is_the_same_however_it_arrives() -> None:
    expected = read(SESSION)
    for chunks in ways(SESSION):
        reader = AmiReader()
        assert fed(chunks, reader.feed) == expected


def test_what_a_recorded_session_says() -> None:
    banner, *rest = read(SESSION)
    assert isinstance(banner, Banner)
    assert not [message for message in rest if isinstance(message, Other)]
    answers = {message.action_id: message for message in rest if isinstance(message, Response)}
    assert answers["1"].ok
    assert answers["2"].get("EventList") == "start"
    assert not answers["4"].ok
    assert answers["4"].text.startswith("Invalid/unknown command")
    assert answers["3"].output[0].startswith("Channel ")
    assert answers["3"].output[-1] == "3 calls processed"
    assert answers["8"].ok  # Goodbye
    listed = [message for message in rest if isinstance(message, Event) and message.action_id == "2"]
    assert [event.name for event in listed] == ["CoreShowChannel", "CoreShowChannelsComplete"]
    assert listed[-1].ends_list


def test_originate_response_is_an_event_although_it_carries_a_response() -> None:
    events = [
        message for message in read(SESSION) if isinstance(message, Event) and message.name == "OriginateResponse"
    ]
    assert [(event.action_id, event.get("Response")) for event in events] == [("5", "Success"), ("6", "Failure")]
    assert events[0].get("uniqueid") == "o1-1"


def test_junk_after_a_session_hides_nothing() -> None:
    got = read(SESSION + b"\xff\xfejunk\r\n: x\r\n\r\n\r\n\r\nEvent: Hangup\r\nUniqueid: 1.\xff\r\n\r\n")
    *_, junk, last = got
    assert isinstance(junk, Other)
    assert isinstance(last, Event)
    assert last.get("Uniqueid") == "1.\udcff"
    assert len(got) == len(read(SESSION)) + 2


def test_the_first_header_decides() -> None:
    first, second, third = read(
        BANNER
        + b"Response: Success\r\nEvent: Hangup\r\n\r\n"
        + b"Event: A\r\nResponse: B\r\n\r\n"
        + b"Channel: x\r\nEvent: Hangup\r\n\r\n"
    )[1:]
    assert isinstance(first, Response)
    assert isinstance(second, Event)
    assert isinstance(third, Other)


def test_repeated_and_odd_headers_are_kept() -> None:
    (message,) = read(BANNER + b"Event: X\r\nA: 1\r\na: 2\r\nEmpty:\r\nSpaced:  two\r\nno colon\r\n\r\n")[1:]
    assert isinstance(message, Event)
    assert message.all("A") == ["1", "2"]
    assert message.get("Empty", "none") == ""
    assert message.get("Spaced") == " two"
    assert message.all("") == ["no colon"]
    assert message.get("absent", "none") == "none"


# -- limits


@pytest.mark.parametrize("start", [b"HTTP/1.1 400 Bad Request\r\n", b"\r\n", b"Event: X\r\n", b"\0\0\n"])
def test_what_is_not_ami_is_refused(start: bytes) -> None:
    with pytest.raises(WireError):
        read(start)


@pytest.mark.parametrize(
    "data",
    [
        b"a" * (ami.MAX_LINE + 1),
        BANNER + b"Event: " + b"a" * ami.MAX_LINE + b"\r\n",
        BANNER + b"A: b\r\n" * (ami.MAX_HEADERS + 1),
        BANNER + (b"A: " + b"b" * 60000 + b"\r\n") * 71,
    ],
)
def test_what_is_too_long_is_refused_however_it_arrives(data: bytes) -> None:
    for size in (len(data), 4096):
        reader = AmiReader()
        with pytest.raises(WireError):
            fed([data[i : i + size] for i in range(0, len(data), size)], reader.feed)


@given(st.binary(max_size=300), st.integers(0, 300))
def test_garbage_gives_messages_and_the_split_changes_nothing(data: bytes, cut: int) -> None:
    data = BANNER + data
    reader = AmiReader()
    assert read(data) == fed([data[:cut], data[cut:]], reader.feed)


# -- actions

line = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=60)


@given(st.dictionaries(st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,10}", fullmatch=True), line, max_size=8))
def test_what_is_sent_is_read_back_with_nothing_added(headers: dict[str, str]) -> None:
    headers = {name: value for name, value in headers.items() if name.lower() not in ("action", "actionid", "event")}
    (message,) = read(BANNER + encode("Test", "7", headers))[1:]
    assert isinstance(message, Other)  # begins with Action
    assert message.headers == (("Action", "Test"), ("ActionID", "7"), *headers.items())


@pytest.mark.parametrize("value", ["x\r\nAction: Logoff", "x\n", "x\r", "x\0", "x" * ami.MAX_HEADER_SENT])
def test_what_no_header_can_carry_is_refused(value: str) -> None:
    with pytest.raises(BadHeader):
        encode("Originate", "1", {"CallerID": value})
    with pytest.raises(BadHeader):
        encode("Originate", value, {})


@pytest.mark.parametrize("name", ["", "A: b\r\nC", "A b", "Ä", "A:"])
def test_names_of_headers_are_names(name: str) -> None:
    with pytest.raises(BadHeader):
        encode("Ping", "1", {name: "x"})


def test_more_headers_than_asterisk_takes_are_refused() -> None:
    with pytest.raises(BadHeader):
        encode("Originate", "1", {"Variable": ["a=b"] * ami.MAX_HEADERS_SENT})


def asterisk_variables(header: str) -> list[str]:
    """What Asterisk's AST_STANDARD_APP_ARGS (22, main/app.c) makes of a Variable header: commas split outside quotes
    and brackets; a backslash keeps the next character and goes."""
    found, word = [], ""
    depth = square = 0
    quoted = escaped = False
    for char in header:
        if escaped:
            word, escaped = word + char, False
        elif char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif char == "," and not (quoted or depth or square):
            found.append(word)
            word = ""
        else:
            depth += (char == "(") - (char == ")" and depth > 0)
            square += (char == "[") - (char == "]" and square > 0)
            word += char
    return [*found, word]


@given(line)
def test_a_variable_stays_one_variable(value: str) -> None:
    assert asterisk_variables(variable("CCCALL", value)) == [f"CCCALL={value}"]


@pytest.mark.parametrize("name", ["", "A=B", "A,B", "${X}", "A B"])
def test_names_of_variables_are_names(name: str) -> None:
    with pytest.raises(BadHeader):
        variable(name, "x")
