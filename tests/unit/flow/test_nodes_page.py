"""docs/manual/nodes.md is what the verbs say of themselves, and their examples are right."""

import pytest

from ccengine.flow.loading.bundling import Readings, bundle
from ccengine.flow.manual import page, table
from ccengine.flow.node import Node
from ccengine.flow.nodes import VERBS
from ccengine.model.shape import shape_of
from tests.unit.flow.around import HERE, SHIPPED_AROUND
from tests.unit.flow.test_manual import FLOWS, title

MANUAL = HERE.parents[2] / "docs" / "manual"
KINDS = [verb.kind for verb in VERBS.values()]


def test_the_page_is_made_anew_after_a_change() -> None:
    assert (MANUAL / "nodes.md").read_text("utf-8") == page(), "python -m ccengine.flow.manual > docs/manual/nodes.md"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.verb)
def test_an_example_is_right(kind: type[Node]) -> None:
    texts = {title(text): text for text in (*FLOWS, kind.EXAMPLE)}
    name = title(kind.EXAMPLE)
    others = {other: text.replace(f"flow: {name}", f"flow: {other}") for other, text in texts.items()}

    def source(asked: str) -> tuple[bytes, str] | None:
        return (others[asked].strip("\n").encode(), f"flows/{asked}.yaml") if asked in others else None

    found = bundle(name, Readings(source), SHIPPED_AROUND)
    assert kind.verb in {node.verb for node in found.main.nodes.values()}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.verb)
def test_every_field_says_what_it_takes_and_is_in_the_table(kind: type[Node]) -> None:
    shown = table(kind)
    for name, given in kind.given().items():
        key = kind.verb if given.main else given.key or name
        assert f"| `{key}` |" in shown
        assert given.doc
        if given.needed:
            assert shape_of(given.read).words != "a value"


def test_pages_that_are_linked_exist() -> None:
    import re

    for file in re.findall(r"\]\(([a-z-]+\.md)\)", page()):
        assert (MANUAL / file).exists(), file
