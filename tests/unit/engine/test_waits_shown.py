"""What is shown of waits: places, expected waits, their error."""

from ccengine.acd import events
from ccengine.acd.machine import Machine
from ccengine.acd.rules import Rules
from ccengine.cli import views as tables
from ccengine.engine.machines import Machines
from ccengine.engine.views import queue_views
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.settings import AgentSettings, QueueSettings, Settings
from ccengine.model.why import By

SERVICE, AGENT = QueueName("service"), AgentId("8001")
SETTINGS = Settings(
    queues={SERVICE: QueueSettings(SERVICE, (AGENT,), wrap_up=0.0)}, agents={AGENT: AgentSettings(AGENT)}
)
A, B, C = CallId("a"), CallId("b"), CallId("c")


def served() -> Machines:
    """A was expected to wait for nothing and did; B, who is to wait for 180 s, got his agent after 100; C waits."""
    machines = Machines.restore(Rules.from_settings(SETTINGS), None)
    for at, fact in (
        (0.0, events.TimePassed()),
        (0.0, events.CallerQueued(A, SERVICE, foretell=True)),
        (0.0, events.OfferAnswered(OfferId("o1-1"))),
        (0.0, events.TalkBegan(OfferId("o1-1"))),
        (0.0, events.CallerQueued(B, SERVICE, foretell=True)),
        (100.0, events.TalkEnded(OfferId("o1-1"), By.AGENT)),
        (100.0, events.OfferAnswered(OfferId("o1-2"))),
        (100.0, events.TalkBegan(OfferId("o1-2"))),
        (100.0, events.CallerQueued(C, SERVICE, foretell=True)),
    ):
        machines.handle(fact, at)
    return machines


def test_a_queue_tells_what_the_next_is_to_expect_and_how_far_off_it_was() -> None:
    machine = served().acd
    (view,) = queue_views(machine, SETTINGS, 130.0)
    assert view["expected_error"] == {"calls": 2, "mean_absolute": 40.0, "bias": 40.0}
    assert view["callbacks_added"] == {"calls": 0, "mean": 0.0}, "nobody was reserved"
    handling = (5 * 180.0 + 100.0) / 6
    waiting = machine.expected_wait(C, 130.0)
    assert waiting is not None
    assert abs(waiting - handling) < 1e-9
    assert view["expected"] > waiting, "who comes now is behind C"
    table = tables.queues([view])
    assert "±40s (+40s) / 2" in table
    assert "4.1s / 120" in tables.queues([view | {"callbacks_added": {"calls": 120, "mean": 4.06}}])


def test_a_restart_keeps_what_was_learnt() -> None:
    machine = served().acd
    again = Machine.restore(machine.rules, machine.snapshot())
    assert again.lesson(SERVICE) == machine.lesson(SERVICE)
    assert again.expected_wait(C, 200.0) == machine.expected_wait(C, 200.0)


def test_how_a_call_that_waits_stands() -> None:
    machines = served()
    waiting = machines.waiting(C, 130.0)
    assert waiting is not None
    assert (waiting.position, waiting.waited, waiting.offered) == (1, 30.0, False)
    assert machines.waiting(B, 130.0) is None, "he talks"
