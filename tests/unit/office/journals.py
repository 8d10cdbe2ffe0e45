"""Literal journals: what the engine writes of calls that went this way or that."""

from ccengine.acd import commands, events
from ccengine.model import facts
from ccengine.model.ids import AgentId, CallId, NodeId, OfferId, QueueName
from ccengine.model.why import By, LegCause, QueueExit
from ccengine.wire.journal import Record

CALL = CallId("cc-1700000000.7")
OTHER = CallId("cc-1700000000.9")
SERVICE = QueueName("service")
A1, A2 = AgentId("8001"), AgentId("8002")
O1, O2 = OfferId("o1-1"), OfferId("o1-2")
PATH = "2026-11-22/cc-1700000000.7-8002-o1-2.wav"


def records(*bodies: object, first: int = 1) -> list[Record]:
    """Numbered from `first`; each a second after the one before, record 1 at second 1001."""
    return [Record(n, 1000.0 + n, body) for n, body in enumerate(bodies, first)]


def arrived(
    call: CallId = CALL, caller: str = "13800138000", name: str = "王小明", form: str = ""
) -> facts.CallArrived:
    return facts.CallArrived(call, "PJSIP/trunk-7", "4008001234", caller, name, "hotline", "zh", caller_form=form)


HANDLED: tuple[object, ...] = (
    facts.EngineStarted(1, "0.1.0"),
    facts.SwitchUp(),
    events.SwitchAvailable(True),
    events.AgentLoggedIn(A1),
    commands.SetAgent(A1, "ready"),
    events.AgentLoggedIn(A2),
    commands.SetAgent(A2, "ready"),
    arrived(form="+8613800138000"),  # 8
    facts.CallAnswered(CALL),
    facts.NodeEntered(CALL, NodeId("welcome"), 1),
    facts.NodeLeft(CALL, NodeId("welcome"), "main"),
    facts.NodeEntered(CALL, NodeId("service"), 2),
    events.CallerQueued(CALL, SERVICE, 5.0),  # 13
    commands.Ring(O1, A1, CALL, SERVICE, 20.0),
    events.OfferRinging(O1),
    events.OfferFailed(O1, LegCause.NO_ANSWER),  # 16
    commands.SetAgent(A1, "not_ready", "no answer"),
    commands.Ring(O2, A2, CALL, SERVICE, 20.0),  # 18
    events.OfferRinging(O2),
    events.OfferAnswered(O2),  # 20
    commands.Join(O2, A2, CALL, SERVICE),
    facts.RecordingStarted(CALL, O2, PATH),
    events.TalkBegan(O2),  # 23
    events.TalkEnded(O2, By.AGENT),  # 24
    events.TalkEnded(O2, By.AGENT),  # told twice
    commands.SetAgent(A2, "wrap_up", "", 1035.0),
    facts.Marked(CALL, "how-satisfied", "5"),
    events.CallerLeft(CALL, By.FLOW, "hangup"),
    facts.CallEnded(CALL, By.FLOW, "hangup"),  # 29
    events.TimePassed(),
    commands.SetAgent(A2, "ready"),
)

ABANDONED: tuple[object, ...] = (
    arrived(OTHER, "", ""),
    facts.CallAnswered(OTHER),
    events.CallerQueued(OTHER, SERVICE),
    commands.Ring(O1, A1, OTHER, SERVICE, 20.0),
    events.OfferRinging(O1),
    events.CallerLeft(OTHER, By.CALLER, "Normal Clearing"),
    commands.StopRinging(O1, LegCause.CALLER_LEFT),
    facts.CallEnded(OTHER, By.CALLER, "Normal Clearing"),
    events.OfferFailed(O1, LegCause.CALLER_LEFT),
    commands.SetAgent(A1, "ready"),
)

UNSERVED: tuple[object, ...] = (
    arrived(OTHER),
    events.CallerQueued(OTHER, SERVICE),
    commands.SendOn(OTHER, QueueExit.WAITED_TOO_LONG),
    facts.CallEnded(OTHER, By.FLOW, "hangup"),
)
