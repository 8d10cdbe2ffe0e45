"""A trial that leaves the records of a real call: the facts that the engine would journal, booked and asked back."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ccengine.acd import commands, events
from ccengine.acd.dial.commands import Dial, DialOver
from ccengine.flow.bundle import Bundle
from ccengine.flow.running.loop import run
from ccengine.flow.scripted import Answer, ScriptedCall, ScriptedDesk, ScriptedServices, every_prompt, nobody
from ccengine.flow.trying.hand import Hand
from ccengine.flow.trying.inputs import Input
from ccengine.flow.trying.line import TriedCall
from ccengine.model import facts
from ccengine.model.call import CallFault, CallInfo, Cancelled, Hangup
from ccengine.model.dialling import Dialling
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.routing import Step
from ccengine.model.services import HttpAnswer, HttpRequest
from ccengine.model.why import By, DialExit, QueueExit
from ccengine.office.api.record_answers import FullRecord
from ccengine.office.database import Database, parse_url
from ccengine.office.ledger import whole
from ccengine.office.records import Position, apply
from ccengine.office.schema import Base
from ccengine.wire.journal import Record

ID = CallId("cc-1790000000.7")
ARRIVED = datetime(2026, 10, 1, 12, 30).timestamp()  # by day


class _Desk(ScriptedDesk):
    """Tells the facts that the engine would."""

    def __init__(self, call: ScriptedCall) -> None:
        super().__init__(call)
        self.call, self.told = call, list[tuple[float, object]]()
        self.waits, self.offers = "", 0

    def tell(self, fact: object) -> None:
        self.told.append((self.call.clock.now(), fact))

    def record(self, fact: facts.CallFact) -> None:
        super().record(fact)
        if isinstance(fact, facts.NodeLeft) and self.waits:
            self._sent_on(fact.exit)
        self.tell(fact)

    def _sent_on(self, exit: str) -> None:
        if exit in ("waited_too_long", "full", "nobody", "expected_too_long", "failed") and self.waits == "queue":
            self.tell(commands.SendOn(ID, QueueExit(exit)))
        elif exit != "answered" and self.waits == "dial":
            self.tell(DialOver(ID, DialExit(exit)))
        self.waits = ""

    def enter_queue(
        self,
        call: CallId,
        queue: QueueName,
        head_start: float = 0.0,
        steps: tuple[Step, ...] = (),
        longest_expected: float | None = None,
        customer: str = "",
    ) -> None:
        self.waits = "queue"
        self.tell(events.CallerQueued(call, queue, head_start, steps, longest_expected, customer=customer))

    def take_way_out(self, call: CallId, key: str) -> None:
        super().take_way_out(call, key)
        self.tell(events.WayOutTaken(call, key))
        self.tell(commands.SendOn(ID, QueueExit.KEY, key))
        self.waits = ""

    def leave_queue(self, call: CallId, why: str) -> None:
        self.waits = ""
        self.tell(events.CallerLeft(call, By.FLOW, why))

    def dial(self, call: CallId, wish: Dialling) -> None:
        self.waits = "dial"

    def joined(self, call: CallId) -> None:
        self.offers += 1
        offer, agent = OfferId(f"o1-{self.offers}"), AgentId("8001")
        if self.waits == "queue":
            self.tell(commands.Ring(offer, agent, call, QueueName("service"), 20.0))
        else:
            self.tell(Dial(offer, "8001", call, 20.0))
        self.tell(events.OfferAnswered(offer))
        if offer in self.call.stage.legs:  # the order of the connects is that of the joins
            self.tell(events.TalkBegan(offer))

    def talk_over(self, call: CallId, offer: OfferId, ok: bool, detail: str = "") -> None:
        self.tell(events.TalkEnded(OfferId(f"o1-{self.offers}"), By.AGENT if ok else By.ENGINE, ok=ok))


class _Services(ScriptedServices):
    def __init__(self, hand: Hand, desk: _Desk) -> None:
        super().__init__(self._answer, desk.call.stage.note)
        self._hand, self._desk = hand, desk

    def _answer(self, asked: str) -> Answer:
        return self._hand.reply(asked) or nobody(asked)

    def http(self, request: HttpRequest) -> HttpAnswer:
        answer = super().http(request)
        self._desk.tell(facts.EffectEnded(ID, self._desk.path[-1], answer.outcome, "", 0.1))
        return answer


def recorded(bundle: Bundle, inputs: Sequence[Input], folder: Path) -> dict[str, Any]:
    """What GET /v1/calls/CALL gives of this call, after its end."""
    main = bundle.main
    hand = Hand(inputs, patient=False)
    info = CallInfo(ID, "4008001234", "13800138000", "王小明", main.language)
    call = TriedCall(hand, info, every_prompt(), ARRIVED, 6 * 3600.0)
    desk = _Desk(call)
    arrived = facts.CallArrived(ID, "PJSIP/a", info.called, info.caller, info.caller_name, main.name, main.language)
    desk.tell(arrived)
    desk.tell(facts.CallAnswered(ID))
    try:
        run(bundle, call, desk, _Services(hand, desk))
        by = By.FLOW
    except Hangup:
        by = By.CALLER
    except Cancelled:
        by = By.OPERATOR
    except CallFault:
        by = By.ENGINE
    desk.tell(facts.CallEnded(ID, by))
    return booked(desk.told, folder)


def booked(told: list[tuple[float, object]], folder: Path) -> dict[str, Any]:
    database = Database(parse_url(f"sqlite:///{folder / 'books.sqlite'}"))
    try:
        Base.metadata.create_all(database.engine)
        apply(database, [Record(n, at, body) for n, (at, body) in enumerate(told, 1)], Position())
        with database.reading() as session:
            found = whole(session, ID)
            assert found is not None
            return FullRecord.model_validate(found.shown()).model_dump(mode="json")
    finally:
        database.close()
