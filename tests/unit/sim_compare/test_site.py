"""The competitors' files are filled with the same agents, and SIPp's scenarios are whole."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ccengine.app import conf
from ccengine.model.settings import parse_settings
from ccengine_sim.compare import telephones
from ccengine_sim.compare.site import HEARD, Site, heard_members

FILES = Path(__file__).parents[3] / "sim" / "compare"
SITE = Site(1000, paused=992)


def test_every_cell_has_the_same_agents_at_work() -> None:
    settings = parse_settings(SITE.settings(6000, 5060).encode(), "settings.yaml")
    service = next(queue for queue in settings.queues.values() if queue.name == "service")
    assert len(service.agents) == len(SITE.ids) == 1000
    assert {settings.agents[agent].contact for agent in SITE.ids[:2]} == {
        "sip:10001@127.0.0.1:6000",
        "sip:10002@127.0.0.1:6000",
    }
    members = SITE.members().splitlines()
    paused = [member for member in members if member.endswith(",yes")]
    assert (len(members), len(paused)) == (1000, 992)
    free = {re.findall(r"PJSIP/(agent\d+),", member)[0] for member in members if member not in paused}
    assert free == set(SITE.queues()["1"]) == {f"agent{agent}" for agent in SITE.working}
    assert len(SITE.queues()["2"]) == len(HEARD)


def test_the_native_queues_file_has_its_members_and_no_place_left() -> None:
    text = conf.fill(
        (FILES / "native" / "queues.conf").read_text("utf-8"), {"service": SITE.members(), "heard": heard_members()}
    )
    service, heard = text.split("[service](calls)")[1].split("[heard](calls)")
    assert (service.count("member =>"), heard.count("member =>")) == (1000, len(HEARD))
    assert "@" not in text


@pytest.mark.parametrize("scenario", [telephones.caller("4008001234", 4000, 60.0), telephones.agents(4000)])
def test_a_scenario_is_whole_and_every_jump_has_its_label(scenario: str) -> None:
    top = ElementTree.fromstring(scenario)
    labels = {each.get("id") for each in top.iter("label")}
    jumps = {each.get(name) for each in top.iter() for name in ("next", "ontimeout") if each.get(name)}
    assert jumps == labels


def test_a_caller_gives_up_after_his_patience() -> None:
    assert 'timeout="1500"' in telephones.caller("4008001234", 4000, 1.5)
