"""One Asterisk for all tests that leave it alive; a switch of ours and fresh facts for each."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.app.ports import free_port
from ccengine.model.ids import AgentId
from ccengine.model.outgoing import Outgoing
from ccengine.model.settings import AgentSettings, Settings
from tests.contract.far.media import MediaClock
from tests.contract.far.sound import TONES, tone, write_wav
from tests.support.asterisk import AGENTS, RunningAsterisk, fresh_runtime, hotline_settings, running_asterisk
from tests.support.held import pytest_runtest_protocol
from tests.switch.board import Board
from tests.switch.phones import Carrier, TestPhone


@pytest.fixture(scope="session")
def clock() -> Iterator[MediaClock]:
    clock = MediaClock()
    yield clock
    clock.stop()


@pytest.fixture(scope="session")
def agents(clock: MediaClock) -> Iterator[list[TestPhone]]:
    phones = [TestPhone(clock, agent, ("127.0.0.1", free_port("both"))) for agent in AGENTS]
    yield phones
    for phone in phones:
        phone.close()


@pytest.fixture(scope="session")
def _carrier(clock: MediaClock) -> Iterator[Carrier]:
    carrier = Carrier(clock)
    yield carrier
    carrier.close()


@pytest.fixture
def carrier(_carrier: Carrier) -> Carrier:
    """The far side of the way out, as quiet as at first."""
    _carrier.as_at_first()
    return _carrier


def prompts(running: RunningAsterisk) -> None:
    """Tones that the far side's ear knows by name."""
    write_wav(running.home.prompts / "zh" / "one.wav", tone(TONES["one"], 1.0))


def settings_for(agents: list[TestPhone], sip: tuple[str, int]) -> Settings:
    """The agents' phones are where these are."""
    found = {AgentId(p.user): AgentSettings(AgentId(p.user), f"sip:{p.user}@127.0.0.1:{p.port}") for p in agents}
    return replace(hotline_settings(sip), agents=found)


@pytest.fixture(scope="session")
def asterisk(
    agents: list[TestPhone], _carrier: Carrier, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningAsterisk]:
    way_out = Outgoing(
        f"sip:127.0.0.1:{_carrier.port}", "4008001234", ("13", "0755"), at_once=3, per_day=10_000, per_number=10_000
    )
    settings = replace(settings_for(agents, agents[0].switch), outgoing=way_out)
    with running_asterisk(tmp_path_factory.mktemp("ast"), settings, fresh_runtime(settings)) as running:
        for phone in (*agents, _carrier):
            phone.switch = running.sip
        prompts(running)
        yield running


@pytest.fixture
def own_agents(clock: MediaClock) -> Iterator[list[TestPhone]]:
    phones = [TestPhone(clock, agent, ("127.0.0.1", free_port("both"))) for agent in AGENTS]
    yield phones
    for phone in phones:
        phone.close()


@pytest.fixture
def own_asterisk(own_agents: list[TestPhone], tmp_path: Path) -> Iterator[RunningAsterisk]:
    """For a test that kills it."""
    settings = settings_for(own_agents, own_agents[0].switch)
    with running_asterisk(tmp_path, settings, fresh_runtime(settings)) as running:
        for phone in own_agents:
            phone.switch = running.sip
        prompts(running)
        yield running


def made(asterisk: RunningAsterisk, agents: list[TestPhone], clock: MediaClock) -> Iterator[Board]:
    for phone in agents:
        phone.status, phone.after, phone.first = "200 OK", 0.0, "180 Ringing"
        phone.came.clear()
        phone.cancels.clear()
    board = Board(asterisk, agents, clock)
    try:
        board.start()
        yield board
    finally:
        board.stop()


@pytest.fixture
def board(asterisk: RunningAsterisk, agents: list[TestPhone], clock: MediaClock) -> Iterator[Board]:
    asterisk.revive()
    yield from made(asterisk, agents, clock)


@pytest.fixture
def own_board(own_asterisk: RunningAsterisk, own_agents: list[TestPhone], clock: MediaClock) -> Iterator[Board]:
    yield from made(own_asterisk, own_agents, clock)


__all__ = ["pytest_runtest_protocol"]
