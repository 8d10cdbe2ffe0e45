"""What attackers send: the same for the same seed, within bounds, and to this machine alone."""

from random import Random

import pytest

from ccengine_sim.hostile import ATTACKS, Target
from ccengine_sim.hostile.knocking import agi, ami, http, sip_tcp
from ccengine_sim.hostile.malformed import CHANGES, UDP, malformed
from ccengine_sim.hostile.request import Dialog, Request
from ccengine_sim.hostile.stray_rtp import open_ports
from ccengine_sim.hostile.words import BREAKS, DAY, LINES, SECOND, forged

TARGET = Target("127.0.0.1", 5060, "4008001234", ["agent8001"], (10_000, 10_100), 4573, 5038, 8080)
MEGABYTE = 1 << 20


def sent(seed: int) -> bytes:
    chance = Random(seed)
    return malformed(chance, Dialog.new(chance, "127.0.0.2:9", "mark"), "4008001234", "6670000001", "mark")


def test_a_request_is_one() -> None:
    chance = Random(1)
    dialog = Dialog("127.0.0.2:9", "one", "tag")
    request = Request("OPTIONS", "sip:400@127.0.0.1", "<sip:667@127.0.0.1>", "<sip:400@127.0.0.1>", {"Contact": None})
    assert request.to_bytes(dialog, chance).decode().split("\r\n") == [
        "OPTIONS sip:400@127.0.0.1 SIP/2.0",
        f"Via: SIP/2.0/UDP 127.0.0.2:9;branch=z9hG4bK{Random(1).getrandbits(64):x};rport",
        "Max-Forwards: 70",
        "From: <sip:667@127.0.0.1>;tag=tag",
        "To: <sip:400@127.0.0.1>",
        "Call-ID: one",
        "CSeq: 1 OPTIONS",
        "Content-Length: 0",
        "",
        "",
    ]


def test_malformed_sip_is_the_seeds_and_fits_a_datagram() -> None:
    some = [sent(seed) for seed in range(400)]
    assert some == [sent(seed) for seed in range(400)]
    assert len(set(some)) > 380
    assert max(map(len, some)) > 0.9 * UDP
    assert all(len(each) <= UDP for each in some)
    assert max(each.count(b"\r\nv:") for each in some) > 3_000, "as many Vias as a datagram holds"


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_change_changes(change: object) -> None:
    chance = Random(2)
    dialog = Dialog.new(chance, "127.0.0.2:9", "mark")
    request = Request("INVITE", "sip:1@h", "<sip:2@h>", "<sip:1@h>").to_bytes(dialog, chance)
    assert callable(change)
    assert any(change(request, Random(seed), "mark") != request for seed in range(3))


def test_a_forged_line_says_a_day_of_long_ago() -> None:
    assert all(DAY in line or SECOND in line or "915148800" in line or "MARK" in line for line in LINES)
    told = {forged(Random(seed), "mark") for seed in range(2000)}
    assert all(any(gap in each for each in told) for gap in BREAKS)


@pytest.mark.parametrize("written", [agi, ami, sip_tcp, http])
def test_what_is_written_to_a_port_is_the_seeds_and_bounded(written: object) -> None:
    assert callable(written)
    some = [written(TARGET, Random(seed)) for seed in range(300)]
    assert some == [written(TARGET, Random(seed)) for seed in range(300)]
    assert max(sum(map(len, pieces)) for pieces in some) < MEGABYTE
    assert any(not pieces for pieces in some), "some only connect"


def test_nobody_else_is_attacked() -> None:
    with pytest.raises(ValueError, match="not this machine"):
        Target("192.0.2.1", 5060, "400", [], (1, 2))
    assert Target.from_json(TARGET.to_json()) == TARGET


def test_ports_of_calls() -> None:
    table = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
  10: 0100007F:2710 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0 0
  11: 0100007F:2711 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0 0
  12: 0100007F:13C4 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0 0
"""
    assert open_ports(10_000, 10_100, table) == [10_000]


def test_every_attack_is_bounded() -> None:
    assert all(0 < attack.most <= 400 for attack in ATTACKS.values())
