"""Whatever stands in a flow's file, loading tells it or loads it; what loads and goes in circles is ended."""

import contextlib
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.flow import Bundle, Flow, FlowLimits, load, run
from ccengine.flow.scripted import ScriptedCall, ScriptedDesk, ScriptedServices
from ccengine.model.call import CallFault
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
