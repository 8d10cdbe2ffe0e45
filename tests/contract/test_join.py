"""Join and talk."""

import pytest

from ccengine.model.call import NOTHING, Ask, Connect, Hangup, Leave, Limits
from ccengine.model.ids import AgentId, OfferId
from ccengine.model.why import By, Ended
from tests.contract.clauses import clause
from tests.contract.line import AT_ONCE, CALM, Line, Stopwatch, about, names


@clause(47, "In `join` caller and agent hear each other, and no music is left in the talk.")
def test_they_hear_each_other(line: Line) -> None:
    with line.call() as visit:
        agent = visit.agent()
        visit.tell(agent.connect(), after=0.5)
        connect = visit.call.hold(CALM, 5.0).directive
        assert isinstance(connect, Connect)
        visit.caller.say("hello", 1.0, after=0.3)
        agent.hang_up(after=2.0)
        visit.call.join(connect)
        heard = visit.caller.heard()
        assert names(heard) == ["music default", f"agent {connect.agent}"]
        assert heard[1].end - heard[1].begin > 1.2
        assert agent.heard() == ["hello"]


@clause(
    48,
    "When the agent hangs up, `join` returns PARTNER by AGENT with the seconds of the talk, and the caller can be "
    "served on the same line.",
)
def test_the_agent_leaves(line: Line) -> None:
    with line.call() as visit:
        agent = visit.agent()
        agent.hang_up(after=1.5)
        talked = visit.call.join(agent.connect())
        assert (talked.why, talked.by) == (Ended.PARTNER, By.AGENT)
        assert about(1.4, talked.seconds)
        visit.caller.press("5", after=0.6)
        assert visit.call.collect(["one"], Ask()).digits == "5"
        assert names(visit.caller.heard())[-1] == "one"
        assert not agent.is_there


@clause(49, "When the caller hangs up, `join` raises `Hangup`, and the agent's leg ends.")
def test_the_caller_leaves(line: Line) -> None:
    with line.call() as visit:
        agent = visit.agent()
        visit.caller.hang_up(after=1.0)
        watch = Stopwatch(visit.call)
        with pytest.raises(Hangup):
            visit.call.join(agent.connect())
        assert watch.passed < 1.0 + AT_ONCE
        visit.until(lambda: not agent.is_there)


@clause(
    50,
    "`join` with a leg that does not exist, or exists no more, returns FAILED at once with a `detail`, and the caller "
    "can be served.",
)
def test_nobody_to_join(line: Line) -> None:
    with line.call() as visit:
        agent = visit.agent()
        agent.hang_up()
        for connect in (agent.connect(), Connect(OfferId("o1-999"), AgentId("8008"))):
            watch = Stopwatch(visit.call)
            talked = visit.call.join(connect)
            assert talked.why is Ended.FAILED
            assert talked.detail
            assert watch.passed < AT_ONCE
        assert visit.call.play(["one"]).why is Ended.DONE
        assert names(visit.caller.heard()) == ["one"]


@clause(
    51,
    "Keys that the caller presses in a talk belong to the talk, and those typed before it are over with it: the buffer "
    "is empty afterwards.",
)
def test_keys_of_a_talk(line: Line) -> None:
    with line.call() as visit:
        agent = visit.agent()
        visit.caller.press("1")
        visit.caller.press("23", after=0.5)
        agent.hang_up(after=1.5)
        assert visit.call.join(agent.connect()).why is Ended.PARTNER
        assert visit.call.collect(NOTHING, Ask(max_digits=9, first=0.5, between=0.5)).empty


@clause(52, "A talk longer than `Limits.talk` ends with TIMEOUT: the agent's leg ends and the caller can be served.")
def test_a_talk_has_a_limit(line: Line) -> None:
    with line.call(Limits(talk=1.0)) as visit:
        agent = visit.agent()
        talked = visit.call.join(agent.connect())
        assert talked.why is Ended.TIMEOUT
        assert about(1.0, talked.seconds)
        visit.until(lambda: not agent.is_there)
        assert visit.call.play(["one"]).why is Ended.DONE
        assert names(visit.caller.heard())[-1] == "one"


@clause(
    53,
    "With `record_to` the talk is recorded under that name in the recordings folder, caller and agent on separate "
    "channels, the caller first.",
)
def test_a_talk_is_recorded(line: Line) -> None:
    with line.call() as visit:
        agent = visit.agent()
        connect = agent.connect("day/talk-53")
        visit.call.play(["one"])
        visit.caller.say("hello", 1.0, after=0.4)
        agent.hang_up(after=2.0)
        assert visit.call.join(connect).why is Ended.PARTNER
        visit.call.play(["two"])
        assert visit.talk_recording("day/talk-53") == [["hello"], [f"agent {connect.agent}"]]


@clause(54, "A directive that comes during a talk does not end it, and is returned by the next `hold`.")
def test_a_talk_is_not_cut(line: Line) -> None:
    with line.call() as visit:
        agent = visit.agent()
        visit.tell(Leave("failed"), after=0.4)
        agent.hang_up(after=1.2)
        talked = visit.call.join(agent.connect())
        assert talked.why is Ended.PARTNER
        assert talked.seconds > 0.7
        assert visit.call.hold(CALM, 1.0).directive == Leave("failed")
