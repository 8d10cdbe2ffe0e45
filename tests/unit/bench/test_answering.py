"""What the bench of the 200 OK makes of talks that a busy machine spoiled."""

import os

import pytest

from ccengine.wire.cel import CelEvent
from ccengine_sim.phone import Heard
from ccengine_sim.phone.hearing import Hearing
from ccengine_sim.phone.sending import Sending
from ccengine_sim.phone.tones import listen
from tests.bench.answering import AGENT, CALLER, Talk, measured, steps
from tests.bench.starved import Thread, Waits, starved, threads_of

ANSWERED = 1000.0


def heard(hz: int, *pieces: tuple[float, int]) -> tuple[Hearing, Heard]:
    """Frames of a tone: (first one's time, how many), 20 ms apart, after half a second of silence."""
    hearing, sending = Hearing(), Sending()
    for start, count in ((ANSWERED - 0.5, 20), *pieces):
        sending.tone(0 if start < ANSWERED else hz)
        for slot in range(count):
            when = start + slot * 0.02
            codes = hearing.take(sending.next(), when)
            assert codes is not None
            hearing.analysed(when, *listen(hearing.law.decode(codes).reshape(1, -1)))
    sent = {"packets": 0, "late": 0.0, "unsent": 0}
    return hearing, Heard.of(hearing.report() | {"sent": sent})


def test_a_pause_in_the_packets_does_not_make_the_talk_late() -> None:
    """The tone is there after 18 ms; later the machine holds packets back for 80 ms, again and again."""
    hearing, at_caller = heard(AGENT, (ANSWERED + 0.018, 4), (ANSWERED + 0.16, 4), (ANSWERED + 0.3, 10))
    _, at_agent = heard(CALLER, (ANSWERED + 0.006, 40))
    assert measured(ANSWERED, at_caller, at_agent) == pytest.approx((0.018, 0.006))
    lasts = hearing.since(str(AGENT), ANSWERED + 0.48)
    assert lasts == pytest.approx(ANSWERED + 0.3), "which is what `hears` tells, and what was taken for the begin"


def test_a_tone_that_never_came_is_told() -> None:
    _, silent = heard(AGENT)
    with pytest.raises(ValueError, match="no 700 Hz after 1000"):
        silent.began(AGENT, ANSWERED)


def test_a_tone_from_before_counts_from_the_moment() -> None:
    _, at_caller = heard(AGENT, (ANSWERED + 0.1, 20))
    assert at_caller.began(AGENT, ANSWERED + 0.2) == pytest.approx(ANSWERED + 0.2)


def event(at: float, kind: str, channel: str) -> CelEvent:
    return CelEvent(ANSWERED + at, kind, channel, channel, channel, *[""] * 8)


def test_where_the_time_went() -> None:
    trunk, leg, earlier = (f"PJSIP/{name}" for name in ("ccengine-trunk-02", "agent8001-03", "agent8001-01"))
    events = [
        event(-3.0, "ANSWER", earlier),
        event(-2.9, "BRIDGE_ENTER", trunk),
        event(0.5, "ANSWER", leg),
        event(0.503, "APP_START", trunk),
        event(1.503, "BRIDGE_ENTER", leg),
        event(1.504, "BRIDGE_ENTER", trunk),
    ]
    assert steps(Talk(ANSWERED, 1.52, 1.51), events) == pytest.approx([0.5, 0.003, 1.001, 0.016])


def test_sipp_notes_its_200_ok_after_asterisk_took_it() -> None:
    trunk, leg = "PJSIP/ccengine-trunk-02", "PJSIP/agent8001-03"
    talk = [event(-0.001, "ANSWER", leg), event(0.001, "APP_START", trunk), event(0.002, "BRIDGE_ENTER", trunk)]
    following = [event(2.7, "ANSWER", leg), event(2.703, "APP_START", trunk), event(2.704, "BRIDGE_ENTER", trunk)]
    assert steps(Talk(ANSWERED, 0.018, 0.012), talk + following) == pytest.approx([0.0, 0.001, 0.001, 0.016])


def looked(*looks: tuple[float, dict[str, Thread]]) -> float:
    waits = Waits()
    for now, threads in looks:
        waits.look(now, threads)
    return waits.most


def test_a_thread_that_is_ready_and_gets_no_core() -> None:
    """Made, never run until 0.82, and gone at the next look: its own account of the wait is never seen."""
    new, other = Thread("R", 0, 0), Thread("S", 5, 7)
    looks = (0.0, {"1": other}), (0.01, {"1": other, "2": new}), (0.5, {"2": new}), (0.82, {"1": other, "2": new})
    assert looked(*looks, (0.83, {"1": other})) == pytest.approx(0.81)


def test_many_short_waits_add_up_and_what_was_before_does_not() -> None:
    begun = 5_000_000_000
    looks = [(n * 0.05, {"1": Thread("R", n * 10, begun + n * 30_000_000)}) for n in range(6)]
    assert looked(*looks) == pytest.approx(0.15)


def test_who_runs_waits_for_nothing() -> None:
    assert looked(*((n * 0.05, {"1": Thread("R", n * 50_000_000, 3)}) for n in range(6))) == 0


def test_the_kernels_account_is_read() -> None:
    with starved({"self": os.getpid(), "gone": 2**22 + 1}) as most:
        pass
    assert most["self"] >= 0
    assert most["gone"] == 0
    assert str(os.getpid()) in threads_of(os.getpid())
