"""AGI commands on the scripted call: what Asterisk 22.10 was seen to answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.wire.agi import AgiReader, Reply
from ccengine.workers.agi.answer import answer
from ccengine.workers.agi.table import COMMANDS, Command
from tests.unit.workers.agi.talk import Talk

REAL = """
answer, asyncagi break*, channel status, database del*, database deltree*, database get*, database put*, exec*,
get data, get full variable*, get option, get variable*, hangup, noop*, receive char, receive text, record file,
say alpha, say digits, say number, say phonetic, say date, say time, say datetime, send image, send text,
set autohangup, set callerid, set context, set extension, set music, set priority, set variable*, stream file,
control stream file, tdd mode, verbose*, wait for digit, speech create, speech set, speech destroy*,
speech load grammar, speech unload grammar*, speech activate grammar, speech deactivate grammar, speech recognize, gosub
"""
"""`agi show commands` of Asterisk 22.10.1; with a star those that it runs on a dead channel."""


def test_every_command_of_asterisk_is_in_the_table() -> None:
    real = {name.strip() for name in REAL.replace("\n", " ").split(",")}
    ours = {" ".join(command.verb).lower() + ("*" if command.dead else "") for command in COMMANDS}
    assert ours == real
    assert len(COMMANDS) == len(real) == 47


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.run is None], ids=lambda c: c.usage)
def test_what_is_not_mapped_is_510(command: Command) -> None:
    assert Talk()(command.usage) == "510 Invalid or unknown command"


# -- as Asterisk was seen to answer

SEEN = [
    ("ANSWER", "200 result=0"),
    ("answer now", "200 result=0"),
    ('STREAM FILE /some/where/tone ""', "200 result=0 endpos=16000"),
    ('STREAM FILE nosuch ""', "200 result=-1 endpos=0"),
    ("STREAM FILE tone", "520"),
    ('STREAM "FILE" nosuch ""', "200 result=-1 endpos=0"),
    ('"STREAM FILE" tone ""', "510 Invalid or unknown command"),
    ("STREAM", "510 Invalid or unknown command"),
    ("stream file", "520"),
    ("FOO", "510 Invalid or unknown command"),
    ('CONTROL STREAM FILE tone ""', "200 result=0 endpos=-1"),
    ('CONTROL STREAM FILE nosuch ""', "200 result=-1 endpos=-1"),
    ("GET DATA tone 500 3", "200 result= (timeout)"),
    ("GET DATA nosuch 500 3", "200 result=-1"),
    ('GET OPTION tone "12" 500', "200 result=0 endpos=16000"),
    ('GET OPTION nosuch "12" 500', "200 result=-1 endpos=0"),
    ("WAIT FOR DIGIT 100", "200 result=0"),
    ("WAIT FOR DIGIT x", "520"),
    ('SAY DIGITS 12 ""', "200 result=0"),
    ("SAY DIGITS 12", "520"),
    ('SAY NUMBER abc ""', "520"),
    ('SAY NUMBER 5 ""', "200 result=0"),
    ('SAY DATE 0 ""', "200 result=0"),
    ('SAY DATE x ""', "520"),
    ('SAY TIME 0 ""', "200 result=0"),
    ('SAY DATETIME 0 "" "Q" "UTC"', "200 result=0"),
    ('RECORD FILE /tmp/rec2 badfmt "#" 500', "200 result=-1 (writefile)"),
    ('SET VARIABLE X "a b"', "200 result=1"),
    ("GET VARIABLE NOPE", "200 result=0"),
    ("GET FULL VARIABLE X", "200 result=1 (X)"),
    ('GET FULL VARIABLE "${NOPE}"', "200 result=1 ()"),
    ("GET FULL VARIABLE ${X} Local/nochannel", "200 result=0"),
    ('VERBOSE "hello" 1', "200 result=1"),
    ("VERBOSE hello", "200 result=1"),
    ("VERBOSE", "520"),
    ("NOOP", "200 result=0"),
    ("NOOP with args", "200 result=0"),
    ('NOOP "unbalanced', "200 result=0"),
    ("CHANNEL STATUS", "200 result=6"),
    ("CHANNEL STATUS nochannel", "200 result=-1"),
    ("SET MUSIC ON", "200 result=0"),
    ("SET MUSIC OFF", "200 result=0"),
    ("SET MUSIC", "520"),
    ("SET AUTOHANGUP 0", "200 result=0"),
    ("SET AUTOHANGUP x", "520"),
    ("SET CALLERID 12345", "200 result=1"),
    ("SET CONTEXT x", "200 result=0"),
    ("SET EXTENSION 1", "200 result=0"),
    ("SET PRIORITY 1", "200 result=0"),
    ("TDD MODE on", "200 result=0"),
    ("SEND TEXT hi", "200 result=0"),
    ("SEND IMAGE x", "200 result=0"),
    ("RECEIVE TEXT 100", "200 result=-1"),
    ("EXEC NoSuchApp x", "200 result=-2"),
    ("EXEC NoOp", "200 result=0"),
    ("EXEC NoOp x", "200 result=0"),
    ("EXEC", "520"),
    ("HANGUP nochannel", "200 result=-1"),
    ("HANGUP", "200 result=1"),
]


@pytest.mark.parametrize(("line", "expected"), SEEN, ids=[line for line, _ in SEEN])
def test_what_asterisk_answers(line: str, expected: str) -> None:
    said = Talk()(line)
    if expected == "520":
        first, usage, last = said.split("\n")
        assert first == "520-Invalid command syntax.  Proper usage follows:"
        assert usage.startswith("Usage: ")
        assert last == "520 End of proper usage."
    else:
        assert said == expected


def test_a_line_that_is_too_long_is_refused() -> None:
    assert Talk()(None).startswith("520-")


def one_answer_that_our_own_client_reads(line: str) -> None:
    said = answer(Talk().session, line)
    got = list(AgiReader().feed(b"agi_x: y\n\n" + said.encode("utf-8", "replace")))[1:]
    assert len(got) == 1
    assert isinstance(got[0], Reply)


@given(st.text(max_size=200))
def test_any_line_has_one_answer(line: str) -> None:
    one_answer_that_our_own_client_reads(line)


@given(st.sampled_from(COMMANDS), st.lists(st.text(max_size=12), max_size=8))
def test_any_arguments_have_one_answer(command: Command, words: list[str]) -> None:
    line = " ".join([*command.verb, *(f'"{word}"' for word in words)])
    one_answer_that_our_own_client_reads(line.replace("\n", " "))
