"""The shipped flows and those of ok/ with their structure damaged: told, never more."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccengine.flow.loading.bundling import Readings, look_through
from ccengine.flow.nodes import VERBS
from tests.unit.flow.around import AROUND, HERE, SHIPPED_FLOWS

FILES = sorted((HERE / "ok").glob("*.yaml")) + sorted(SHIPPED_FLOWS.glob("*.yaml"))


def tree_of(file: Path) -> Any:
    return yaml.load(file.read_bytes(), yaml.BaseLoader)  # texts only: nothing is built


TREES = {file.stem: tree_of(file) for file in FILES}


def parts(tree: Any) -> list[Any]:
    inner = list(tree.values()) if isinstance(tree, dict) else tree if isinstance(tree, list) else []
    return [tree, *(part for each in inner for part in parts(each))]


PARTS = [part for tree in TREES.values() for part in parts(tree)]
KEYS = sorted({key for part in PARTS if isinstance(part, dict) for key in part} | set(VERBS))
ODD = [
    "",
    "~",
    "0",
    "-1",
    "1e999",
    "99999999999999999999",
    "true",
    "{{ x }}",
    "{{",
    "｛｛ 1 }}",
    "：",
    "\u202e",
    "a" * 300,
]
ODD += ["{{ caller }}", "{{ now.x.y }}", "{{ pin }}", "flow/main", "../x", "{{ [1][0] }}", "{{ tags.x is defined }}"]


def damage(tree: Any, data: st.DataObject) -> None:
    boxes = [part for part in parts(tree) if isinstance(part, dict | list) and part]
    box = boxes[data.draw(st.integers(0, len(boxes) - 1))]
    place = data.draw(st.sampled_from(list(box) if isinstance(box, dict) else range(len(box))))
    match data.draw(st.sampled_from(["odd", "other", "delete", "key"])):
        case "odd":
            box[place] = data.draw(st.sampled_from(ODD))
        case "other":
            box[place] = copy.deepcopy(PARTS[data.draw(st.integers(0, len(PARTS) - 1))])
        case "delete":
            del box[place]
        case "key" if isinstance(box, dict):
            box[data.draw(st.sampled_from(KEYS + ODD))] = box[place]


@pytest.mark.many
@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_flow_is_told(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(TREES)))
    trees = {**TREES, name: copy.deepcopy(TREES[name])}
    for _ in range(data.draw(st.integers(1, 4))):
        if trees[name]:
            damage(trees[name], data)
    texts = {each: json.dumps(tree, ensure_ascii=False, indent=1) for each, tree in trees.items()}

    def source(name: str) -> tuple[bytes, str] | None:
        return (texts[name].encode("utf-8", "surrogatepass"), f"{name}.yaml") if name in texts else None

    found, _ = look_through(name, Readings(source), AROUND)
    for each in found:
        lines = texts[each.at.file.removesuffix(".yaml")].split("\n")
        assert 1 <= each.at.line <= len(lines)
        assert str(each).isprintable() or "\n" in str(each)
        assert len(str(each)) < 2000
