"""Where in a flow's text something stands."""

import re

from ccengine.flow.expr import Template
from ccengine.model.diagnostics import Position


def place_of(template: Template, name: str) -> Position:
    """Of a variable in an expression; of the expression, when it goes over several lines."""
    found = re.search(rf"\{{\{{(?:(?!\}}\}}).)*?(?<![\w.'\"]){re.escape(name)}(?!\w)", template.text)
    at = template.at
    if found is None or "\n" in template.text:
        return at
    return Position(at.file, at.line, at.column + found.end() - len(name))
