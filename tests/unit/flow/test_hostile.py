"""Whatever stands in a flow's file, loading tells it or loads it; whatever loads runs to an end."""

import contextlib
import json
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccengine.flow import Bundle, Flow, FlowLimits, load, run
from ccengine.flow.scripted import ScriptedCall
from ccengine.flow.scripted_desk import ScriptedDesk
from ccengine.flow.scripted_services import ScriptedServices
from ccengine.model.call import CallFault, Hangup
from ccengine.model.diagnostics import BadInput
from tests.unit.flow.around import AROUND, SHIPPED_FLOWS

HOTLINE = (SHIPPED_FLOWS / "hotline.yaml").read_text("utf-8")
PIECES = [
    "nodes:",
    "play: welcome",
    "  ",
    "\n",
    "next: ",
    "menu",
    "keys: {1: a}",
    "{{ 1 }}",
    "[",
    "]",
    "{",
    "}",
    "“",
    "：",
]
PIECES += ["*", "&a", "!!set", "- ", "? ", "|", ">", "\t", "#", "'", '"', "\r", "\0", "\ufeff", "...", "---", "a" * 70]


@given(st.data())
def test_a_damaged_flow_raises_nothing_but_bad_input(data: st.DataObject) -> None:
    text = HOTLINE
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        until = data.draw(st.integers(at, min(len(text), at + 40)))
        text = text[:at] + data.draw(st.sampled_from(PIECES)) + text[until:]
    with contextlib.suppress(BadInput):
        assert isinstance(load(text, "hotline.yaml", AROUND), Flow)


@given(st.one_of(st.text(max_size=300), st.binary(max_size=300)))
def test_noise_is_bad_input(noise: str | bytes) -> None:
    with pytest.raises(BadInput):
        load(noise, "x.yaml", AROUND)


NODES = ["a", "b", "c", "hangup"]
TARGET = st.sampled_from(NODES)
PROMPT = st.sampled_from(["welcome", "sorry", "question-1"])
NODE = st.one_of(
    st.fixed_dictionaries({"play": st.lists(PROMPT, min_size=1, max_size=3), "next": TARGET}),
    st.fixed_dictionaries(
        {"menu": PROMPT, "keys": st.dictionaries(st.sampled_from("123*#A"), TARGET, min_size=1), "otherwise": TARGET}
    ),
    st.fixed_dictionaries({"queue": st.just("service"), "next": TARGET}),
    st.fixed_dictionaries({"survey": st.lists(PROMPT, min_size=1, max_size=3), "next": TARGET}),
    st.just({"hangup": None}),
)
DEEDS = """press 1; press 2*#A; wait 3s; wait 1m; connect 8001; connect 8002 gone; agent hangs up; send on answered;
    send on x; announce sorry; announce nothing"""
DEED = st.sampled_from([deed.strip() for deed in DEEDS.split(";")])


@st.composite
def sound_flows(draw: st.DrawFn) -> dict[str, Any]:
    nodes = {name: draw(NODE) for name in NODES[:-1]}
    return {"flow": "x", "language": "zh", "start": "a", "nodes": nodes}


@settings(deadline=None)
@given(sound_flows(), st.lists(DEED, max_size=12), st.booleans())
def test_what_loads_runs_to_an_end(tree: dict[str, Any], deeds: list[str], mute: bool) -> None:
    """Unreachable nodes apart, these flows are sound; with `mute` every prompt is missing on the line, so nothing that
    plays takes any time."""
    try:
        flow = load(json.dumps(tree), "x.yaml", AROUND)
    except BadInput as error:
        if {found.rule for found in error.found} != {"unreachable-node"}:
            raise
        return
    call = ScriptedCall("\n".join(deeds), lengths=(lambda language, prompt: None) if mute else None, longest=3600)
    desk = ScriptedDesk(call)
    try:
        exit = run(Bundle.of(flow), call, desk, ScriptedServices())
    except (Hangup, CallFault):
        return
    last = flow.nodes[desk.path[-1]]
    assert exit in last.leaves_by or last.verb == "hangup"
    with pytest.raises(Hangup):
        call.play(["welcome"])


def circle() -> Flow:
    text = "flow: x\nlanguage: zh\nstart: a\nnodes:\n  a: {play: welcome, next: b}\n  b: {play: sorry, next: a}\n"
    return load(text, "x.yaml", AROUND)


def test_a_flow_that_goes_in_circles_without_time_passing_is_stopped() -> None:
    call = ScriptedCall("", lengths=lambda language, prompt: None)
    with pytest.raises(CallFault, match=r"flow\.busy"):
        run(Bundle.of(circle()), call, ScriptedDesk(call), ScriptedServices())


def test_a_call_has_a_bounded_number_of_nodes() -> None:
    call = ScriptedCall("")
    desk = ScriptedDesk(call)
    with pytest.raises(CallFault, match=r"flow\.nodes"):
        run(Bundle.of(circle()), call, desk, ScriptedServices(), limits=FlowLimits(nodes=500))
    assert len(desk.path) == 500


def test_a_loaded_flow_cannot_be_changed() -> None:
    flow = circle()
    for thing, field in ((flow, "start"), (flow.nodes[flow.start], "says")):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, field, "b")
