"""A survey on a real Asterisk, where the agent hangs up first, or the caller, or the engine is killed in the midst; and
a script that asks the hotline what was answered."""

import wave

import pytest

from tests.support.hotline import Hotline
from tests.support.site import site_on
from tests.whole.office import ccctl
from tests.whole.test_nodes import AGENT, CALLER, RATED, TONES, Visit, spoken

AGENT_SAID = "13800000008"
HUNG_UP = "13800000009"


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_the_engine_dies_in_the_second_question(nodes: Hotline) -> None:
    async with site_on(nodes) as at:
        phone = await at.phone("8001", answer_after=0.2, tone=AGENT)
        await at.agent("8001", lambda state: state["state"] == "ready", "is ready")
        caller = await at.sim.call(RATED, frm=AGENT_SAID, tone=CALLER)
        visit = Visit(caller)
        rung = await phone.rings(1)
        await caller.hears(AGENT)
        await rung.hears(CALLER)
        await rung.hangup()
        await visit.hears("how-satisfied")
        await visit.press("2")
        await visit.hears("please-wait")
        before = visit.since
        await at.kill("engine")
        await visit.hears("please-wait")  # again, and the first is not
        heard = await caller.heard()
        assert not [begin for begin, _ in heard.tones.get(TONES["how-satisfied"], []) if begin > before]
        await visit.press("1")
        await visit.hears("press-1-service")  # the third is not for who is not satisfied
        await visit.press("1")
        await spoken(at, 1.5, "comments")
        await visit.press("#")
        await visit.hears("thanks", "goodbye")
        await caller.ended()

        record = await at.record(AGENT_SAID)
        satisfied, solved, comment = record["marks"]
        (offer,) = record["offers"]
        told = [(mark["survey"], mark["question"], mark["key"], mark["offer"]) for mark in record["marks"]]
        assert told == [
            ("after-talk", "satisfied", "2", offer["id"]),
            ("after-talk", "solved", "1", offer["id"]),
            ("after-talk", "comment", "", offer["id"]),
        ]
        assert (satisfied["grade"], solved["grade"]) == ("", '{"zh":"是","en":"yes"}')
        with wave.open(str(at.hotline.home.recordings / comment["path"])) as file:
            assert file.getnframes() / file.getframerate() == pytest.approx(comment["seconds"], abs=0.7)
        assert comment["path"] in [row["path"] for row in record["recordings"] if row["offer"] == offer["id"]]

        (asked,) = [stage for stage in record["stages"] if stage["stage"] == "tag"]
        assert asked["detail"] == f"asked: open {AGENT_SAID} 2 1 True"
        _, shown, _ = await ccctl(nodes.home, "survey", "show", "after-talk", "--agent", "8001")
        assert shown.splitlines()[1].split() == ["satisfied", "1", "1", "100.0", "%", "2.00", "2:", "1"]


async def test_who_hangs_up_in_the_second_question_has_answered_the_first(nodes: Hotline) -> None:
    async with site_on(nodes) as at:
        caller = await at.sim.call(RATED, frm=HUNG_UP, tone=CALLER)
        visit = Visit(caller)
        await visit.hears("how-satisfied")
        await visit.press("5")
        await visit.hears("please-wait")
        await caller.hangup()
        await caller.ended()
        record = await at.record(HUNG_UP)
        marks = [(mark["question"], mark["key"], mark["answered"] is None, mark["offer"]) for mark in record["marks"]]
        assert marks == [("satisfied", "5", False, ""), ("solved", "", True, "")]
