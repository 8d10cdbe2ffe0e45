"""An AGI program's session: its variables, EXEC, and what becomes of it when the caller is gone."""

import pytest

from ccengine.flow.spoken import spoken
from ccengine.model.call import CallFault, Cancelled
from ccengine.workers.agi.applications import APPLICATIONS
from ccengine.workers.agi.table import COMMANDS
from ccengine.workers.agi.variables import MAX_VALUE, MAX_VARIABLES
from tests.unit.workers.agi.talk import DEAD, Talk

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
    assert len(APPLICATIONS) == 16  # CC is our own: test_hooks_page.py


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
