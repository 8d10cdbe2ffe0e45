"""What breaks while calls come: how it is written, and what it explains."""

from dataclasses import replace
from typing import Any

import pytest

from ccengine.model.diagnostics import BadInput
from ccengine_sim.phone.cel import SwitchCall, Talk
from ccengine_sim.phone.reconcile import CallRecord, Difference, reconcile
from ccengine_sim.trunk import Broken, against_books, ended_with_the_switch, explain, silenced
from ccengine_sim.trunk.faults import Deed, Fault
from ccengine_sim.trunk.sound import never
from ccengine_sim.trunk.visit import End
from ccengine_sim.trunk.wrong import Side, Sort, Wrong
from tests.unit.sim_trunk.test_trunk import RECORD, TEXT, seen, trunk

ENGINE = Broken(Fault(10.0, Deed.KILL, "engine"), at=1010.0, back=1011.0)
ASTERISK = Broken(Fault(40.0, Deed.KILL, "asterisk"), at=1040.0, back=1041.0)
STOPPED = Broken(Fault(10.0, Deed.STOP, "engine", 1.0), at=1010.0, back=1011.0)
OFFICE = Broken(Fault(10.0, Deed.KILL, "office"), at=1010.0, back=1011.0)


def with_faults(*lines: str) -> str:
    return TEXT + "faults:\n" + "".join(f"- {line}\n" for line in lines)


def test_what_breaks_and_when() -> None:
    read = trunk(
        with_faults("{at: 20s, kill: engine}", "{at: 1m, cut: ami, for: 5s}", "{at: 90s, stop: office, for: 3s}")
    )
    assert read.faults == (
        Fault(20.0, Deed.KILL, "engine"),
        Fault(60.0, Deed.CUT, "ami", 5.0),
        Fault(90.0, Deed.STOP, "office", 3.0),
    )
    assert [str(fault) for fault in read.faults] == [
        "engine's kill at 20 s",
        "ami's cut at 60 s",
        "office's stop at 90 s",
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{at: 20s, kill: enginee}", 'trunk.yaml:13:19: "enginee" is not known here'),
        ("{at: 20s, cut: engine, for: 1s}", 'trunk.yaml:13:18: "engine" is not known here'),
        ("{at: 20s}", "trunk.yaml:13:3: this says not what breaks"),
        ("{at: 20s, kill: engine, cut: ami}", "trunk.yaml:13:3: two things break in one line"),
        ("{at: 20s, kill: engine, for: 5s}", "trunk.yaml:13:27: a kill lasts no time"),
        ("{at: 20s, stop: engine}", 'trunk.yaml:13:3: "stop" needs a length of time'),
        ("{at: 5m, kill: engine}", "trunk.yaml:13:8: 5m is not within 0s to 100s"),
        ("{kill: engine}", 'trunk.yaml:13:3: a fault: "at" is missing'),
        ("{at: 20s, kil: engine}", 'did you mean "kill"?'),
    ],
)
def test_what_is_wrong_with_a_fault_is_told_with_its_place(line: str, told: str) -> None:
    with pytest.raises(BadInput) as bad:
        trunk(with_faults(line))
    assert told in str(bad.value)


def test_one_thing_does_not_stand_still_twice_at_a_time() -> None:
    with pytest.raises(BadInput, match="13:1: engine's stop at 3 s begins before engine's stop at 2 s is over"):
        trunk(with_faults("{at: 2s, stop: engine, for: 4s}", "{at: 3s, stop: engine, for: 500ms}"))
    apart = ("{at: 2s, stop: engine, for: 4s}", "{at: 3s, stop: office, for: 4s}", "{at: 4s, kill: engine}")
    assert len(trunk(with_faults(*apart, "{at: 7s, stop: engine, for: 1s}")).faults) == 4


CALL = SwitchCall("c", "138", 1000.0, 1000.1, 1010.4, [Talk("PJSIP/agent8001-1", 1005.0, 1010.3)])
BOOKED = CallRecord("c", "138", "400", 1000.0, 1000.1, 1005.0, 1011.2, 1011.2, "8001", estimated=True)


@pytest.mark.parametrize(
    ("record", "broken", "why"),
    [
        (BOOKED, [ENGINE], [ENGINE]),
        (BOOKED, [], [None]),
        (BOOKED, [OFFICE], [None]),
        (BOOKED, [ASTERISK], [None]),
        (replace(BOOKED, estimated=False), [ENGINE], [None]),
        (replace(BOOKED, estimated=False), [STOPPED], [STOPPED]),
        (replace(BOOKED, ended=1020.0), [ENGINE], [None, ENGINE]),
        (replace(BOOKED, talk_ended=1010.3, ended=1010.4, joined=1003.0), [ENGINE], [None, None]),
        (replace(BOOKED, talk_ended=1010.3, ended=1010.4, agent="8002"), [ENGINE], [None]),
    ],
)
def test_a_time_that_nobody_saw_is_explained_by_who_was_away(
    record: CallRecord, broken: list[Broken], why: list[Broken | None]
) -> None:
    found = reconcile([record], {"c": CALL})
    assert [explain(each, record, CALL, broken) for each in found] == why


def test_calls_that_nobody_told_of() -> None:
    unseen = replace(CALL, arrived=1010.1, talks=[])
    missing = Difference("c", "no record", None, unseen.arrived)
    assert explain(missing, None, unseen, [ENGINE]) is ENGINE
    assert explain(missing, None, CALL, [ENGINE]) is None
    strange = Difference("c", "not on the switch", 1040.2, None)
    assert explain(strange, replace(BOOKED, arrived=1040.2), None, [ASTERISK]) is ASTERISK
    assert explain(strange, BOOKED, None, [ASTERISK]) is None


def test_what_asterisk_had_ended_with_it() -> None:
    cut = SwitchCall("a", "138", 1030.0, 1030.1, None, [Talk("PJSIP/agent8001-1", 1035.0)])
    later = SwitchCall("b", "139", 1042.0)
    found = ended_with_the_switch({"a": cut, "b": later, "c": CALL}, [ENGINE, ASTERISK])
    assert (found["a"].ended, found["a"].talks[0].ended, found["b"].ended, found["c"]) == (1040.0, 1040.0, None, CALL)


EARLIER = Broken(Fault(20.0, Deed.KILL, "asterisk"), at=1020.0, back=1021.0)


def booked(**what: Any) -> dict[str, Any]:
    return {**RECORD, "arrived": 1030.0, "answered": 1030.1, "ended": 1040.9, "estimated": True, **what}


BY_SWITCH = {"ended_by": "switch"}


@pytest.mark.parametrize(
    ("end", "record", "broken", "excuse"),
    [
        (End.CUT, booked(**BY_SWITCH), [ASTERISK], "cut by asterisk's kill at 40 s"),
        (End.CUT, booked(**BY_SWITCH), [EARLIER, ASTERISK], "cut by asterisk's kill at 40 s"),
        (End.CUT, booked(**BY_SWITCH), [EARLIER], ""),
        (End.CUT, booked(), [ASTERISK], ""),
        (End.UNSERVED, booked(outcome="unserved", ended=1040.0, agents=[]), [], "sent away: full"),
        (End.UNSERVED, booked(outcome="handled", ended=1040.0), [], ""),
        (End.UNSERVED, booked(outcome="contained", ended=1040.0), [], ""),
        (End.UNSERVED, booked(outcome="unserved", ended_by="operator", ended=1040.0), [], ""),
        (End.SERVED, booked(**BY_SWITCH), [ASTERISK], ""),
        (End.REFUSED, booked(refused="limit", ended=1040.0), [], "sent away: refused by the port"),
        (End.REFUSED, booked(refused="unknown number", ended=1040.0), [], ""),
    ],
)
def test_who_was_not_served_needs_a_reason_that_both_sides_tell(
    end: End, record: dict[str, Any], broken: list[Broken], excuse: str
) -> None:
    served = record["agents"] and end is not End.UNSERVED
    call = seen(end=end, invited=1030.0, answered=1030.1, ended=1040.0, agent="agent8001" if served else "")
    judged = against_books([call], [record], broken, lambda call: "full")
    assert call.excuse == excuse
    assert bool(judged.differences) is (excuse == "")


@pytest.mark.parametrize(
    ("what", "untimely"), [({"answered": 1032.0}, 1), ({"answered": None}, 0), ({"agents": ["8009"]}, 0)]
)
def test_what_differs_in_time_is_told_apart(what: dict[str, Any], untimely: int) -> None:
    call = seen(end=End.SERVED, invited=1030.0, answered=1030.1, ended=1040.9)
    record = {**RECORD, "arrived": 1030.0, "answered": 1030.1, "ended": 1040.9, **what}
    judged = against_books([call], [record], [], lambda call: "")
    assert (len(judged.differences), judged.untimely) == (1, untimely)


def test_a_call_that_never_reached_the_engine() -> None:
    away = seen(end=End.LOST, invited=1040.5, answered=None, ended=None, agent="")
    judged = against_books([away], [], [ASTERISK], lambda call: "")
    assert (judged.differences, away.excuse) == ([], "asterisk's kill at 40 s")
    early = replace(away, invited=1030.0, excuse="")
    assert against_books([early], [], [ASTERISK], lambda call: "").differences != []
    assert early.excuse == ""


STILL = Broken(Fault(4.0, Deed.STOP, "asterisk", 2.0), at=1004.0, back=1006.1)


def gap(begin: float, length: float) -> Wrong:
    return Wrong(Sort.GAP, Side.AGENT, f"gap {length:.2f} s", begin, length)


@pytest.mark.parametrize(
    ("wrong", "explained"),
    [
        (gap(1003.98, 2.1), True),
        (gap(1003.98, 4.0), True),  # what stood still catches up
        (gap(1003.98, 40.0), False),
        (gap(1000.0, 5.0), False),  # it had begun before
        (gap(1007.0, 0.5), False),  # all was well again
        (Wrong(Sort.STRANGE, Side.AGENT, "heard something else for 1.00 s", 1004.5, 1.0), False),
    ],
    ids=str,
)
def test_a_gap_while_asterisk_stood_still(wrong: Wrong, explained: bool) -> None:
    """And not any gap of a talk in which it stood still for once."""
    call = seen(wrong=[wrong])
    assert [*silenced(call, [STILL])] == [f"13800000000: {wrong} (asterisk's stop at 4 s)"] * explained
    assert call.wrong == [wrong] * (not explained)


@pytest.mark.parametrize("broken", [ENGINE, STOPPED, OFFICE, ASTERISK], ids=str)
def test_nothing_else_explains_a_gap(broken: Broken) -> None:
    """Who talks hears nothing of a dead engine; who was in a call with a killed Asterisk has no talk any more."""
    call = seen(wrong=[gap(broken.at + 0.1, 0.5)])
    assert [*silenced(call, [broken])] == []


@pytest.mark.parametrize("sort", [Sort.NEVER, Sort.LATE])
@pytest.mark.parametrize(
    ("joined", "explained"),
    [
        (1004.9, False),  # he had been waited for in vain before
        (1005.1, True),  # the engine was killed before it had joined them
        (1010.4, True),
        (1012.9, True),
        (1013.1, False),  # all was well again
        (990.0, False),  # a talk with sound from one side only, twenty seconds old
    ],
)
def test_a_partner_who_was_not_joined_in_time(sort: Sort, joined: float, explained: bool) -> None:
    """The agent had answered, and hung up after his time; the engine was dead meanwhile."""
    wrong = Wrong(sort, Side.AGENT, "did not hear him", joined, 30.0)
    call = seen(joined=joined, agent_left=joined + 30.0, wrong=[wrong])
    assert [*silenced(call, [OFFICE, ASTERISK])] == []
    assert [*silenced(call, [ENGINE])] == [f"13800000000: {wrong} (engine's kill at 10 s)"] * explained
    assert call.wrong == [wrong] * (not explained)


@pytest.mark.parametrize(
    ("agent", "agents", "wrong", "explained"),
    [
        ("agent8001", ["8002"], [], False),
        ("agent8001", ["8001", "8002"], [], False),
        ("agent8001", [], [], True),
        ("", ["8002"], [], True),
        ("agent8001", ["8002"], [never(Side.CALLER, "700+800 Hz", 1005.2, 1010.2)], True),
        ("agent8001", ["8002"], [never(Side.AGENT, "700+800 Hz", 1005.2, 1010.2)], False),
    ],
)
def test_two_agents_are_no_matter_of_who_was_away(
    agent: str, agents: list[str], wrong: list[Wrong], explained: bool
) -> None:
    """Who has answered and was not heard is as good as nobody: another one was rung, by right."""
    record = booked(arrived=1000.0, answered=1000.1, ended=1020.0, agents=agents)
    joined = 1010.2 if agent else None
    call = seen(invited=1000.0, answered=1000.1, ended=1020.0, agent=agent, joined=joined, wrong=wrong)
    switch = {record["id"]: SwitchCall(record["id"], "138", 1000.0, talks=[Talk("PJSIP/agent8002-1", 1010.3, 1012.0)])}
    judged = against_books([call], [record], [ENGINE], lambda call: "", switch)
    assert (len(judged.differences), len(judged.explained)) == ((0, 1) if explained else (1, 0))


@pytest.mark.parametrize(("joined", "explained"), [(1039.99, True), (1030.0, False)])
def test_a_talk_that_was_cut_before_its_caller_heard_a_word(joined: float, explained: bool) -> None:
    """Who hears nobody for longer has another trouble than the kill."""
    record = booked(arrived=1020.0, answered=1020.1, ended=1041.0, agents=["8001"], **BY_SWITCH)
    call = seen(end=End.CUT, invited=1020.0, answered=1020.1, ended=1040.0, agent="", joined=None)
    talk = Talk("PJSIP/agent8001-1", joined, 1040.0)
    switch = {record["id"]: SwitchCall(record["id"], record["caller"], 1020.0, 1020.1, 1040.0, [talk])}
    judged = against_books([call], [record], [ASTERISK], lambda call: "", switch)
    told = [] if explained else ["13800000000, call cc-1.0: talked with nobody, on record with 8001"]
    assert judged.differences == told


def test_an_invite_that_both_asterisks_had() -> None:
    """The first was killed before it said that it had it."""
    lost = booked(id="cc-1.0", arrived=1039.9, answered=None, ended=1041.0, **BY_SWITCH)
    taken = booked(id="cc-2.0", arrived=1041.2, answered=1041.3, ended=1050.0, estimated=False)
    call = seen(invited=1039.8, answered=1041.3, ended=1050.0)
    judged = against_books([call], [lost, taken], [ASTERISK], lambda call: "")
    assert (judged.differences, len(judged.explained)) == ([], 1)
    assert len(against_books([call], [lost, taken], [EARLIER], lambda call: "").differences) == 1


def test_a_hang_up_that_nobody_saw() -> None:
    left = seen(end=End.GAVE_UP, invited=1000.0, answered=1000.1, ended=1010.5, agent="")
    record = booked(arrived=1000.0, answered=1000.1, ended=1011.3, outcome="unserved", ended_by="unknown", agents=[])
    assert len(against_books([left], [record], [ENGINE], lambda call: "").explained) == 2
    assert len(against_books([left], [record], [OFFICE], lambda call: "").differences) == 2
    judged = against_books([left], [record], [ENGINE], lambda call: "")
    assert judged.ends == {"gave up": {"nobody saw by whom": 1}}


@pytest.mark.parametrize(
    ("seen_at", "on_record", "on_the_switch", "explained"),
    [
        (1040.0, 1040.6, 1040.6, True),  # the switch answered the BYE, and ended the call half a second later
        (1040.0, 1040.6, 1040.0, False),  # the books are wrong
        (1040.0, 1042.5, 1042.5, False),  # so late is no full core
        (1040.0, 1040.6, None, False),
    ],
)
def test_a_switch_that_was_late_itself(
    seen_at: float, on_record: float, on_the_switch: float | None, explained: bool
) -> None:
    call = seen(end=End.SERVED, invited=1030.0, answered=1030.1, ended=seen_at, agent="agent8001")
    record = booked(answered=1030.1, ended=on_record)
    switch = {record["id"]: SwitchCall(record["id"], record["caller"], 1030.0, 1030.1, on_the_switch)}
    judged = against_books([call], [record], [], lambda call: "", switch)
    assert (len(judged.differences), len(judged.explained)) == ((0, 1) if explained else (1, 0))
