"""A line that somebody else wrote is found, and ours are not."""

import pytest

from ccengine_sim.hostile.logs import odd_in
from ccengine_sim.hostile.words import LINES

ENGINE = "2026-11-22 20:18:42,123 WARNING ccengine.switch: a connection to the FastAGI port is dropped: not AGI: 'x\\n'"
MESSAGES = (
    '{"hostname":"c1","timestamp":"2026-11-22 21:28:57.961","identifiers":{"lwp":16786,"callid":""},'
    '"logmsg":{"location":{"filename":"x.c","function":"f","line":1},"level":"NOTICE",'
    '"message":"to extension \'4\\n[1999\' \u2028 rejected\\n"}}'
)
FIRST = "[2026-11-22 21:17:38.844] Asterisk 22.10.1+dfsg+~cs6.17.60671434-1 built by nobody @ x"
CEL = '"1795000000.123456","HANGUP","c-1.1","c-1.1","PJSIP/x","","","138","","","","","{}"'


def found(name: str, text: str) -> list[str]:
    return [odd.why for odd in odd_in(name, text.encode("utf-8", "surrogateescape"))]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("log/engine.log", ENGINE),
        ("log/engine.log.1", ENGINE),
        ("asterisk/log/messages", MESSAGES),
        ("asterisk/log/security", MESSAGES),
        ("asterisk/log/messages", FIRST),
        ("asterisk/log/cel.csv", CEL),
    ],
)
def test_lines_of_ours(name: str, line: str) -> None:
    assert found(name, f"{line}\n{line}\n") == []
    assert found(name, f"{line}\n{line[:10]}") != [], "the rest of a line"


@pytest.mark.parametrize("name", ["log/engine.log", "log/office.log", "asterisk/log/messages", "asterisk/log/cel.csv"])
@pytest.mark.parametrize("line", [line.replace("MARK", "cc-hostile") for line in LINES])
def test_a_forged_line_is_found(name: str, line: str) -> None:
    ours = CEL if name.endswith("csv") else MESSAGES if "asterisk" in name else ENGINE
    assert found(name, f"{ours}\n{line}\n{ours}\n")


def test_json_of_somebody_else_is_found() -> None:
    assert found("asterisk/log/messages", f'{MESSAGES}\n{{"level": "NOTICE"}}\n') == ["has no known form"]
    assert found("asterisk/log/messages", MESSAGES + "\r" + MESSAGES) == ["holds U+000D"]


@pytest.mark.parametrize("char", ["\r", "\v", "\f", "\x1b[2K", "\x85", "\u2028", "\u2029", "\0", "\x9b2K", "\b"])
def test_what_a_reader_takes_for_a_line_is_found(char: str) -> None:
    assert found("log/engine.log", ENGINE + char + ENGINE) == [f"holds U+{ord(char[0]):04X}"]


def test_a_crash_is_told_as_one() -> None:
    text = f"{ENGINE}\nTraceback (most recent call last):\n"
    (odd,) = odd_in("log/engine.log", text.encode())
    assert odd.trace
    assert str(odd) == "log/engine.log: a crash: 'Traceback (most recent call last):'"


def test_a_line_that_asterisk_cut_is_its_own() -> None:
    long = MESSAGES.replace("rejected", "x" * 9000).encode()
    assert [*odd_in("asterisk/log/messages", long[:8191] + b"\n" + MESSAGES.encode())] == []
    assert found("asterisk/log/messages", long[:8000].decode()) == ["has no known form"]
