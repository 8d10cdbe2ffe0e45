"""A member's PIN is nowhere in the home: entered by RTP and sounded in the audio, through a kill of the engine in the
midst of it, with all the debugging on that engine and Asterisk have.  And what looks for it would find it."""

import asyncio
import base64
import gzip
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ccengine.model.home import Home
from tests.support.asterisk import write_tone
from tests.support.hotline import CHECKOUT, Homes, Hotline
from tests.support.leaks import dtmf, keys_heard, leaks
from tests.support.site import Site, site, small, stages

MEMBER, PIN, NEW = "10023", "8362950174", "4719283605"
NUMBER, ASKS, OLD, FRESH, AGAIN, WRONG, CHANGED, BYE = 1100, 1200, 1300, 1400, 1500, 1600, 1700, 1800
TONES = {
    "member-number": NUMBER, "member-pin": ASKS, "pin-old": OLD, "pin-new": FRESH, "pin-again": AGAIN,
    "member-wrong": WRONG, "pin-changed": CHANGED, "goodbye": BYE,
}  # fmt: skip
PLAIN = "4008001235"
FLOWS = {
    "proof": """\
flow: proof
language: zh
start: message
nodes:
  message: {record: press-1-service, most: 1s, least: 0s, beep: false, next: who}
  who: {member: member-number, first: 30s, exits: {known: change}, next: bye}
  change: {change_pin: pin-old, first: 30s, exits: {changed: changed}, next: bye}
  changed: {play: pin-changed, next: bye}
  bye: {play: goodbye, next: hangup}
""",
    "plain": """\
flow: plain
language: zh
start: ask
nodes:
  ask: {collect: member-pin, into: entry, first: 30s, next: bye}
  bye: {play: goodbye, next: hangup}
""",
}
DEBUGGING = (
    "core set debug 9", "core set verbose 9", "agi set debug on", "rtp set debug on", "manager set debug on",
    "pjsip set logger on", "logger set level DTMF on", "logger set level DEBUG on",
)  # fmt: skip


def prepared(home: Home) -> None:
    for prompt, hertz in TONES.items():
        write_tone(home.prompts / "zh" / f"{prompt}.wav", 0.5, hertz)
    shutil.rmtree(home.flows)
    home.flows.mkdir()
    for name, text in FLOWS.items():
        (home.flows / f"{name}.yaml").write_text(text, "utf-8")
    ports = "numbers:\n  4008001234: {flow: proof}\n  4008001235: {flow: plain}\n"
    (home.flows / "ports.yaml").write_text(ports, "utf-8")


def debugging(settings: str) -> str:
    assert "log_level: info" in settings
    return settings.replace("log_level: info", "log_level: debug")


async def ccctl(hotline: Hotline, *args: str, said: str = "") -> str:
    argv = [str(CHECKOUT / "bin" / "ccctl"), "--home", str(hotline.home.root), *args]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*argv, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.STDOUT)
    out, _ = await process.communicate(said.encode())
    assert process.returncode == 0, out.decode()
    return out.decode()


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_a_pin_is_nowhere(homes: Homes, tmp_path: Path) -> None:
    async with site(homes, small(more=debugging), prepared) as at:
        home = at.hotline.home
        await ccctl(at.hotline, "member", "add", MEMBER, "--name", "张三", "--class", "gold", said=f"{PIN}\n")
        for command in DEBUGGING:
            await at.cli(command)
        await at.cli("logger add channel keys dtmf,debug,verbose,notice,warning")
        assert not (home.asterisk / "log" / "keys").exists(), "the console writes down what callers press"
        await enters_and_changes(at, tmp_path)
        await killed_in_the_midst(at)
        assert "10023" in await ccctl(at.hotline, "member", "list")
        for pin in (PIN, NEW):
            assert leaks(home.root, pin) == []
        await leaked_on_purpose(at)
        found = leaks(home.root, PIN)
        assert [where for where in found if where.startswith("journal/")]
        assert [where for where in found if where.startswith("books.sqlite")]


async def enters_and_changes(at: Site, folder: Path) -> None:
    """The keys sound in the audio, too, as some telephones send them: while nothing is recorded."""
    caller = await at.call("13800138000")
    heard = await caller.hears(NUMBER)
    await caller.press(f"{MEMBER}#")
    heard = await caller.hears(ASKS, after=heard)
    await caller.speak(dtmf(PIN, folder / "pin.wav"))
    await caller.press(f"{PIN}#")
    heard = await caller.hears(OLD, after=heard)
    await caller.press(f"{PIN}#")
    heard = await caller.hears(FRESH, after=heard)
    await caller.press(f"{NEW}#")
    heard = await caller.hears(AGAIN, after=heard)
    await caller.press(f"{NEW}#")
    await caller.hears(CHANGED, after=heard)
    await caller.ended()
    record = await at.record("13800138000")
    assert stages(record).count("pin") == 2
    assert stages(record).count("member") == 2
    assert [stage["detail"] for stage in record["stages"] if stage["stage"] == "input"] == ["*****", *["******"] * 4]


async def killed_in_the_midst(at: Site) -> None:
    caller = await at.call("13900139000")
    heard = await caller.hears(NUMBER)
    await caller.press(f"{MEMBER}#")
    heard = await caller.hears(ASKS, after=heard)
    await caller.press(NEW[:6])
    await at.kill("engine")
    heard = await caller.hears(NUMBER, after=heard)
    await caller.press(f"{NEW[6:]}#")  # he goes on as if nothing had been
    heard = await caller.hears(ASKS, after=heard)
    await caller.press(f"{NEW}#")
    heard = await caller.hears(WRONG, after=heard)
    heard = await caller.hears(NUMBER, after=heard)
    await caller.press(f"{MEMBER}#")
    heard = await caller.hears(ASKS, after=heard)
    await caller.press(f"{NEW}#")
    await caller.hears(OLD, after=heard)
    await caller.hangup()
    await caller.ended()
    record = await at.record("13900139000")
    assert [stage["exit"] for stage in record["stages"] if stage["stage"] == "pin"] == ["refused", "known"]


async def leaked_on_purpose(at: Site) -> None:
    """The same digits to a node that keeps no secret."""
    caller = await at.sim.call(PLAIN, frm="13700137000")
    await caller.hears(ASKS)
    await caller.press(f"{PIN}#")
    await caller.hears(BYE)
    await caller.ended()
    await at.record("13700137000")


def _text(line: Callable[[str], str]) -> Callable[[Path], object]:
    return lambda path: path.write_text("".join(f"{line(key)}\n" for key in PIN))


LEAKS: dict[str, Callable[[Path], object]] = {
    "plain": lambda path: path.write_text(f"took {PIN} from him"),
    "spaced": lambda path: path.write_text(" ".join(PIN)),
    "commas": lambda path: path.write_text(", ".join(PIN)),
    "list": lambda path: path.write_text(str(list(PIN))),
    "url": lambda path: path.write_text("".join(f"%{ord(key):02X}" for key in PIN)),
    "json": lambda path: path.write_text("".join(f"\\u{ord(key):04x}" for key in PIN)),
    "hex": lambda path: path.write_text(PIN.encode().hex()),
    "backwards": lambda path: path.write_text(PIN[::-1]),
    "base64": lambda path: path.write_bytes(base64.b64encode(PIN.encode())),
    "binary": lambda path: path.write_bytes(b"\0\xff" + PIN.encode() + b"\0"),
    "wide": lambda path: path.write_bytes(PIN.encode("utf-16-le")),
    "gzip": lambda path: path.write_bytes(gzip.compress(PIN.encode())),
    "dtmf log": _text(
        lambda key: f"[2026-11-23 01:02:03.456] DTMF[123]: DTMF begin '{key}' received on PJSIP/x-00000001"
    ),
    "begin and end": _text(lambda key: f"[1] DTMF begin '{key}' on x\n[2] DTMF end '{key}' on x, duration 100 ms"),
    "journal": _text(lambda key: f'9af03c11 {{"n":17,"t":1.5,"k":"InputTaken","v":1,"call":"c1.2","keys":"{key}"}}'),
    "agi codes": _text(lambda key: f"<PJSIP/x>AGI Tx >> 200 result={ord(key)}"),
    "sip info": _text(lambda key: f"Signal={key}"),
}


@pytest.mark.parametrize("form", LEAKS)
def test_what_looks_for_it_finds_it(tmp_path: Path, form: str) -> None:
    LEAKS[form](tmp_path / "file")
    assert leaks(tmp_path, PIN)
    assert leaks(tmp_path, NEW) == []


def test_it_is_found_in_rows_and_in_audio(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "books.sqlite")) as books:
        books.execute("CREATE TABLE stages (seq INTEGER PRIMARY KEY, detail TEXT)")
        books.executemany("INSERT INTO stages (detail) VALUES (?)", [(key,) for key in PIN])
        books.commit()
    assert leaks(tmp_path, PIN) == ["books.sqlite: in the rows"]
    heard = dtmf(PIN, tmp_path / "call.wav")
    assert keys_heard(heard) == PIN
    assert "call.wav: as tones" in leaks(tmp_path, PIN)
