"""The page on data sources: its settings are right, its flow passes against them and goes as the page says."""

import re
from pathlib import Path

from ccengine.app.shipped import shipped
from ccengine.flow.bundle import Bundle
from ccengine.flow.loading.load import load
from ccengine.flow.running.loop import run
from ccengine.flow.scripted import Answer, ScriptedCall, ScriptedDesk, ScriptedServices, nobody
from ccengine.flow.surroundings import Surroundings, read_prompts
from ccengine.model.settings import parse_settings
from ccengine.model.sources import rights_of

PAGE = (Path(__file__).parents[3] / "docs" / "manual" / "sources.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_its_flow_goes_with_its_settings() -> None:
    settings = parse_settings(BLOCKS[0], "settings.yaml")
    around = Surroundings(prompts=read_prompts(shipped("prompts")), sources=rights_of(settings.sources))
    flow = load(BLOCKS[1], "property.yaml", around)
    given = {
        "property.bills": Answer(value={"month": "2026-10", "total": 123.4}),
        "property.repairs": Answer(value=1042),
    }
    call = ScriptedCall("press 0101#")
    services = ScriptedServices(lambda asked: given.get(asked) or nobody(asked), call.stage.note)
    assert run(Bundle("property", {"property": flow}), call, ScriptedDesk(call), services) == "next"
    told = str(call.transcript)
    assert "lookup property.bills where room='0101' by -month, 1 at most" in told
    assert "store property.repairs room='0101', what='water'" in told
    assert "leave number by next" in told
