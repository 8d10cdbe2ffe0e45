"""The notation of scripts: every step, and every error at once."""

import pytest

from ccengine.flow.scripted.notation import parse_script, written
from ccengine.flow.scripted.script import (
    AgentHangsUp,
    At,
    Cancel,
    ConnectAgent,
    ForceState,
    HangUp,
    Known,
    Place,
    Press,
    Say,
    Step,
    SwitchStops,
    Tell,
    Wait,
    When,
)
from ccengine.model.call import Announce, Leave
from ccengine.model.diagnostics import BadInput
from ccengine.model.ids import AgentId

STEPS: list[tuple[str, list[Step]]] = [
    ("press 1*#A", [Press("1*#A")]),
    ("press 12 every 300ms", [Press("1"), Wait(0.3), Press("2")]),
    ("press # every 1s", [Press("#")]),
    ("wait 1.5s", [Wait(1.5)]),
    ("wait 2m", [Wait(120.0)]),
    ("at 1h", [At(3600.0)]),
    ("when play welcome", [When("play welcome")]),
    ("say good day for 3s", [Say("good day", 3.0)]),
    ("say waiting for you for 3s", [Say("waiting for you", 3.0)]),
    ("say hello", [Say("hello")]),
    ("hang up", [HangUp()]),
    ("connect 8001", [ConnectAgent(AgentId("8001"))]),
    ("connect 8001 gone", [ConnectAgent(AgentId("8001"), gone=True)]),
    ("agent hangs up", [AgentHangsUp()]),
    ("send on waited_too_long", [Tell(Leave("waited_too_long"))]),
    ("announce a, b", [Tell(Announce(("a", "b")))]),
    ("place 3", [Place(3)]),
    ("place 12 in 4m", [Place(12, 240.0)]),
    ("last agent 8001", [Known(AgentId("8001"))]),
    ("forced closed", [ForceState("closed")]),
    ("cancel", [Cancel()]),
    ("switch stops", [SwitchStops()]),
    ("  press   1 \n\n# a remark\n#\nhang up", [Press("1"), HangUp()]),
]


@pytest.mark.parametrize(("text", "steps"), STEPS)
def test_steps(text: str, steps: list[Step]) -> None:
    assert list(parse_script(text)) == steps


@pytest.mark.parametrize("text", [step for text, _ in STEPS for step in text.split("\n") if step])
def test_a_step_is_written_as_it_is_read(text: str) -> None:
    steps = parse_script(text)
    assert parse_script("\n".join(map(written, steps))) == steps


def test_all_errors_at_once_with_their_places() -> None:
    text = "press x\nwait 3\n  hangup\nconnect\nconnect 8001 dead\nhang up now\nwait 5s\npress\nwhen\nxyzzy"
    with pytest.raises(BadInput) as caught:
        parse_script(text, "my.script")
    assert [str(found) for found in caught.value.found] == [
        'my.script:1:1: "x" is no key\n    the keys are 0123456789*#ABCD  [bad-step]',
        'my.script:2:1: "3" is no length of time\n    write it like 3s, 500ms or 2m  [bad-step]',
        'my.script:3:3: "hangup" is no step\n    did you mean "hang up"?  [bad-step]',
        "my.script:4:1: the agent is missing\n    write the agent on the same line  [bad-step]",
        'my.script:5:1: "dead" is not understood here\n    write `connect 8001` or `connect 8001 gone`  [bad-step]',
        'my.script:6:1: "now" is too much\n    nothing follows here  [bad-step]',
        "my.script:8:1: the key is missing\n    write the key on the same line  [bad-step]",
        "my.script:9:1: the begin of a line of the transcript is missing\n"
        "    write the begin of a line of the transcript on the same line  [bad-step]",
        'my.script:10:1: "xyzzy" is no step\n    the steps are: press, wait, at, when, say, hang up, connect, '
        "agent hangs up, send on, announce, place, forced, last agent, cancel, switch stops  [bad-step]",
    ]
