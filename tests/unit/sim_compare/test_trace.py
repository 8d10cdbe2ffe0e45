"""SIPp's short traces -> calls, and what an agent's release led to."""

from dataclasses import replace

import pytest

from ccengine_sim.compare.figures import arrived, clean, inside, releases, spread, turned_away
from ccengine_sim.compare.plan import Load, Planned, calls_file, plan, talks_file
from ccengine_sim.compare.trace import Released, answered, calls, messages, released

PEOPLE = [Planned("13900000000", 0.7, 0.1, 1.5), Planned("13900000001", 0.8, 0.2, 2.0)]


def line(at: float, way: str, call: str, cseq: str, first: str) -> str:
    return f"2026-11-22\t21:13:25.542370\t{at:.6f}\t{way}\t{call}\tCSeq:{cseq}\t{first}\n"


CALLERS = "".join(
    [
        line(10.0, "S", "1-77@127.0.0.1", "1 INVITE", "INVITE sip:4008001234@127.0.0.1:5060 SIP/2.0"),
        line(10.5, "S", "1-77@127.0.0.1", "1 INVITE", "INVITE sip:4008001234@127.0.0.1:5060 SIP/2.0"),
        line(10.6, "R", "1-77@127.0.0.1", "1 INVITE", "SIP/2.0 200 OK"),
        line(11.3, "S", "1-77@127.0.0.1", "2 INFO", "INFO sip:127.0.0.1:5060 SIP/2.0"),
        line(14.0, "R", "1-77@127.0.0.1", "102 BYE", "BYE sip:ccsim@127.0.0.1:5061 SIP/2.0"),
        line(10.2, "S", "2-77@127.0.0.1", "1 INVITE", "INVITE sip:4008001234@127.0.0.1:5060 SIP/2.0"),
        line(10.3, "R", "2-77@127.0.0.1", "1 INVITE", "SIP/2.0 503 Service Unavailable"),
    ]
)
AGENTS = "".join(
    [
        line(9.0, "R", "opt", "7 OPTIONS", "OPTIONS sip:10001@127.0.0.1:6000 SIP/2.0"),
        line(11.31, "R", "leg-1", "9 INVITE", "INVITE sip:10001@127.0.0.1:6000 SIP/2.0"),
        line(11.41, "S", "leg-1", "9 INVITE", "SIP/2.0 200 OK"),
        line(13.9, "S", "leg-1", "1 BYE", "BYE sip:asterisk@127.0.0.1:5060 SIP/2.0"),
        line(14.4, "S", "leg-1", "1 BYE", "BYE sip:asterisk@127.0.0.1:5060 SIP/2.0"),
        line(14.5, "R", "leg-2", "9 INVITE", "INVITE sip:10001@127.0.0.1:6000 SIP/2.0"),
        line(15.5, "R", "leg-3", "9 INVITE", "INVITE sip:10002@127.0.0.1:6000 SIP/2.0"),
        line(16.5, "S", "leg-3", "1 BYE", "BYE sip:asterisk@127.0.0.1:5060 SIP/2.0"),
    ]
)
LOG = "leg-1 13900000000\nleg-2 13999999999\n"


def test_a_call_is_put_together_from_both_traces() -> None:
    one, other = calls(PEOPLE, CALLERS, AGENTS, LOG)
    assert (one.invited, one.answered, one.key, one.ended) == (10.0, 10.6, 11.3, 14.0)
    assert (one.agent, one.rung, one.taken, one.left) == ("10001", 11.31, 11.41, 13.9)
    assert one.served
    assert (other.refused, other.served) == (503, False)


def test_a_line_that_is_still_being_written_is_left_out() -> None:
    assert len(list(messages(CALLERS[:-40]))) == 6


def test_a_release_knows_the_next_ring_of_the_same_agent() -> None:
    assert released(AGENTS) == [Released("10001", 13.9, 14.5), Released("10002", 16.5, None)]


def test_only_a_release_while_somebody_waits_counts() -> None:
    def waiting(entered: list[float], offered: list[float | None]) -> list[float]:
        found = calls(PEOPLE, CALLERS, AGENTS, LOG)
        for call, key, rung in zip(found, entered, offered, strict=True):
            call.key, call.rung = key, rung
        return [round(each, 3) for each in releases(released(AGENTS), found, since=0.0)]

    assert waiting([11.3, 12.0], [11.31, 14.5]) == [0.6]
    assert waiting([11.3, 13.5], [11.31, 14.5]) == []  # he came half a second before: he had not waited
    assert waiting([11.3, 12.0], [11.31, 13.0]) == []  # he was rung for by then


def test_who_is_inside_has_pressed_his_key_and_was_not_hung_up_on() -> None:
    found = calls(PEOPLE, CALLERS, AGENTS, LOG)
    assert [inside(found, at) for at in (11.2, 11.3, 13.9, 14.0)] == [0, 1, 1, 0]
    found[0].ended = None
    assert inside(found, 99.0) == 1


def test_who_was_refused_or_hung_up_on_before_his_talk_was_over_was_turned_away() -> None:
    one, other = calls(PEOPLE, CALLERS, AGENTS, LOG)
    assert turned_away([one]) == 0
    assert turned_away([one, other]) == 1
    one.left = None
    assert turned_away([one]) == 1
    one.ended = None
    assert turned_away([one]) == 0, "he talks"


def test_who_has_not_chosen_yet_has_not_arrived() -> None:
    one, refused = calls(PEOPLE, CALLERS, AGENTS, LOG)
    assert arrived([one, refused]) == 2
    one.key = None
    assert arrived([one]) == 1, "he was hung up on before"
    one.ended = None
    assert arrived([one]) == 0


def test_a_rate_is_clean_when_all_are_served_in_time() -> None:
    (call, _) = calls(PEOPLE, CALLERS, AGENTS, LOG)
    assert clean([call], Load(1, 1))
    assert not clean([call], Load(1, 2))
    assert clean([replace(call, rung=12.5), *[call] * 39], Load(10, 40)), "95 % were in time"
    call.rung = 12.5
    assert not clean([call], Load(1, 1))
    call.rung, call.left = 11.4, None
    assert not clean([call], Load(1, 1))


def test_median_and_95_percent_in_milliseconds_as_of_a_trunk() -> None:
    found = spread("setup", [None, *(0.001 * n for n in range(101))])
    assert found == {"setup": pytest.approx(50), "setup95": pytest.approx(95)}
    assert spread("setup", [0.0, 0.1])["setup95"] == pytest.approx(95), "between two values, not the greater one"
    assert spread("setup", [None]) == {}


def test_the_same_seed_is_the_same_plan_and_another_is_not() -> None:
    assert plan(50, 1) == plan(50, 1)
    assert plan(50, 1)[:20] == plan(20, 1)
    assert plan(50, 1) != plan(50, 2)
    assert len({each.number for each in plan(50, 1)}) == 50
    assert all(1.0 <= each.talk < 3.0 for each in plan(50, 1))


def test_sipp_reads_milliseconds_and_finds_a_talk_by_the_callers_number() -> None:
    assert calls_file(PEOPLE) == "SEQUENTIAL\n13900000000;700;\n13900000001;800;\n"
    assert talks_file(PEOPLE) == "SEQUENTIAL\n13900000000;100;1500;\n13900000001;200;2000;\n"


def test_a_telephone_that_was_asked_and_was_silent_is_not_known() -> None:
    reply = line(9.1, "S", "opt", "7 OPTIONS", "SIP/2.0 200 OK")
    assert answered(AGENTS) == set()
    assert answered(AGENTS + reply) == {"10001"}
