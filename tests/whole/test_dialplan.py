"""The dialplan keeps a caller while the engine is away, and for no longer than it says."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ccengine.app import render
from tests.support.asterisk import RunningAsterisk, running_asterisk
from tests.support.rawsip import PATIENCE, RawSip, status

HOTLINE = "4008001234"
CALLER = "<sip:13800138000@127.0.0.1>"


class Agi:
    """The engine's side of one FastAGI session, line by line."""

    def __init__(self, server: socket.socket) -> None:
        self.socket, _ = server.accept()
        self.socket.settimeout(PATIENCE)
        self.file = self.socket.makefile("rwb")
        self.env = {}
        while (line := self.file.readline().decode()) not in ("\n", ""):
            name, _, value = line.rstrip("\n").partition(": ")
            self.env[name] = value

    def ask(self, command: str) -> str:
        self.file.write(command.encode() + b"\n")
        self.file.flush()
        return self.file.readline().decode()

    def die(self) -> None:
        self.file.close()
        self.socket.close()


@contextmanager
def engine(port: int) -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", port)) as server:
        server.settimeout(PATIENCE)
        yield server


@pytest.fixture
def ast(tmp_path: Path) -> Iterator[RunningAsterisk]:
    with running_asterisk(tmp_path) as one:
        yield one


def test_a_caller_who_was_answered_hears_music_until_the_engine_is_back(ast: RunningAsterisk) -> None:
    with RawSip(ast.sip) as caller:
        with engine(ast.runtime.agi_port) as server:
            caller.ring(HOTLINE, CALLER)
            first = Agi(server)
            script, arrived = first.env["agi_network_script"].split("&arrived=")
            assert (script, first.env["agi_extension"]) == (f"{HOTLINE}?entry=first", HOTLINE)
            assert -1.0 < time.time() - float(arrived) < 60.0, "seconds since the epoch"
            first.file.write(b"ANSWER\n")
            first.file.flush()
            assert status(caller.reply()) == 200
            caller.acknowledge(HOTLINE, CALLER)
            assert first.file.readline() == b"200 result=0\n"
            first.die()
        heard = [caller.rtp.recv(2048) for _ in range(50)]
        assert len({packet[12:] for packet in heard}) > 10, "music, not one silence again and again"
        with engine(ast.runtime.agi_port) as server:
            again = Agi(server)
            assert again.env["agi_network_script"] == f"{HOTLINE}?entry=again&arrived={arrived}", "it called once"
            assert again.env["agi_uniqueid"] == first.env["agi_uniqueid"]
            assert again.ask("SET VARIABLE ACDFINISHED 1") == "200 result=1\n"
            again.die()
        caller.expect("BYE")
    ast.cel_until("LINKEDID_END", first.env["agi_uniqueid"])


def test_a_caller_nobody_takes_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "PATIENCE", 1)
    with running_asterisk(tmp_path) as ast, RawSip(ast.sip) as caller:
        caller.ring(HOTLINE, CALLER)
        assert status(caller.reply(ringing=True)) == 180
        assert status(caller.reply()) == 503


def test_an_agents_leg_that_nobody_fetches_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The phone is called by AMI as the engine does it, answers, and the engine is dead."""
    monkeypatch.setattr(render, "LEG_WAIT", 1)
    with running_asterisk(tmp_path) as ast, RawSip(ast.sip) as phone:
        assert phone.register("agent8001", "<sip:agent8001@127.0.0.1>", "pw-8001") == 200
        with socket.create_connection(("127.0.0.1", ast.runtime.ami_port), timeout=10) as ami:
            secret = ast.runtime.ami_secret.reveal()
            ami.sendall(f"Action: Login\r\nUsername: ccengine\r\nSecret: {secret}\r\n\r\n".encode())
            ami.sendall(
                b"Action: Originate\r\nChannel: PJSIP/agent8001\r\nChannelId: o1-1\r\nContext: agentleg\r\n"
                b"Exten: wait\r\nPriority: 1\r\nTimeout: 10000\r\nAsync: true\r\n\r\n"
            )
            phone.answer(phone.expect("INVITE"))
            phone.expect("BYE")
        events = ast.cel_until("CHAN_END", "o1-1")
    assert [event.kind for event in events if event.unique == "o1-1"][:2] == ["CHAN_START", "ANSWER"]


def test_every_length_of_number_has_its_pattern(ast: RunningAsterisk) -> None:
    for number in ("0", "+8613800138000", "*1#", "1" * render.LONGEST_NUMBER):
        assert "Goto" in ast.cli(f"dialplan show {number}@{render.TRUNK_CONTEXT}"), number
    for number in ("1" * (render.LONGEST_NUMBER + 1), "abc", "1a", "h"):
        assert "Goto" not in ast.cli(f"dialplan show {number}@{render.TRUNK_CONTEXT}"), number


def test_what_asterisk_leaves_in_its_log_of_a_boot(ast: RunningAsterisk) -> None:
    assert re.findall(r"(?m)^.*(?:WARNING|ERROR).*$", ast.log()) == []
