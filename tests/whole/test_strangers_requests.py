"""Who is the trunk, what of a From header is a number, and that requests within a call are answered."""

import re
from collections.abc import Iterator

import pytest

from ccengine_sim.phone.rtp import Packet
from tests.support.rawsip import RawSip, status
from tests.whole.test_strangers import AT, HOTLINE, REFUSED, World, world


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("strangers")) as one:
        yield one


def test_the_trunks_name_in_from_makes_nobody_the_trunk(hotline: World) -> None:
    with hotline.sender("127.0.0.2") as stranger:
        before = len(hotline.engine.told)
        assert stranger.invite(HOTLINE, f"<sip:ccengine-trunk{AT}") == 401
        assert len(hotline.engine.told) == before, "the engine was asked for a stranger"
    with hotline.sender("127.0.0.2") as stranger:
        assert stranger.ask("OPTIONS", "sip:127.0.0.1", f"<sip:ccengine-trunk{AT}", "<sip:127.0.0.1>") == 401
    assert hotline.call(f"<sip:ccengine-trunk{AT}")[0] == REFUSED, "from the trunk's address it is a number like any"


def test_parameters_of_the_user_are_no_part_of_the_number(hotline: World) -> None:
    assert hotline.call(f"<sip:+8613800138000;cpc=ordinary{AT}")[1]["agi_callerid"] == "+8613800138000"
    assert hotline.call("<tel:+8613800138000;phone-context=x>")[1]["agi_callerid"] == "+8613800138000"


def test_a_sender_without_a_user_has_no_number(hotline: World) -> None:
    assert hotline.call("<sip:127.0.0.1>")[1]["agi_callerid"] == "unknown"


def test_a_stranger_hears_nothing_of_a_silent_caller(hotline: World) -> None:
    """Asterisk takes audio of a stranger for that of a caller who has sent none yet; it must not answer him with what
    the caller should hear."""
    sender, ast = f"<sip:138{AT}", hotline.ast
    ast.cli("dialplan add extension 4008008888,1,Answer into ccengine-trunk")
    ast.cli("dialplan add extension 4008008888,2,MusicOnHold(default,30) into ccengine-trunk")
    with RawSip(ast.sip) as sip, RawSip(ast.sip, "127.0.0.2") as stranger:
        sip.ring("4008008888", sender)
        got = sip.reply()
        audio = re.search(r"(?m)^m=audio (\d+) ", got)
        assert audio, got
        sip.acknowledge("4008008888", sender)
        for n in range(20):
            packet = Packet(8, n, n * 160, 7, b"\xd5" * 160)
            stranger.rtp.sendto(packet.to_bytes(), (ast.sip[0], int(audio[1])))
            sip.rtp.recv(2048)  # 20 ms of music
        for _ in range(10):
            sip.rtp.recv(2048)
        stranger.rtp.setblocking(False)
        with pytest.raises(BlockingIOError):
            stranger.rtp.recv(2048)
        sip.send("BYE", f"sip:4008008888@{ast.sip[0]}:{ast.sip[1]}", sender, f"<sip:x{AT};tag={sip.their_tag}")


def test_a_key_by_info_is_answered(hotline: World) -> None:
    """RFC 3261 12.2.1.2: a far side that gets no answer ends the call."""
    kind, key = "Content-Type: application/dtmf-relay\r\n", b"Signal=1\r\nDuration=160\r\n"
    uri, sender = f"sip:{HOTLINE}@{hotline.ast.sip[0]}:{hotline.ast.sip[1]}", f"<sip:138{AT}"
    ast = hotline.ast
    ast.cli("dialplan add extension 4008009999,1,Answer into ccengine-trunk")
    ast.cli("dialplan add extension 4008009999,2,Wait,20 into ccengine-trunk")
    with RawSip(ast.sip) as sip:
        sip.ring("4008009999", sender)
        got = sip.reply()
        assert status(got) == 200
        to = re.search(r"(?m)^To: (.*?)\r?$", got)
        assert to
        sip.send("ACK", uri, sender, to[1])
        sip.send("INFO", uri, sender, to[1], kind, key)
        answer = sip.reply()  # TimeoutError: nothing came
        assert status(answer) == 200
        sip.send("BYE", uri, sender, to[1])
