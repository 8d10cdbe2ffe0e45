"""Answers of the control API as tables."""

import time

import pytest

from ccengine.cli import views


def test_an_agent_is_shown_with_the_end_of_his_wrap_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    now = time.time()
    agent = {"agent": "8001", "state": "wrap_up", "reason": "", "since": now, "until": now + 10, "call": None,
             "reachable": True, "queues": ["sales", "support"]}  # fmt: skip
    head, wrapping, lunching = views.agents([agent, {**agent, "state": "not_ready", "until": None}]).splitlines()
    assert head.split() == ["agent", "state", "reason", "since", "until", "call", "phone", "queues"]
    since, until = views.clock(now), views.clock(now + 10)
    assert f"wrap_up            {since}  {until}        reachable" in wrapping
    assert (since in lunching, until in lunching) == (True, False)
