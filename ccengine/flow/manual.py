"""The manual's page of the verbs, made of their own declarations.

python -m ccengine.flow.manual > docs/manual/nodes.md"""

import sys
from dataclasses import MISSING, Field, fields
from inspect import getdoc
from typing import Any

from ccengine.flow.fields.given import Given
from ccengine.flow.node import Node
from ccengine.flow.nodes import VERBS
from ccengine.model.shape import Shape, length, shape_of

HEAD = """\
# The verbs

What a node of a flow can do. How nodes make a flow: [flows](flows.md). This page is made from the program itself
(`python -m ccengine.flow.manual`).

A key without a default must be written. `exits` leads the exits that it names, and `next` all the others; where a node
has expressions, it also has the exit `failed`, which need not lead anywhere: without it, a value that cannot be
computed ends the call.
"""


def page() -> str:
    verbs = [VERBS[verb].kind for verb in sorted(VERBS)]
    index = ", ".join(f"[{kind.verb}](#{kind.verb})" for kind in verbs)
    return "\n".join([HEAD, f"{index}\n", "\n".join(map(section, verbs))])


def section(kind: type[Node]) -> str:
    title, _, text = (getdoc(kind) or "").partition("\n\n")
    example = kind.EXAMPLE.strip("\n")
    parts = [f"## {kind.verb}", f"{title}\n\n{text}".strip(), f"```yaml\n{example}\n```", table(kind)]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(kind: type[Node]) -> str:
    rows = [_row(kind, each, each.metadata["given"]) for each in fields(kind) if "given" in each.metadata]
    keys = kind.leading_keys()
    if "exits" in keys:
        names = ", ".join(f"`{exit}`" for exit in kind.EXITS if exit != "next")
        rows.append(_line("`exits`", "exit: node", "", f"where these lead: {names}" if names else "where exits lead"))
    if "next" in keys:
        rows.append(_line("`next`", "a node", "", "where all other exits lead"))
    return "\n".join([_line("key", "value", "default", ""), "|---|---|---|---|", *rows])


def _row(kind: type[Node], field: Field[Any], given: Given) -> str:
    key = kind.verb if given.main else given.key or field.name
    if given.main and not given.needed:
        return _line(f"`{key}`", "nothing", "", given.doc)
    shape = shape_of(given.read)
    return _line(f"`{key}`", shape.words, "" if given.needed else _default(field, given, shape), given.doc)


def _default(field: Field[Any], given: Given, shape: Shape) -> str:
    if given.shown:
        return given.shown
    value = field.default if field.default_factory is MISSING else field.default_factory()
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int | float):
        return f"`{length(value) if shape.seconds else value}`"
    return f"`{value}`" if value else "none"


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells).rstrip() + " |"


if __name__ == "__main__":
    sys.stdout.write(page())
