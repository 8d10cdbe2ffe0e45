"""Fraud, on a real Asterisk beside a carrier that sees every INVITE."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.engine.recovery import VOCABULARY
from ccengine.journal import read
from ccengine.model import facts
from ccengine.model.dialling import Dialling
from ccengine.model.facts import LegFailed, LegSent
from ccengine.model.ids import CallId
from ccengine.model.why import By, LegCause
from ccengine.switch.gate import Around, Gate
from ccengine.switch.tally import Tally
from ccengine.wire.journal import Record
from tests.support.rawsip import RawSip
from tests.switch.board import NUMBER, Board
from tests.switch.desk import DeskOf, desk_of
from tests.switch.phones import Carrier, called

MOBILE = "13800138000"
TYPED = (
    "0085212345678", "00 44 1632 960000", "+44 1632 960000", "+13800138000", "179090044163296", "*72", "**21*138#",
    "13800138000#", "13800138000@127.0.0.1", "sip:13800138000@127.0.0.1", "13%30", "13800138000;user=phone",
    "１３８００１３８０００", "13800138000\r\nVariable: X=1", "13800138000&PJSIP/agent8001",
    "${EXTEN}", "110", "1" * 30,
)  # fmt: skip


@pytest.fixture
def desk(board: Board, carrier: Carrier, tmp_path: Path) -> Iterator[DeskOf]:
    with desk_of(board, tmp_path) as desk:
        yield desk


def test_what_a_caller_typed_reaches_nobody(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    with board.caller() as (call, _far):
        assert desk.dial(call, *TYPED).result() == "not_allowed"
        assert len(board.all(LegFailed)) == len(TYPED)
        carrier.status = "486 Busy Here"
        assert desk.dial(call, MOBILE).result() == "busy", "what was sent before it would have come before it"
    assert [called(each.invite) for each in carrier.came if each.invite] == [MOBILE]


def test_fifty_calls_at_one_moment_send_exactly_the_cap(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    """Counted by the carrier; and by the journal, as a restart would find it."""
    carrier.status = "486 Busy Here"
    alarms: list[str] = []
    settings = replace(board.asterisk.settings.outgoing, at_once=100, per_day=17)
    around = Around(day=lambda: "2026-11-23", now=desk.core.clock.now, alarm=alarms.append)
    board.switch._legs._gate = Gate(settings, desk.book.outgoing, around)
    board.switch._legs._written = desk.core.written
    calls = [CallId(f"call-{n}") for n in range(50)]
    for n, call in enumerate(calls):
        desk.core.post(facts.CallArrived(call, "x", NUMBER, "", "", "test", "zh"))
        desk.desk.dial(call, Dialling((f"138{n:08d}", f"139{n:08d}")))
    board.until(lambda: len(board.all(LegFailed)) == 100)
    causes = [fact.cause for fact in board.all(LegFailed)]
    assert (causes.count(LegCause.BUSY), causes.count(LegCause.CAPPED)) == (17, 83), {*causes}
    assert len(carrier.came) == 17
    assert len(alarms) == 1
    again = Tally()
    for record in read(desk.folder, VOCABULARY, 0):
        if isinstance(record, Record):
            again.apply(record.body, record.t)
    assert again.legs("all", "2026-11-23") == 17
    sent = [body.number for body in desk.records() if isinstance(body, LegSent)]
    assert sorted(sent) == sorted(called(each.invite) for each in carrier.came if each.invite)
    for call in calls:
        desk.core.post(facts.CallerGone(call, By.CALLER))


def test_a_call_that_comes_back_brings_our_name(board: Board) -> None:
    """And whatever else a sender writes there is none."""
    path = f"X-CCengine-Path: {'0' * 16} {board.switch.name} <script> {'1' * 17}\r\n"
    with RawSip(board.asterisk.sip) as sip:
        sip.ring(NUMBER, "<sip:13811112222@127.0.0.1>", path)
        session = board.session()
        assert session.call.info.path == ("0" * 16, board.switch.name, "1" * 16)
        session.call.refuse(21)
        session.done.set()
        assert " 403 " in sip.reply().splitlines()[0]
