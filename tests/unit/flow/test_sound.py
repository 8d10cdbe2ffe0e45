"""Random flows of all verbs: what the checks let pass runs to an end, whatever callers and the world do; it reads no
variable that is not there, and goes in no circle that takes no time.  What they refuse is refused for a reason that
such flows can give."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccengine.flow import Bundle, FlowLimits, run
from ccengine.flow.loading.bundling import Readings, bundle
from ccengine.flow.nodes import VERBS
from ccengine.flow.scripted import Answer, ScriptedCall, ScriptedDesk, ScriptedServices
from ccengine.model.call import CallFault, Hangup
from ccengine.model.diagnostics import BadInput
from ccengine.model.services import Outcome
from tests.unit.flow.around import AROUND

NODES = ["a", "b", "c", "d", "e", "f", "hangup"]
PROMPT = st.sampled_from(["welcome", "sorry", "question-1"])
VARIABLE = st.sampled_from(["x", "y"])
VALUE = st.sampled_from(
    [
        1,
        "text",
        "{{ x }}",
        "{{ y + 1 }}",
        "{{ default(x, 0) }}",
        "{{ caller.number }}",
        "{{ x if x is defined else 1 }}",
    ]
)
SAID = VALUE.filter(lambda value: value != "text")  # written out, a text is told before a call finds it
VALID = st.sampled_from(["{{ x == '1' }}", "{{ caller.withheld }}"])
GRADED = st.fixed_dictionaries(
    {"ask": PROMPT, "name": VARIABLE, "grades": st.just({1: "yes", 2: {"zh": "否"}})},
    optional={"when": st.sampled_from(["{{ x == 1 }}", "{{ default(survey.x, 2) < 2 }}"])},
)
CONDITION = st.sampled_from(
    ["{{ x == 1 }}", "{{ x is defined }}", "{{ y is not defined }}", "{{ x is defined and y is defined and x == y }}"]
)


def ways(at: int) -> st.SearchStrategy[str]:
    """Where a node leads: mostly ahead, or most flows would only be loops."""
    return st.sampled_from(NODES[at + 1 :] * 4 + NODES)


def one_case(at: int) -> st.SearchStrategy[Any]:
    then = ways(at)
    return st.one_of(
        st.fixed_dictionaries({"if": CONDITION, "then": then}),
        st.fixed_dictionaries({"weekday": st.just("thu"), "if": CONDITION, "then": then}),
        st.fixed_dictionaries({"time": st.just("00:00-12:00"), "then": then}),
    )


@cache
def one_node(at: int) -> st.SearchStrategy[Any]:
    to = ways(at)

    def node(verb: str, main: st.SearchStrategy[Any], *exits: str, **more: st.SearchStrategy[Any]) -> Any:
        """With its exits led somewhere, `failed` sometimes."""
        named = st.fixed_dictionaries(dict.fromkeys(exits, to), optional={"failed": to})
        leading = {"next": to, "exits": named} if verb not in ("menu", "when", "goto", "hangup") else {}
        return st.fixed_dictionaries({verb: main, **more, **leading})

    return st.one_of(
        node("play", st.lists(PROMPT, min_size=1, max_size=3)),
        node("say", SAID, **{"as": st.sampled_from(["number", "digits"])}),
        node("menu", PROMPT, keys=st.dictionaries(st.sampled_from("123*#A"), to, min_size=1), otherwise=to),
        node("collect", PROMPT, "entered", "nothing", into=VARIABLE, valid=VALID),
        node("member", PROMPT, "known", tries=st.integers(1, 2), by_phone=st.booleans()),
        node("change_pin", PROMPT, "changed"),
        node("set", st.dictionaries(VARIABLE, VALUE, min_size=1)),
        node("when", st.lists(one_case(at), min_size=1, max_size=3), otherwise=to),
        node("hours", st.sampled_from(["office", "always"])),
        node("goto", to),
        node("call", st.sampled_from(["sure", "maybe"]), "found", arguments=st.fixed_dictionaries({"n": VALUE}),
             results=st.dictionaries(VARIABLE, st.just("r"))),
        node("queue", st.just("service"), "answered"),
        node("dial", st.sampled_from(["8001", "{{ x }}"]), "answered", "busy"),
        node("callback", st.just("service"), "kept", number=VALUE, refusal=VARIABLE),
        node("record", PROMPT, "recorded", into=VARIABLE),
        node("survey", st.one_of(st.lists(PROMPT, min_size=1, max_size=2, unique=True), GRADED)),
        node("http", st.just("https://crm.example/x"), "done", into=st.fixed_dictionaries({"json": VARIABLE})),
        node("script", st.just("example.py:f"), "done", into=VARIABLE, effect=st.sampled_from(["pure", "once"])),
        node("lookup", st.just("property"), "found", table=st.just("bills"), fields=st.just("total"),
             where=st.fixed_dictionaries({"room": VALUE}), into=VARIABLE),
        node("store", st.just("property"), "done", table=st.just("repairs"), into=VARIABLE,
             values=st.fixed_dictionaries({"what": VALUE}), effect=st.sampled_from(["idempotent", "once"])),
        node("tag", st.fixed_dictionaries({"t": VALUE})),
        node("language", st.sampled_from(["zh", "en"])),
        st.just({"hangup": None}),
    )  # fmt: skip


SUBS = {
    "sure": """
flow: sure
language: zh
start: a
arguments: [n]
results: [r]
exits: [found, lost]
nodes:
  a: {set: {r: "{{ n }}"}, next: b}
  b: {menu: welcome, keys: {1: found}, otherwise: lost}
""",
    "maybe": """
flow: maybe
language: zh
start: a
arguments: [n]
results: [r]
exits: [found, lost]
nodes:
  a: {collect: welcome, into: r, valid: "{{ r != n }}", exits: {entered: found, failed: lost}, next: lost}
""",
}
DEEDS = """press 1; press 2*#A; press 111#; wait 3s; wait 1m; connect 8001; connect 8002 gone; agent hangs up;
    send on answered; send on x; announce sorry; announce nothing; say hello for 2s"""
DEED = st.sampled_from([deed.strip() for deed in DEEDS.split(";")])
GIVEN = st.builds(
    Answer, st.sampled_from(Outcome), st.sampled_from([None, 1, "1", {"a": [1]}, [{"total": 1}, {"total": 2}]])
)
SHORT = FlowLimits(nodes=300)
UNSOUND = {"loop-without-wait", "undefined-variable", "repeated-effect"}
"""What random flows are refused for; anything else would be a wrong alarm."""


@st.composite
def random_flows(draw: st.DrawFn) -> dict[str, Any]:
    nodes = {name: draw(one_node(at)) for at, name in enumerate(NODES[:-1])}
    reached, ahead = set[str](), ["a"]
    while ahead:
        if (at := ahead.pop()) not in reached:
            reached.add(at)
            ahead += [word for word in texts_in(nodes.get(at)) if word in nodes]
    variables = draw(st.dictionaries(VARIABLE, st.just(1)))
    kept = {name: node for name, node in nodes.items() if name in reached}
    return {"flow": "main", "language": "zh", "start": "a", "variables": variables, "nodes": kept}


def texts_in(tree: Any) -> list[str]:
    if isinstance(tree, Mapping | list):
        return [text for each in (tree.values() if isinstance(tree, Mapping) else tree) for text in texts_in(each)]
    return [tree] if isinstance(tree, str) else []


def bundled(tree: Mapping[str, Any]) -> Bundle:
    texts = {**SUBS, "main": json.dumps(tree)}
    return bundle("main", Readings(lambda name: (texts[name].encode(), f"{name}.yaml")), AROUND)


def test_every_verb_is_among_them() -> None:
    assert [verb for verb in VERBS if f"'{verb}'" not in repr(one_node(0))] == []


@pytest.mark.many
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(random_flows(), st.lists(DEED, max_size=12), st.lists(GIVEN, min_size=1, max_size=3), st.booleans())
def test_what_passes_runs_to_an_end(tree: dict[str, Any], deeds: list[str], given: list[Answer], mute: bool) -> None:
    """With `mute` every prompt is missing on the line, so nothing that plays takes any time."""
    try:
        found = bundled(tree)
    except BadInput as error:
        if not {each.rule for each in error.found} <= UNSOUND:
            raise
        return
    call = ScriptedCall("\n".join(deeds), lengths=(lambda language, prompt: None) if mute else None, longest=1800)
    desk = ScriptedDesk(call)
    fault = ""
    try:
        run(found, call, desk, ScriptedServices(lambda asked: given[len(desk.path) % len(given)]), limits=SHORT)
    except Hangup:
        pass
    except CallFault as caught:
        fault = str(caught)
    assert not re.search('"[a-z]" is not defined', f"{call.transcript}{fault}")
    directed = any(deed.startswith(("connect", "send", "announce")) for deed in deeds)  # these cut what is played
    assert mute or directed or "flow.busy" not in fault
