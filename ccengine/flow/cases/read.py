"""A file of cases -> CaseFile, or all that is wrong with it.

flow: hotline                   # ../hotline.yaml
cases:
  a mark after the talk:
    from: 13800138000
    at: 2026-10-01 12:30
    keys: [1, connect 8001, agent hangs up, 5]
    expect:
      path: [welcome, main, service, survey, goodbye]
      marks: {how-satisfied: 5}"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ccengine.flow import fields
from ccengine.flow.cases.answers import answers, value
from ccengine.flow.cases.case import AT, CALL, CALLED, CALLER, Case, CaseFile, Expected, Placed, Prepared
from ccengine.flow.scripted.notation import parse_script
from ccengine.flow.scripted.script import Script
from ccengine.flow.trying.inputs import Input
from ccengine.flow.trying.notation import NotUnderstood, read_input
from ccengine.model.customer import Customer
from ccengine.model.diagnostics import BadInput, Position
from ccengine.model.reader import Read, Reader, Report, list_of, mapping_of, open_reader
from ccengine.model.values import file_name, language, matching, text
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Scalar, Tree

_number = matching(r"\+?[0-9*#A-Za-z._-]{1,64}", "a number", "bad-number", "digits; letters, ., _ and - are allowed")
_call = matching(r"[!-~]{1,150}", "a call's id", "bad-name", "printable ASCII without blanks")


def read_cases(data: bytes | str, file: str) -> CaseFile:
    """Raises BadInput with all that is wrong."""
    reader = open_reader(data, file, "test")
    source = (data if isinstance(data, str) else data.decode("utf-8", "replace")).splitlines()
    flow = reader.need("flow", file_name)
    cases = reader.need("cases", mapping_of(text, _case(source))) or {}
    reader.done()
    reader.report.stop_if_any()
    return CaseFile(file, flow or "", tuple(cases.values()))


def _case(source: list[str]) -> Callable[[Scalar, Tree, Report], Case]:
    """`source`: the lines of the file, for the places inside of its blocks."""

    def read(key: Scalar, tree: Tree, report: Report) -> Case:
        reader = Reader(tree, f'case "{shown(key.text)}"', report)
        case = Case(
            name=key.text,
            at=key.at,
            caller=reader.take("from", _caller, CALLER),
            caller_name=reader.take("name", text, ""),
            customer=Customer(*(reader.take(word, text, "") for word in ("class", "area", "carrier"))),
            called=reader.take("to", _number, CALLED),
            call=reader.take("call", _call, CALL),
            time=reader.take("at", _moment, AT),
            language=reader.take("language", language, ""),
            variables=reader.take("variables", mapping_of(fields.new_variable, _value), {}),
            inputs=reader.take("keys", list_of(_input, most=1000), ()),
            script=reader.take("script", _script(source), None),
            answers=reader.take("answers", mapping_of(text, _answers), {}),
            expected=reader.take("expect", _expected(source), None),
        )
        if reader.has("keys") and reader.has("script"):
            report.add(reader.at_key("script"), "a case has `keys` or `script`", "two-inputs", "delete one")
        reader.done()
        return case

    return read


def _caller(tree: Tree, report: Report) -> str:
    """Also `withheld`."""
    found = _number(tree, report)
    return "" if found == "withheld" else found


def _moment(tree: Tree, report: Report) -> datetime:
    found = text(tree, report)
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(found, form)
        except ValueError:
            continue
    raise report.wrong(tree.at, f'"{shown(found)}" is no time', "bad-time", "as in 2026-10-01 12:30")


def _value(_: Scalar, tree: Tree, report: Report) -> Any:
    return value(tree, report)


def _answers(key: Scalar, tree: Tree, report: Report) -> Prepared:
    return Prepared(answers(tree, report), key.at)


def _input(tree: Tree, report: Report) -> Input:
    line = text(tree, report)
    try:
        return read_input(line)
    except NotUnderstood as error:
        raise report.wrong(tree.at, f'"{shown(line)}": {error}', "bad-input", "see docs/manual/testing.md") from None


def _inside(source: list[str], at: Position) -> int:
    """The column of the lines of a block whose `|` stands there."""
    line = next((line for line in source[at.line :] if line.strip()), "")
    return len(line) - len(line.lstrip(" ")) + 1


def _script(source: list[str]) -> Read[Script]:
    def read(tree: Tree, report: Report) -> Script:
        found = text(tree, report)
        try:
            return parse_script(found)
        except BadInput as bad:
            before = _inside(source, tree.at) - 1
            for each in bad.found:  # a block's text begins on the line after its `|`
                at = Position(tree.at.file, tree.at.line + each.at.line, before + each.at.column)
                report.add(at, each.text, each.rule, each.remedy)
            raise report.wrong(tree.at, "this script cannot be read", "bad-script", "its lines are told") from None

    return read


def _placed(read: Read[Any]) -> Read[Placed]:
    return lambda tree, report: Placed(read(tree, report), tree.at)


def _placed_value(_: Scalar, tree: Tree, report: Report) -> Placed:
    return Placed(value(tree, report), tree.at)


def _placed_text(_: Scalar, tree: Tree, report: Report) -> Placed:
    return Placed(tree.text if isinstance(tree, Scalar) else text(tree, report), tree.at)


def _block(tree: Tree, report: Report) -> Placed:
    """Also an empty one, which is to be filled in."""
    if not isinstance(tree, Scalar):
        text(tree, report)
    return Placed(getattr(tree, "text", ""), tree.at)


def _expected(source: list[str]) -> Read[Expected]:
    def read(tree: Tree, report: Report) -> Expected:
        reader = Reader(tree, "expect", report)
        texts = mapping_of(text, _placed_text)
        none: dict[str, Placed] = {}
        found = Expected(
            at=tree.at,
            transcript=reader.take("transcript", _block, None),
            inside=_inside(source, reader.at_value("transcript")),
            lines=reader.take("lines", list_of(_placed(text)), ()),
            exit=reader.take("exit", _placed(text), None),
            path=reader.take("path", list_of(_placed(text), most=10_000), ()),
            path_at=reader.at_value("path") if reader.has("path") else None,
            tags=reader.take("tags", texts, none),
            marks=reader.take("marks", texts, none),
            variables=reader.take("variables", mapping_of(fields.variable, _placed_value), none),
        )
        reader.done()
        return found

    return read
