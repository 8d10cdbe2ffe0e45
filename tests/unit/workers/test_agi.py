"""AGI commands on the scripted call: what Asterisk 22.10 was seen to answer, and what becomes of the line."""

import datetime
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.flow.scripted import ScriptedCall, every_prompt
from ccengine.flow.spoken import spoken
from ccengine.model.call import CallFault, CallInfo, Cancelled
from ccengine.model.ids import CallId
from ccengine.model.services import ProgramRequest
from ccengine.wire.agi import AgiReader, Reply
from ccengine.workers.agi.answer import answer
from ccengine.workers.agi.applications import APPLICATIONS
from ccengine.workers.agi.session import AgiSession
from ccengine.workers.agi.table import COMMANDS
from ccengine.workers.agi.variables import MAX_VALUE, MAX_VARIABLES
from ccengine.workers.program import facts

REAL = """
answer, asyncagi break*, channel status, database del*, database deltree*, database get*, database put*, exec*,
get data, get full variable*, get option, get variable*, hangup, noop*, receive char, receive text, record file,
say alpha, say digits, say number, say phonetic, say date, say time, say datetime, send image, send text,
set autohangup, set callerid, set context, set extension, set music, set priority, set variable*, stream file,
control stream file, tdd mode, verbose*, wait for digit, speech create, speech set, speech destroy*,
speech load grammar, speech unload grammar*, speech activate grammar, speech deactivate grammar, speech recognize, gosub
"""
"""`agi show commands` of Asterisk 22.10.1; with a star those that it runs on a dead channel."""

DEAD = "511 Command Not Permitted on a dead channel or intercept routine\n"


class Talk:
    def __init__(self, script: str = "") -> None:
        missing = dict.fromkeys(("nosuch", "no_such"), None)
        self.call = ScriptedCall(
            script,
            CallInfo(CallId("hx-1.2"), "4008001234", "13800138000", "Wang"),
            lengths=every_prompt(2.0, **missing),
            unwritable=("hx-1-2-full",),
        )
        told = facts(ProgramRequest("x.agi", "k", "/"), self.call)
        self.session = AgiSession(self.call, told, {"GIVEN": "by the flow"}, spoken, lambda: 60.0)

    def __call__(self, line: str | None) -> str:
        said = answer(self.session, line)
        assert said.endswith("\n")
        return said[:-1]

    @property
    def texts(self) -> Sequence[str]:
        return self.call.transcript.texts


# -- the table


def test_every_command_of_asterisk_is_in_the_table() -> None:
    real = {name.strip() for name in REAL.replace("\n", " ").split(",")}
    ours = {" ".join(command.verb).lower() + ("*" if command.dead else "") for command in COMMANDS}
    assert ours == real
    assert len(COMMANDS) == len(real) == 47


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.run is None], ids=lambda c: c.usage)
def test_what_is_not_mapped_is_510(command: object) -> None:
    assert Talk()(getattr(command, "usage")) == "510 Invalid or unknown command"  # noqa: B009


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


@given(st.text(max_size=200))
def test_any_line_has_one_answer_that_our_own_client_reads(line: str) -> None:
    said = answer(Talk().session, line)
    got = list(AgiReader().feed(b"agi_x: y\n\n" + said.encode("utf-8", "replace")))[1:]
    assert len(got) == 1
    assert isinstance(got[0], Reply)


@given(st.sampled_from(COMMANDS), st.lists(st.text(max_size=12), max_size=8))
def test_any_arguments_have_one_answer(command: object, words: list[str]) -> None:
    line = " ".join([*getattr(command, "verb"), *(f'"{word}"' for word in words)])  # noqa: B009
    test_any_line_has_one_answer_that_our_own_client_reads.hypothesis.inner_test(line.replace("\n", " "))  # type: ignore[attr-defined]


# -- keys


def test_a_key_cuts_a_prompt() -> None:
    talk = Talk("when play welcome\nwait 1s\npress 5")
    assert talk('STREAM FILE custom/welcome.wav "0123456789"') == "200 result=53 endpos=8000"
    assert talk.texts == ["play welcome", "caller presses 5", "cut"]


def test_a_key_that_does_not_cut_is_kept() -> None:
    talk = Talk("when play welcome\nwait 1s\npress 5")
    assert talk('STREAM FILE welcome ""') == "200 result=0 endpos=16000"
    assert talk("WAIT FOR DIGIT 1000") == "200 result=53"


@pytest.mark.parametrize(
    ("script", "line", "expected"),
    [
        ("press 1234", "GET DATA tone 2000 4", "200 result=1234"),
        ("press 12#", "GET DATA tone 2000 4", "200 result=12"),
        ("press #", "GET DATA tone 2000 4", "200 result="),
        ("press #", "GET DATA tone 2000 1", "200 result="),
        ("press 12", "GET DATA tone 2000 4", "200 result=12 (timeout)"),
        ("press 1*", "GET DATA tone 2000 2", "200 result=1*"),
        ("press 12345678", "GET DATA tone", "200 result=12345678 (timeout)"),
        ("press 7", 'GET OPTION tone "7" 1000', "200 result=55 endpos=0"),
        ("wait 2500ms\npress 7", 'GET OPTION tone "7" 1000', "200 result=55 endpos=16000"),
        ("wait 2500ms\npress 8", 'GET OPTION tone "7" 1000', "200 result=0 endpos=16000"),
        ("wait 20s\npress 9", "WAIT FOR DIGIT -1", "200 result=57"),
        ("", "WAIT FOR DIGIT -1", "200 result=0"),  # what is left of the program's own time
        ("press #", 'SAY DIGITS 123 "#"', "200 result=35"),
        ("press 3", 'CONTROL STREAM FILE tone "3"', "200 result=51 endpos=0"),
    ],
)
def test_keys(script: str, line: str, expected: str) -> None:
    assert Talk(script)(line) == expected


def test_no_wait_is_longer_than_the_programs_time() -> None:
    talk = Talk()
    talk("WAIT FOR DIGIT 99999999")
    assert talk.call.clock.passed == 60.0


def test_music_while_a_key_is_waited_for() -> None:
    talk = Talk("wait 3s\npress 4")
    talk("SET MUSIC ON jazz")
    assert talk("WAIT FOR DIGIT 10000") == "200 result=52"
    assert talk.texts[0] == "music jazz"
    talk('STREAM FILE tone ""')
    talk("WAIT FOR DIGIT 1000")
    assert [text for text in talk.texts if text.startswith("music")] == ["music jazz"]


# -- names


@pytest.mark.parametrize(
    ("file", "played"),
    [
        ("welcome", "welcome"),
        ("custom/welcome", "welcome"),
        ("/var/lib/asterisk/sounds/zh/welcome.gsm", "welcome"),
        ("../../../etc/passwd", "passwd"),
        ("a_b-C9", "a_b-C9"),
        ("..", ""),
        ("", ""),
        ("a b", ""),
        ("/etc/", ""),
        ("x;y", ""),
        ("a&b", ""),
        ("中", ""),
        ("a" * 65, ""),
        (".hidden", ""),
        ("a.b.wav", ""),
    ],
)
def test_a_files_name_is_a_prompts(file: str, played: str) -> None:
    talk = Talk()
    said = talk(f'STREAM FILE "{file}" ""')
    assert talk.texts == ([f"play {played}"] if played else [])
    assert said == ("200 result=0 endpos=16000" if played else "200 result=-1 endpos=0")


# -- saying


def test_values_are_said_by_the_language() -> None:
    talk = Talk()
    talk('SAY NUMBER 42 ""')
    talk('SET VARIABLE "CHANNEL(language)" en')
    talk('SAY NUMBER 42 ""')
    assert talk.texts == [
        *(f"play {prompt}" for prompt in spoken("number", 42, "zh")), "language en",
        *(f"play {prompt}" for prompt in spoken("number", 42, "en")),
    ]  # fmt: skip


def test_dates_and_times() -> None:
    moment = 1790825400
    talk = Talk()
    talk(f'SAY DATETIME {moment} "" "" Asia/Shanghai')
    there = datetime.datetime(2026, 10, 1, 11, 30)
    both = (*spoken("date", there.date(), "zh"), *spoken("time", there.time(), "zh"))
    assert talk.texts == [f"play {prompt}" for prompt in both]
    for form, expected in (
        ("IMp", both[-len(spoken("time", there.time(), "zh")) :]),
        ("ABdY", spoken("date", there.date(), "zh")),
    ):
        talk = Talk()
        talk(f'SAY DATETIME {moment} "" {form} Asia/Shanghai')
        assert talk.texts == [f"play {prompt}" for prompt in expected]


def test_letters_are_not_said_and_digits_are() -> None:
    assert Talk()('SAY ALPHA abc ""') == "200 result=-1"
    assert Talk()('SAY ALPHA 123 ""') == "200 result=0"


@pytest.mark.parametrize("epoch", ["99999999999999", "-1", "999999999999999999999"])
@pytest.mark.parametrize("zone", ["", "Mars/Base", "../../etc/passwd"])
def test_moments_that_no_calendar_has(epoch: str, zone: str) -> None:
    said = Talk()(f'SAY DATETIME {epoch} "" "" "{zone}"')
    assert said == "200 result=0" if len(epoch) < 16 else said.startswith("520-")


# -- recording


@pytest.mark.parametrize(
    ("script", "line", "expected", "path"),
    [
        ("wait 1200ms\npress #", 'RECORD FILE /tmp/msg wav "#" 5000 BEEP', "200 result=35 (dtmf) endpos=8000",
         "hx-1-2-msg.wav"),
        ("", 'RECORD FILE msg gsm "#" 3000', "200 result=0 (timeout) endpos=24000", "hx-1-2-msg.wav"),
        ("", 'RECORD FILE "../../etc/x y;z" ulaw "" 1000 0 s=2', "200 result=0 (timeout) endpos=8000",
         "hx-1-2-x-y-z.wav"),
        ("", 'RECORD FILE /tmp/ wav "#" 1000', "200 result=0 (timeout) endpos=8000", "hx-1-2-recording.wav"),
        ("", 'RECORD FILE full wav "#" 1000', "200 result=-1 (writefile)", ""),
    ],
)  # fmt: skip
def test_recording(script: str, line: str, expected: str, path: str) -> None:
    talk = Talk(script)
    assert talk(line) == expected
    assert list(talk.call.recordings) == ([path] if path else [])
    assert talk("GET VARIABLE RECORDED_FILE") == (f"200 result=1 ({path})" if path else "200 result=0")


# -- variables


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("GET VARIABLE GIVEN", "200 result=1 (by the flow)"),
        ("GET VARIABLE UNIQUEID", "200 result=1 (hx-1.2)"),
        ("GET VARIABLE CALLERID(num)", "200 result=1 (13800138000)"),
        ("GET VARIABLE CALLERID(all)", '200 result=1 ("Wang" <13800138000>)'),
        ("GET VARIABLE CHANNEL", "200 result=1 (CCEngine/hx-1.2)"),
        ("GET FULL VARIABLE ${CHANNEL}", "200 result=1 (CCEngine/hx-1.2)"),
        ('GET FULL VARIABLE "${EXTEN} of ${NOPE}-${${X}}" CCEngine/hx-1.2', "200 result=1 (4008001234 of -${})"),
    ],
)
def test_what_a_program_can_ask(line: str, expected: str) -> None:
    assert Talk()(line) == expected


def test_what_a_program_sets_is_kept_and_bounded() -> None:
    talk = Talk()
    talk('SET VARIABLE __A "1"')
    talk(f"SET VARIABLE LONG {'x' * 1900}")
    talk('SET VARIABLE "NEW\x0bLINE" "a\x85b"')
    assert talk("GET VARIABLE A") == "200 result=1 (1)"
    assert talk.session.variables.made["NEW LINE"] == "a\x85b"
    for number in range(MAX_VARIABLES + 50):
        talk(f"SET VARIABLE V{number} x")
    talk("SET VARIABLE A 2")
    assert len(talk.session.variables.made) == MAX_VARIABLES
    assert talk.session.variables.made["A"] == "2"
    talk.session.variables.set("A", "y" * 100000)
    assert len(talk.session.variables.made["A"]) == MAX_VALUE


def test_where_the_program_wants_to_go_is_for_the_flow() -> None:
    talk = Talk()
    for line in ("SET CONTEXT sales", "SET EXTENSION 100", "SET PRIORITY 3", "SET CALLERID 555"):
        talk(line)
    assert talk.session.variables.made == {"CONTEXT": "sales", "EXTEN": "100", "PRIORITY": "3", "CALLERID(num)": "555"}


# -- EXEC


@pytest.mark.parametrize(
    ("line", "expected", "texts"),
    [
        ("EXEC Playback welcome", "200 result=0", ["play welcome"]),
        ("EXEC PLAYBACK a&b,noanswer", "200 result=0", ["play a", "play b"]),
        ("EXEC Playback nosuch", "200 result=0", ["no prompt nosuch in zh"]),
        ("EXEC Background menu", "200 result=0", ["play menu"]),
        ("EXEC Answer", "200 result=0", ["answer"]),
        ("EXEC Wait 2.5", "200 result=0", ["got nothing (timeout)"]),
        ("EXEC Wait x", "520", []),
        ("EXEC SayDigits 12", "200 result=0", [f"play {prompt}" for prompt in spoken("digits", "12", "zh")]),
        ("EXEC SayNumber 12", "200 result=0", [f"play {prompt}" for prompt in spoken("number", 12, "zh")]),
        ("EXEC Hangup", "200 result=-1", ["hang up"]),
        ("EXEC System rm", "200 result=-2", []),
        ("EXEC Dial SIP/1", "200 result=-2", []),
        ("EXEC TrySystem x", "200 result=-2", []),
    ],
)
def test_applications(line: str, expected: str, texts: list[str]) -> None:
    talk = Talk()
    assert talk(line).startswith(expected)
    assert list(talk.texts) == texts


def test_applications_set_what_asterisks_set() -> None:
    talk = Talk("when play menu\npress 3")
    talk("EXEC Playback nosuch")
    assert talk("GET VARIABLE PLAYBACKSTATUS") == "200 result=1 (FAILED)"
    assert talk("EXEC Background menu") == "200 result=51"
    talk("EXEC Set COLOR=red=blue")
    assert talk("GET VARIABLE COLOR") == "200 result=1 (red=blue)"
    talk("EXEC StartMusicOnHold jazz")
    assert talk.session.music == "jazz"
    talk("EXEC StopMusicOnHold")
    assert talk.session.music == ""
    for quiet in ("Verbose", "Progress", "Ringing"):
        assert talk(f"EXEC {quiet}") == "200 result=0"
    before = talk.session.call.clock.now()
    assert talk("EXEC MusicOnHold jazz,15") == "200 result=0"
    assert talk.session.call.clock.now() - before == 15.0
    assert len(APPLICATIONS) == 15


# -- the caller is gone


def test_after_the_callers_hang_up() -> None:
    talk = Talk("when play welcome\nwait 1s\nhang up")
    assert talk('STREAM FILE welcome ""') == "200 result=-1"
    assert talk.session.gone is not None
    for command in COMMANDS:
        said = talk(command.usage)
        if not command.dead:
            assert said == DEAD[:-1]
        else:
            assert said.startswith("510" if command.run is None else ("200", "520"))
    assert talk("FOO").startswith("510")
    assert talk("SET VARIABLE LATE 1") == "200 result=1"
    assert talk.session.variables.made["LATE"] == "1"


@pytest.mark.parametrize(
    "line",
    ["GET DATA tone 1000 3", "WAIT FOR DIGIT 5000", 'RECORD FILE x wav "#" 1000 BEEP', "EXEC Wait 5",
     "EXEC Playback tone", 'SAY DIGITS 123 ""', 'GET OPTION tone "1"'],
)  # fmt: skip
def test_a_hang_up_within_a_command_is_minus_one(line: str) -> None:
    talk = Talk("wait 300ms\nhang up")
    assert talk(line) == "200 result=-1"
    assert talk("ANSWER") == DEAD[:-1]


def test_the_programs_own_hang_up() -> None:
    talk = Talk()
    assert talk("HANGUP") == "200 result=1"
    assert talk.texts == ["hang up"]
    assert talk("HANGUP") == DEAD[:-1]
    assert talk("GET VARIABLE GIVEN") == "200 result=1 (by the flow)"


def test_autohangup() -> None:
    talk = Talk()
    talk("SET AUTOHANGUP 3")
    assert talk("WAIT FOR DIGIT 60000") == "200 result=0"
    assert talk.call.clock.passed == 3.0
    assert talk('STREAM FILE tone ""') == DEAD[:-1]
    assert talk.texts[-1] == "hang up"


@pytest.mark.parametrize(("script", "error"), [("wait 1s\ncancel", Cancelled), ("switch stops", CallFault)])
def test_what_the_line_raises_passes(script: str, error: type[Exception]) -> None:
    talk = Talk(script)
    with pytest.raises(error):
        talk("WAIT FOR DIGIT 5000")
