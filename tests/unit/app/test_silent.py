"""Who holds the manager interface: texts as the kernel (6.12) and Asterisk 22.10.1 wrote them, and a server that
answers as its console does."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ccengine.app.console import ask, says
from ccengine.app.silent import AFTER, EVERY, OLD, ROOM, Silent, connections, without_login

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
LISTENS = "   0: 0100007F:7AFD 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3 1 0 100 0 0\n"
SHOWN = """\
  Username         IP Address                    Start       Elapsed     FileDes   HttpCnt   ReadPerms   WritePerms
  ccengine         127.0.0.1                     1795426245  616         10        0         0000000355  0000004611
                   127.0.0.1                     0           1795426861  18        0         0000000000  0000000000
                   127.0.0.1                     0           1795426861  4         0         0000000000  0000000000
3 users connected.
"""


def row(local: str, far: str, state: str = "01") -> str:
    return f" 11: {local} {far} {state} 00000000:00000000 00:00000000 00000000     0        0 24 1 0 20 4 30 10 -1\n"


def test_the_table_of_the_kernel() -> None:
    table = HEAD + LISTENS
    table += row("0100007F:7AFD", "0100007F:D431")  # to 31485: what counts
    table += row("0100007F:D431", "0100007F:7AFD")  # its other end
    table += row("0100007F:7AFD", "0100007F:D432", state="06")  # over: TIME_WAIT
    table += row("0100007F:7AFE", "0100007F:D433")  # another port
    assert connections(table, 0x7AFD) == 1


def test_asterisks_own_table() -> None:
    assert without_login(SHOWN) == [18, 4]
    assert without_login("") == []


class Console:
    """Answers one question a connection, as netconsole of main/asterisk.c does."""

    def __init__(self, path: Path, backlog: int = 8, after: float = 0.0) -> None:
        """`after`: seconds until it accepts anybody."""
        self.asked: list[bytes] = []
        self.answer = ""
        self._listens = socket.socket(socket.AF_UNIX)
        self._listens.bind(str(path))
        self._listens.listen(backlog)
        threading.Timer(after, self._serve).start()

    def _serve(self) -> None:
        while True:
            try:
                one, _ = self._listens.accept()
            except OSError:
                return
            with one:
                one.sendall(b"host/1/22.10.1\n")
                self.asked.append(one.recv(65536))
                one.sendall(self.answer.encode())

    def close(self) -> None:
        self._listens.shutdown(socket.SHUT_RDWR)
        self._listens.close()


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    one = Console(tmp_path / "ctl")
    yield one
    one.close()


def test_who_is_silent_for_long_is_cut_off(console: Console, tmp_path: Path) -> None:
    """Two that do not log in, of more than there is room for: seen three times, then cut off; a third that came between
    is left alone, though it has a number that one of them had."""
    table = tmp_path / "tcp"
    table.write_text(HEAD + row("0100007F:7AFD", "0100007F:D431") * (ROOM + 1))
    silent = Silent(0x7AFD, tmp_path / "ctl", os.getpid, table)
    with ExitStack() as held:
        old, new, third = (held.enter_context((tmp_path / name).open("w")).fileno() for name in "abc")
        console.answer = SHOWN.replace("  4  ", f" {new:3} ").replace("  18  ", f" {old:3}  ")
        assert silent.look(0.0) == 0
        os.dup2(third, new)  # another one by the same number
        assert silent.look(EVERY) == 0
        assert silent.look(OLD) == 1
        assert console.asked[-1] == b"cli quit after manager kick session %d\0" % old


def test_who_came_with_them_goes_too_though_few_are_left(console: Console, tmp_path: Path) -> None:
    table = tmp_path / "tcp"
    table.write_text(HEAD + row("0100007F:7AFD", "0100007F:D431") * (ROOM + 1))
    silent = Silent(0x7AFD, tmp_path / "ctl", os.getpid, table)
    with ExitStack() as held:
        first, late = (held.enter_context((tmp_path / name).open("w")).fileno() for name in "ab")
        console.answer = SHOWN.replace("  4  ", f" {first:3} ").replace("  18  ", f" {first:3}  ")
        assert silent.look(0.0) == 0
        console.answer = SHOWN.replace("  4  ", f" {late:3} ").replace("  18  ", f" {first:3}  ")
        assert silent.look(OLD) == 1
        table.write_text(HEAD + row("0100007F:7AFD", "0100007F:D431") * 2)
        console.answer = SHOWN.replace("  4  ", f" {late:3} ").replace("  18  ", f" {late:3}  ")
        assert silent.look(2 * OLD) == 1
        asked = len(console.asked)
        console.answer = "\n".join(SHOWN.splitlines()[:2]) + "\n"
        assert silent.look(3 * OLD) == 0
        assert silent.look(4 * OLD) == 0
        assert len(console.asked) == asked + 1, "nobody is left: Asterisk is asked no more"


def test_few_are_nobodys_business_again_when_the_many_are_gone(console: Console, tmp_path: Path) -> None:
    table = tmp_path / "tcp"
    table.write_text(HEAD + row("0100007F:7AFD", "0100007F:D431") * (ROOM + 1))
    silent = Silent(0x7AFD, tmp_path / "ctl", os.getpid, table)
    with ExitStack() as held:
        one, other = (held.enter_context((tmp_path / name).open("w")).fileno() for name in "ab")
        for now, who in ((0.0, one), (AFTER - EVERY, other)):
            console.answer = SHOWN.replace("  4  ", f" {who:3} ").replace("  18  ", f" {who:3}  ")
            assert silent.look(now) == 0
            table.write_text(HEAD + row("0100007F:7AFD", "0100007F:D431") * 2)
        assert silent.look(AFTER + OLD) == 0


def test_few_are_nobodys_business(console: Console, tmp_path: Path) -> None:
    table = tmp_path / "tcp"
    table.write_text(HEAD + row("0100007F:7AFD", "0100007F:D431") * ROOM)
    assert Silent(0x7AFD, tmp_path / "ctl", os.getpid, table).look(0.0) == 0
    assert console.asked == []


def test_no_answer_disturbs_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    table = tmp_path / "tcp"
    table.write_text(HEAD + row("0100007F:7AFD", "0100007F:D431") * (ROOM + 1))
    silent = Silent(0x7AFD, tmp_path / "ctl", os.getpid, table)
    assert [silent.look(now) for now in (0.0, EVERY)] == [0, 0]
    assert len(caplog.records) == 1


def test_a_console_with_a_queue_before_it(tmp_path: Path) -> None:
    """As many wait as the kernel lets; the next one waits on his own."""
    with ExitStack() as held:
        console = Console(tmp_path / "ctl", backlog=0, after=0.3)
        held.callback(console.close)
        first = held.enter_context(socket.socket(socket.AF_UNIX))
        first.connect(str(tmp_path / "ctl"))
        first.shutdown(socket.SHUT_WR)
        console.answer = "it is there\n"
        assert ask(tmp_path / "ctl", "core show uptime") == "it is there\n"


def test_a_console_that_is_not_there(console: Console, tmp_path: Path) -> None:
    assert says(tmp_path / "none", "core show uptime") == ""
    console.answer = "one\ntwo\n"
    assert ask(tmp_path / "ctl", "first", "second") == "one\ntwo\n"
    assert console.asked == [b"cli quit after first\0second\0"]
    with pytest.raises(ValueError, match="NUL"):
        ask(tmp_path / "ctl", "one\0two")
