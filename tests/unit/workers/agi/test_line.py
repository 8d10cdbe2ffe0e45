"""AGI commands on the scripted call: keys, names of files, saying, recording."""

import datetime

import pytest

from ccengine.flow.spoken import spoken
from tests.unit.workers.agi.talk import Talk

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
