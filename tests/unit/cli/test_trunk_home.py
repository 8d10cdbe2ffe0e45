"""What a trunk's report takes from a home: from a journal, settings and a music.conf that were written for it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.acd import events
from ccengine.cli.trunk.home import call_ids, entered, sounds, wrap_ups
from ccengine.model.home import Home
from ccengine.model.ids import AgentId, QueueName
from ccengine_sim.trunk.scenario import Answering, Leaving
from ccengine_sim.trunk.watch import every
from tests.unit.cli.test_journal import DAY, NOON, ONE, TWO, written
from tests.unit.sim_trunk.test_trunk import seen

SETTINGS = """\
agents: {8001-8004: {}}
queues:
  one: {agents: [8001, 8002, 8004], wrap_up: 5s}
  two: {agents: [8002, 8003], wrap_up: 0s}
"""
RECORDS = [
    {"id": ONE, "caller": "13800000000", "arrived": NOON, "ended_by": "flow"},
    {"id": TWO, "caller": "1", "arrived": NOON, "ended_by": "flow"},
]


def test_who_went_into_a_queue_when(tmp_path: Path) -> None:
    day = (*DAY, *(events.CallerQueued(call, QueueName("service")) for call in (ONE, TWO, ONE)))
    home = Home(written(tmp_path, day))
    minutes = {"13800000000": [10, 12], "1": [11]}
    found = {number: [NOON + 60 * minute for minute in each] for number, each in minutes.items()}
    assert entered(home, NOON, RECORDS) == found
    assert entered(home, NOON + 60 * 11.5, RECORDS) == {"13800000000": [NOON + 60 * 12]}


def test_whose_wrap_up_is_known(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    staff = {AgentId("8001"): Answering(), AgentId("8004"): Answering(unregisters=Leaving(share=0.1))}
    assert wrap_ups(Home(tmp_path), staff) == {"agent8001": 5.0, "agent8003": 0.0}, "8002's queues differ; 8004 goes"


def test_the_call_on_record(tmp_path: Path) -> None:
    call = seen(invited=NOON + 0.1, answered=NOON + 0.2)
    other = replace(call, planned=replace(call.planned, n=7, number="2"))
    assert call_ids([call, other], RECORDS) == {call.planned.n: ONE}


def test_prompts_and_music(tmp_path: Path) -> None:
    music = tmp_path / "some music"
    for file in (tmp_path / "versions" / "objects" / "a.wav", music / "b.wav", music / "LICENSE"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    conf = tmp_path / "asterisk" / "etc" / "musiconhold.conf"
    conf.parent.mkdir(parents=True)
    conf.write_text(f"[default]\nmode = files\ndirectory = {music}\nsort = random\n")
    assert [file.name for file in sounds(Home(tmp_path))] == ["a.wav", "b.wav"]


def test_a_look_at_times_that_do_not_drift(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look that takes a third of its second does not put the next one off; a long one leaves out what is overdue."""

    async def looks() -> list[float]:
        loop = asyncio.get_running_loop()
        now, found = loop.time(), []
        took = iter((0.3, 0.3, 2.5, 0.0))

        async def sleep(seconds: float) -> None:
            nonlocal now
            now += seconds

        monkeypatch.setattr(asyncio, "sleep", sleep)
        monkeypatch.setattr(loop, "time", lambda: now)
        begin = now
        async for _ in every(1.0):
            found.append(round(now - begin, 3))
            now += next(took)
            if len(found) == 4:
                break
        monkeypatch.undo()
        return found

    assert asyncio.run(looks()) == [0.0, 1.0, 2.0, 4.5]
