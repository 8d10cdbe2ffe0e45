"""What waiting callers are told, and when; the transcripts are in play/queue-told*.txt."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ccengine.flow import Frame, Standing, run
from ccengine.flow.fields.announcing import Announcing
from ccengine.flow.fields.plain import Prompt
from ccengine.flow.running.announcing import Moments, expected_wait, words
from ccengine.flow.scripted import DEFAULT_INFO, ScriptedCall, ScriptedDesk, ScriptedServices, every_prompt, nobody
from ccengine.model.call import CallInfo, Hangup
from ccengine.model.desk import Waiting
from ccengine.model.diagnostics import Position
from ccengine.model.ids import CallId, NodeId
from tests.unit.flow.playing import bundled

HERE = Position("flow.yaml", 1, 1)
COMFORT = (Prompt("please-wait", HERE), Prompt("thanks", HERE))
BOTH = Announcing(20.0, 60.0, position=True, wait=True, comfort=COMFORT, at=HERE)


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0.0, "queue-wait-short", "queue-wait-short"),
        (60.0, "queue-wait-short", "queue-wait-short"),
        (60.5, "queue-wait number-2 unit-minutes", "queue-wait number-liang unit-minutes"),
        (600.0, "queue-wait number-10 unit-minutes", "queue-wait number-10 unit-minutes"),
        (601.0, "queue-wait number-15 unit-minutes", "queue-wait number-10 number-5 unit-minutes"),
        (2701.0, "queue-wait number-50 unit-minutes", "queue-wait number-5 number-10 unit-minutes"),
        (3600.0, "queue-wait number-1 unit-hour", "queue-wait number-1-falling unit-hours"),
        (3601.0, "queue-wait-long", "queue-wait-long"),
    ],
)
def test_a_wait_is_rounded_up_as_people_say_it(seconds: float, english: str, chinese: str) -> None:
    assert " ".join(expected_wait(seconds, "en")) == english
    assert " ".join(expected_wait(seconds, "zh")) == chinese


def test_what_is_not_known_is_left_out() -> None:
    assert [*words(BOTH, 3, None, "en")] == ["thanks"]
    told = ["queue-position", "number-4", "queue-position-end", "please-wait"]
    assert [*words(BOTH, 0, Waiting(4, None, 30.0), "en")] == told


def test_moments_hang_on_the_entry_alone() -> None:
    fresh = Moments(BOTH, entered=1000.0, now=1000.0)
    assert (fresh.number, fresh.next) == (0, 1020.0)
    fresh.passed(1020.0)
    assert (fresh.number, fresh.next) == (1, 1080.0)
    fresh.passed(1200.0)  # a long time in a talk that never came about
    assert (fresh.number, fresh.next) == (4, 1260.0)
    again = Moments(BOTH, entered=1000.0, now=1081.0)
    assert (again.number, again.next) == (2, 1140.0)


class Ringing(ScriptedDesk):
    """An agent is being rung for the call in its first hundred seconds."""

    def waiting(self, call: CallId) -> Waiting | None:
        found = super().waiting(call)
        return found and replace(found, offered=found.waited < 100.0)


def heard(
    script: str, waited: float, desk: Callable[[ScriptedCall], ScriptedDesk] = ScriptedDesk, **lengths: float | None
) -> list[list[str]]:
    """What becomes of a caller who had waited so long when the engine came back."""
    info = CallInfo(DEFAULT_INFO.id, DEFAULT_INFO.called, language="zh", resumed=True)
    call = ScriptedCall(script, info, lengths=every_prompt(2.0, **lengths))
    call.stage.entered = -waited
    standing = Standing([Frame("queue-told", NodeId("service"))], visit=1)
    services = ScriptedServices(nobody, call.stage.note)
    with pytest.raises(Hangup):
        run(bundled("queue-told"), call, desk(call), services, standing=standing)
    return [line.split(maxsplit=1) for line in str(call.transcript).splitlines()]


def test_after_a_restart_the_cadence_goes_on() -> None:
    told = heard("wait 40s\nhang up", waited=50.0)
    assert [line for line in told if line[1].startswith(("play", "music"))] == [
        ["0.000", "music default"],
        ["30.000", "play queue-position"],
        ["32.000", "play number-1"],
        ["34.000", "play queue-position-end"],
        ["36.000", "play thanks"],  # the second of the comfort prompts
        ["38.000", "music default"],
    ]


def test_while_a_phone_rings_nothing_is_announced() -> None:
    told = heard("wait 170s\nhang up", 0.0, Ringing)
    assert [at for at, what in told if what == "play queue-position"] == ["140.000"]


def test_a_prompt_that_cannot_be_played_ends_them() -> None:
    """They would fail each time; the caller waits on with music."""
    told = heard("wait 300s\nhang up", 0.0, queue_position=None)
    assert [at for at, what in told if what.startswith("failed: no more announcements")] == ["20.000"]
    assert told[-1][1] == "caller hangs up"
