"""JSON Schema (2020-12) of a flow's file, made of the verbs' own declarations: for editors.

It never refuses what the engine takes.  Names of nodes, prompts, queues and all that checks look for is beyond it."""

from collections.abc import Callable, Mapping
from inspect import getdoc
from typing import Any

from ccengine.flow import fields
from ccengine.flow.fields.given import Given
from ccengine.flow.node import Node
from ccengine.flow.nodes import VERBS
from ccengine.model.reader import list_of
from ccengine.model.shape import Schema, shape_of
from ccengine.model.values import file_name, language, name

ID = "https://json-schema.org/draft/2020-12/schema"


def flow_schema() -> dict[str, Any]:
    """Ready for json.dumps."""
    return {
        "$schema": ID,
        "title": "a flow of ccengine",
        "type": "object",
        "properties": _head(),
        "required": ["flow", "language", "start", "nodes"],
        "additionalProperties": False,
        "$defs": {verb: _node(VERBS[verb].kind) for verb in sorted(VERBS)},
    }


def _head() -> dict[str, Schema]:
    nodes = {
        "type": "object",
        "description": "what a caller walks through",
        "propertyNames": _name(name),
        "additionalProperties": {"anyOf": [{"$ref": f"#/$defs/{verb}"} for verb in sorted(VERBS)]},
    }
    return {
        "flow": _told(file_name, "the file's name without .yaml"),
        "language": _told(language, "that the flow is written for; a port may say another"),
        "start": _told(name, "the first node"),
        "variables": {
            "type": "object",
            "description": "variables and the values that they begin with",
            "propertyNames": _name(fields.new_variable),
            "additionalProperties": shape_of(fields.literal).schema,
        },
        "arguments": _told(list_of(fields.new_variable), "variables that whoever enters this flow must give"),
        "results": _told(list_of(fields.variable), "variables that whoever entered this flow may take"),
        "exits": _told(list_of(name), "by which this flow is left when it is part of another"),
        "nodes": nodes,
    }


def _node(kind: type[Node]) -> Schema:
    given = {kind.verb if each.main else each.key or field: each for field, each in kind.given().items()}
    return {
        "type": "object",
        "description": (getdoc(kind) or "").partition("\n\n")[0],
        "properties": {**{key: _field(each) for key, each in given.items()}, **kind.leading_keys()},
        "required": [key for key, each in given.items() if each.needed or each.main],
        "additionalProperties": False,
    }


def _field(given: Given) -> Schema:
    if given.main and not given.needed:
        return {"type": "null", "description": given.doc}
    shape = shape_of(given.read)
    return {"description": f"{given.doc} ({shape.words})", **shape.schema}


def _told(read: Callable[..., Any], doc: str) -> Schema:
    return {"description": doc, **shape_of(read).schema}


def _name(read: Callable[..., Any]) -> Mapping[str, Any]:
    return {"pattern": shape_of(read).schema["pattern"]}
