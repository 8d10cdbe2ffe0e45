"""Templates travel from the worker that compiled them to the engine: whole, small, and without the parser."""

import pickle
import subprocess
import sys

import pytest

from ccengine.flow.expr import Template
from tests.unit.flow.expr.reading import SCOPE, read

TEXTS = [
    "plain",
    "Dear {{ name }}, {{ tries + 1 }}",
    "{{ 300s if caller.class == 'vip' else 0s }}",
    "{{ default(rows[0].id, [1, none, true]) }}",
    "{{ name[1:] is defined and not -tries == 2 or tries in [1, 2] }}",
]


@pytest.mark.parametrize("text", TEXTS)
def test_arrives_as_it_left(text: str) -> None:
    template = read(text)
    before = template.evaluate(SCOPE)  # with its closures built: these stay behind
    arrived = pickle.loads(pickle.dumps(template))
    assert isinstance(arrived, Template)
    assert arrived == template
    assert (arrived.at, arrived.tree, arrived.names, arrived.kind) == (
        template.at,
        template.tree,
        template.names,
        template.kind,
    )
    assert arrived.evaluate(SCOPE) == before
    assert len(pickle.dumps(template)) < 400


def test_the_engine_needs_no_parser() -> None:
    """Jinja is not imported by evaluation, only by the first text that is parsed."""
    data = pickle.dumps([read(text) for text in TEXTS])
    code = (
        "import pickle, sys\n"
        f"for template in pickle.loads({data!r}): template.spent({{'name': 'Wang', 'tries': 1}})\n"
        "print([name for name in sys.modules if name.startswith('jinja2')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
