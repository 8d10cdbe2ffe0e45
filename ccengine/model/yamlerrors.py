"""What the YAML parser says, in words a telephony engineer can act on."""

import re
from itertools import islice

import yaml

from ccengine.model.diagnostics import Diagnostic, Position
from ccengine.model.yamltext import full_width_remedy, place

MOST = 20  # of one kind: to find the line of each takes a walk through the file
_WORDS = (
    # part of the parser's message, what is wrong, what to do.  The first that fits.
    ("mapping values are not allowed", 'a ":" where no value can begin',
     'do the lines above stand in the right column?  Text with ": " in it needs quotes'),
    ("alphabetic or numeric", 'a text cannot begin with "*" or "&"', 'put it in quotes: "*"'),
    ("cannot start any token", "a text cannot begin with this character", "put the text in quotes"),
    ("expected ':'", "this line is neither `key: value` nor `- item`", 'write ": " with the blank after the key'),
    ("expected ',' or ']'", 'the list that "[" began does not end', 'a "," or "]" is missing'),
    ("expected ',' or '}'", 'the mapping that "{" began does not end', 'a "," or "}" is missing'),
    ("end of stream", "a quote or bracket that was opened is never closed", "close it"),
    ("expected <block end>", "this line does not fit the lines above", "check its column: siblings stand alike"),
    ("expected key", "this line does not fit the lines above", "check its column: siblings stand alike"),
    ("'-' indicator", "this line does not fit the lines above", "check its column: siblings stand alike"),
    ("block sequence entries", "a list item where none can be", "begin the list on the line after its key"),
    ("undefined tag handle", "tags are not allowed", 'text that begins with "!" needs quotes'),
    ("tag", "tags are not allowed", 'text that begins with "!" needs quotes'),
    ("escape", "an unknown escape in double quotes", "write \\\\ for a backslash, or use single quotes"),
)  # fmt: skip

_TAB = re.compile(r"^ *\t", re.MULTILINE)
_FULL_WIDTH_COLON = re.compile(r"^[ \t　]*(?:[-－] ?)?[\w\"'“”-]+：", re.MULTILINE)


def explain(error: yaml.YAMLError, text: str, file: str) -> list[Diagnostic]:
    """All that can be said about the error: at its place what the parser missed, and at theirs the tabs and full-width
    colons that are likely to be the reason."""
    problem = str(getattr(error, "problem", None) or "not YAML")
    context = getattr(error, "context_mark", None)
    mark = getattr(error, "problem_mark", None) or context
    if "end of stream" in problem and context:
        mark = context  # where it was opened
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    if line >= len(lines):  # libyaml's idea of the end of a file whose last line does not end
        line, column = len(lines) - 1, len(lines[-1])
    at = Position(file, line + 1, column + 1)
    likely = [_full_width(text, found, file) for found in islice(_FULL_WIDTH_COLON.finditer(text), MOST)]
    likely += [_tab(text, found.end() - 1, file) for found in islice(_TAB.finditer(text), MOST)]
    if likely:
        return likely
    what, remedy = next(((w, r) for part, w, r in _WORDS if part in problem), (problem, ""))
    if context and context.line != line:
        what = what.replace('" began', f'" of line {context.line + 1} began')
    if hint := full_width_remedy("".join(lines[max(0, line - 1) : line + 1])):
        remedy = hint
    return [Diagnostic(at, what, "yaml-syntax", remedy)]


def _full_width(text: str, found: re.Match[str], file: str) -> Diagnostic:
    return Diagnostic(
        place(file, text, found.end() - 1), "a full-width colon after a key", "full-width", full_width_remedy("：")
    )


def _tab(text: str, index: int, file: str) -> Diagnostic:
    return Diagnostic(place(file, text, index), "the line is indented with a tab", "tab", "indent with spaces")
