"""The example of docs/manual/survey.md is right, and says what the page says of it."""

import re

import pytest

from ccengine.flow import run
from ccengine.flow.loading.bundling import Readings, bundle
from ccengine.flow.scripted import ScriptedCall, ScriptedDesk, ScriptedServices
from tests.unit.flow.around import HERE, SHIPPED_AROUND

PAGE = (HERE.parents[2] / "docs" / "manual" / "survey.md").read_text("utf-8")
(EXAMPLE,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
TALK = "connect 8001\nwait 5s\nagent hangs up\n"


@pytest.mark.parametrize(
    ("keys", "marks"),
    [("5 1", {"satisfied": "5", "solved": "1"}), ("2 2 7", {"satisfied": "2", "solved": "2", "why": "7"})],
)
def test_the_example(keys: str, marks: dict[str, str]) -> None:
    asks = ("how-satisfied", "how-quick", "repair-kind")
    script = TALK + "".join(f"when play {ask}\npress {key}\n" for ask, key in zip(asks, keys.split(), strict=False))
    call = ScriptedCall(script)
    desk = ScriptedDesk(call)
    found = bundle("rated", Readings(lambda name: (EXAMPLE.encode(), "rated.yaml")), SHIPPED_AROUND)
    assert run(found, call, desk, ScriptedServices()) == "next"
    assert dict(desk.marks) == marks
