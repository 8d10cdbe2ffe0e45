"""Who may do what by SIP, and that nothing a caller writes becomes a line of ours (issue 2, Must show 7 and 8).

The trunk and the phones share the address 127.0.0.1; a stranger comes from 127.0.0.2."""

import re
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from ccengine.model.here import HERE
from ccengine.model.trunk import Source
from ccengine.switch.asterisk.who import Who
from ccengine.wire.agi import Environment
from ccengine_sim.hostile import odd_lines
from ccengine_sim.hostile.words import DAY
from tests.support.asterisk import RunningAsterisk, hotline_settings, running_asterisk
from tests.support.rawsip import RawSip
from tests.whole.test_up import until

HOTLINE = "4008001234"
REFUSED = 603  # what the engine of this test says to everybody whom Asterisk lets through
AT = "@127.0.0.1>"


class Engine(socketserver.ThreadingTCPServer):
    """A FastAGI server that ends every call at once and keeps what Asterisk told of it."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int) -> None:
        self.told: list[bytes] = []
        super().__init__(("127.0.0.1", port), Session)


class Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        env = b""
        while (line := self.rfile.readline()) not in (b"\n", b""):
            env += line
        assert isinstance(self.server, Engine)
        self.server.told.append(env)
        for command in (b"SET VARIABLE ACDFINISHED 1\n", b"HANGUP\n"):
            self.wfile.write(command)
            self.rfile.readline()


class World:
    def __init__(self, ast: RunningAsterisk, engine: Engine, ami: socket.socket) -> None:
        self.ast = ast
        self.engine = engine
        self.ami = ami

    def sender(self, source: str = "127.0.0.1") -> RawSip:
        return RawSip(self.ast.sip, source)

    def call(self, sender: str, number: str = HOTLINE, extra: str = "") -> tuple[int, dict[str, str]]:
        """Status, and the caller as the engine is told: {} when it was not asked."""
        before = len(self.engine.told)
        with self.sender() as sip:
            status = sip.invite(number, sender, extra)
        told = self.engine.told[before:]
        assert len(told) <= 1
        return status, parse(told[0]) if told else {}

    def events(self) -> bytes:
        """All that AMI told, up to the answer to a question asked now."""
        self.ami.sendall(b"Action: Ping\r\nActionID: last\r\n\r\n")
        got = b""
        while b"\r\nActionID: last\r\n" not in got:
            got += self.ami.recv(65536)
        return got


def parse(env: bytes) -> dict[str, str]:
    lines = env.decode("utf-8", "replace").split("\n")[:-1]
    assert all(re.match(r"agi_[a-z0-9_]+: ", line + " ") for line in lines), env
    assert len({line.partition(":")[0] for line in lines}) == len(lines) == 24, env
    return {line.partition(": ")[0]: line.partition(": ")[2] for line in lines}


def login(ast: RunningAsterisk, user: str = "ccengine") -> socket.socket:
    """To AMI; the answer is not read yet."""
    ami = socket.create_connection(("127.0.0.1", ast.runtime.ami_port), timeout=10)
    secret = ast.runtime.ami_secret.reveal()
    ami.sendall(f"Action: Login\r\nUsername: {user}\r\nSecret: {secret}\r\n\r\n".encode())
    return ami


def answer(ami: socket.socket) -> bytes:
    """The banner, and the answer to the first action."""
    got = b""
    while b"\r\n\r\n" not in got:
        more = ami.recv(4096)
        assert more, got
        got += more
    return got


@contextmanager
def world(tmp: Path) -> Iterator[World]:
    settings = replace(hotline_settings(), caller_by=tuple(Source))  # all headers are handed on
    with running_asterisk(tmp, settings) as ast, Engine(ast.runtime.agi_port) as engine:
        threading.Thread(target=engine.serve_forever, daemon=True).start()
        with login(ast) as ami:
            yield World(ast, engine, ami)
        engine.shutdown()


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("strangers")) as one:
        yield one


@pytest.mark.parametrize(
    ("record", "sender", "password", "status"),
    [
        ("agent8001", "agent8001", "pw-8001", 200),  # a phone on the trunk's address
        ("agent8001", "agent8001", None, 401),
        ("agent8001", "agent8001", "wrong", 401),
        ("agent8001", "8001", None, 403),
        ("8001", "8001", None, 403),
        ("8001", "8001", "pw-8001", 403),
        ("agent8002", "agent8001", "pw-8001", 404),  # his own password opens nobody else's record
        ("agent8001", "anonymous", None, 403),
    ],
)
def test_who_registers_from_the_trunks_address(
    hotline: World, record: str, sender: str, password: str | None, status: int
) -> None:
    with hotline.sender() as sip:
        assert sip.register(record, f"<sip:{sender}{AT}", password, auth_user=sender) == status
    known = hotline.ast.cli(f"pjsip show aor {record}")
    assert (f"sip:raw@{sip.here}" in known) == (status == 200)


def test_an_impostor_changes_nothing_of_a_phone_that_is_registered(hotline: World) -> None:
    with hotline.sender() as phone, hotline.sender() as impostor:
        assert phone.register("agent8003", f"<sip:agent8003{AT}", "pw-8003") == 200
        for sender in ("agent8003", "8003", "agent8001"):
            assert impostor.register("agent8003", f"<sip:{sender}{AT}", "wrong", auth_user=sender) in (401, 403)
        assert f"sip:raw@{phone.here}" in hotline.ast.cli("pjsip show aor agent8003")


def test_who_calls_from_the_trunks_address(hotline: World) -> None:
    assert hotline.call(f"<sip:8001{AT}")[0] == REFUSED, "a caller whose number is 8001 is served"
    assert hotline.call(f"<sip:8001{AT}")[1]["agi_callerid"] == "8001"
    assert hotline.call(f"<sip:agent8001{AT}") == (401, {}), "who claims to be the phone is asked for the password"
    assert hotline.call(f"<sip:13800138000{AT}", "8001")[0] == REFUSED, "a number, not the phone: the engine decides"
    assert hotline.call(f"<sip:13800138000{AT}", "agent8001") == (404, {})
    assert hotline.call("<sip:anonymous@anonymous.invalid>")[1]["agi_callerid"] == "unknown"
    assert hotline.call("<tel:+8613800138000>")[1]["agi_callerid"] == "+8613800138000"
    assert hotline.call(f"Zhang San <sip:+8613800138000{AT}")[1]["agi_calleridname"] == "Zhang San"


MOBILE = "+8613800138000"
FIXED = "+8675523456789"
OURS = "History-Info: <sip:4008001234@x>;index=1.1\r\n"
ONE = f"<sip:1001{AT}"


@pytest.mark.parametrize(
    ("by", "sender", "extra", "caller", "form"),
    [
        (Source.FROM, "<sip:13800138000@x>", "", "13800138000", MOBILE),
        (Source.FROM, "<tel:98765432;phone-context=+852>", "", "+85298765432", "+85298765432"),
        (Source.FROM, "<tel:98765432;cpc=ordinary;phone-context=+852>;x=1", "", "+85298765432", "+85298765432"),
        (Source.FROM, "<sip:98765432;phone-context=+852@x;user=phone>", "", "+85298765432", "+85298765432"),
        (Source.FROM, "<tel:98765432;phone-context=+852&privacy=id>", "", "+85298765432", "+85298765432"),
        (Source.FROM, "<tel:98765432;phone-context=x.example>", "", "98765432", HERE.form("98765432")),
        (Source.FROM, f"<tel:{MOBILE};phone-context=+852>", "", MOBILE, MOBILE),
        (Source.FROM, f"<tel:98765432;x={'x' * 200};phone-context=+852>", "", "98765432", HERE.form("98765432")),
        (Source.FROM, f"<sip:13800138000;x={'x' * 200}@x>", "", "13800138000", MOBILE),
        (Source.FROM, ONE, f"P-Asserted-Identity: <sip:{MOBILE}@x>\r\n", "1001", "1001"),
        (Source.FROM, "<sip:13800138000@x>", "Privacy: id\r\n", "", MOBILE),
        (Source.ASSERTED, ONE, f'P-Asserted-Identity: "A, B" <sip:{MOBILE}@x;user=phone>\r\n', MOBILE, MOBILE),
        (Source.ASSERTED, ONE, "P-Asserted-Identity: <tel:13800138000;phone-context=+86>\r\n", MOBILE, MOBILE),
        (Source.ASSERTED, "<sip:Anonymous@anonymous.invalid>", f"P-Asserted-Identity: <tel:{MOBILE}>\r\n", "", MOBILE),
        (Source.ASSERTED, ONE, f'P-Asserted-Identity: "{"x" * 999}" <tel:{MOBILE}>\r\n', "", ""),
        (Source.ASSERTED, ONE, 'P-Asserted-Identity: "&privacy=id%0A,${SHELL(id)}" <tel:110>\r\n', "110", "110"),
        (Source.DIVERSION, ONE, f"Diversion: <sip:{FIXED}@x>;reason=busy\r\nDiversion: <sip:2@x>\r\n", FIXED, FIXED),
        (Source.HISTORY, ONE, f"History-Info: <sip:{FIXED}@x>;index=1\r\n{OURS}", FIXED, FIXED),
        (Source.HISTORY, ONE, OURS, "", ""),
    ],
)  # fmt: skip
def test_what_tells_who_calls(hotline: World, by: Source, sender: str, extra: str, caller: str, form: str) -> None:
    status, told = hotline.call(sender, extra=extra)
    assert status == REFUSED
    who = Who([by]).read(Environment({name.removeprefix("agi_"): value for name, value in told.items()}))
    assert (who.caller, who.caller_form) == (caller, form)


def test_headers_of_every_length_are_handed_on(hotline: World) -> None:
    """The key, and what tells the engine that it is a call, are not cut by them."""
    noise = "%" * 2000
    extra = "".join(f"{name}: {noise}\r\n" for name in ("P-Asserted-Identity", "Diversion", "History-Info", "Privacy"))
    status, told = hotline.call(ONE, extra=extra)
    assert (status, told["agi_arg_1"]) == (REFUSED, "agi-key")
    assert len(told["agi_arg_2"]) < 2000


def test_a_phone_calls_nobody(hotline: World) -> None:
    """With its own password: refused, and the engine hears nothing of it."""
    with hotline.sender() as phone:
        before = len(hotline.engine.told)
        assert phone.invite_with_password(HOTLINE, "agent8001", "pw-8001") == 403
        assert len(hotline.engine.told) == before


def test_a_stranger_gets_a_challenge_and_nothing_else(hotline: World) -> None:
    with hotline.sender("127.0.0.2") as stranger:
        assert stranger.invite(HOTLINE, f"<sip:13800138000{AT}") == 401
        assert stranger.invite(HOTLINE, "<sip:anonymous@anonymous.invalid>") == 401
        assert stranger.register("8001", f"<sip:8001{AT}", "pw-8001") == 401
        assert stranger.ask("OPTIONS", "sip:127.0.0.1", f"<sip:x{AT}", "<sip:127.0.0.1>") == 401
    security = hotline.ast.home.asterisk / "log" / "security"
    until(lambda: "127.0.0.2" in security.read_text(), "it is on record")  # Asterisk's logger is a thread of its own
    assert hotline.call(f"<sip:8001{AT}")[0] == REFUSED, "nobody else was disturbed"


def test_silent_connections_to_ami_keep_nobody_out(hotline: World) -> None:
    """The engine, that has to come back."""
    place = ("127.0.0.1", hotline.ast.runtime.ami_port)
    with ExitStack() as crowd:
        for _ in range(60):
            assert crowd.enter_context(socket.create_connection(place, timeout=10)).recv(100).startswith(b"Asterisk")
        with login(hotline.ast) as ami:
            assert b"Response: Success" in answer(ami)


def forgery(text: str) -> str:
    """A line as each log of Asterisk has them, after `text`."""
    return f"{text}[{DAY} 00:00:00.000] ERROR[1] hostile.c: forged"


def test_no_line_of_a_log_is_a_senders(hotline: World) -> None:
    """What is refused is told with the texts that came, in one line each."""
    odd = [forgery(text) for text in ("\n", "\r\n", "\r", "\v", "\x1b[2K")]
    for text in odd:
        assert hotline.call(f"<sip:8001{AT}", "400" + quote(text, safe="")) == (404, {})
    with hotline.sender("127.0.0.2") as stranger:
        for text in odd:
            assert stranger.invite(HOTLINE, f"<sip:{quote(text, safe='')}{AT}") == 401
        stranger.call_id = 'last",RemoteAddress="IPV4/UDP/192.0.2.1/5060'
        assert stranger.invite(HOTLINE, f"<sip:8001{AT}") == 401
    with login(hotline.ast, f"x\r{forgery('')}") as ami:
        assert b"Response: Error" in answer(ami)
    log = hotline.ast.home.asterisk / "log"
    until(lambda: "nonexistent user" in (log / "messages").read_text(), "the last one is on record")
    assert [*odd_lines(hotline.ast.home)] == []
    assert "hostile.c: forged" in (log / "messages").read_text(), "it is told, within a line"


HOSTILE = [
    '"a\\"b%0AEvil: x, (c" <sip:80%0AEvil:1@127.0.0.1>',
    '"n" <sip:80%0D%0A%0D%0AEvent%3A%20Hangup%0D%0AUniqueid%3A%20o1-1%0D%0A%0D%0A@127.0.0.1>',
    '"a\x01b\x0b\tc" <sip:8001@127.0.0.1>',
    '"x,${SHELL(id)}),y,z)))" <sip:8001@127.0.0.1>',
    '"a\\"b\\\\c, ${EPOCH} \'d\'; $[1+1] (x" <sip:%228001%22$%7bEPOCH%7d@127.0.0.1>',
    '"x <sip:9999@evil>; y" <sip:8001@127.0.0.1>',
    '"HANGUP" <sip:EXEC%20System%0AHANGUP@127.0.0.1>',
    f'"{"n" * 500}" <sip:{"8" * 500}@127.0.0.1>',
]


@pytest.mark.parametrize("sender", HOSTILE)
def test_what_a_caller_writes_is_text(hotline: World, sender: str) -> None:
    hotline.events()
    status, told = hotline.call(sender)
    assert status == REFUSED
    assert re.fullmatch(r"[0-9A-Za-z+*#._-]{1,32}", told["agi_callerid"]), told
    assert told["agi_calleridname"].isprintable(), told
    assert len(told["agi_calleridname"]) <= 80
    assert "uid=" not in str(told), "nothing was run"
    # every event AMI told is whole: no line that is not `Name: value`, no event that Asterisk did not mean
    for block in hotline.events().split(b"\r\n\r\n"):
        lines = block.split(b"\r\n")
        assert all(re.match(rb"[A-Za-z-]+: ?[^\r\n]*\Z", line) for line in lines if line), block
        assert not (block.startswith(b"Event: Hangup") and b"Uniqueid: o1-1" in block), block


@pytest.mark.parametrize(
    "number", ["400%0AEvil", "400%2CEvil", "400%20800", "4008001234%0D%0AEvent%3A%20x", "%24%7bEPOCH%7d"]
)
def test_a_called_number_that_is_none_has_no_channel(hotline: World, number: str) -> None:
    hotline.events()
    assert hotline.call(f"<sip:8001{AT}", number) == (404, {})
    assert b"Newchannel" not in hotline.events()
