"""A case -> YAML as a person would write it."""

import json
from collections.abc import Iterator, Sequence

from ccengine.flow.cases.case import Case, Expected, Placed
from ccengine.flow.cases.read import read_cases
from ccengine.flow.trying.notation import written
from ccengine.flow.trying.quoting import quoted
from ccengine.model.diagnostics import BadInput


class NotAdded(Exception):
    """The file cannot take the case; the text says why."""


def write_case(flow: str, case: Case, notes: Sequence[str], transcript: Sequence[str]) -> str:
    """A whole file with this case; without a transcript when there is none."""
    return f"flow: {quoted(flow)}\n\ncases:\n{_written(case, notes, transcript, 2)}"


def add_case(old: str, flow: str, case: Case, notes: Sequence[str], transcript: Sequence[str], file: str) -> str:
    """What makes this case the last one of the file when it is written at its end.  Raises BadInput when the file
    cannot be read, NotAdded when it cannot take the case."""
    there = read_cases(old, file)
    if there.flow != flow:
        raise NotAdded(f"{file} holds cases of the flow {there.flow}, not of {flow}")
    if any(each.name == case.name for each in there.cases):
        raise NotAdded(f'{file} has a case "{case.name}" already')
    inside = there.cases[0].at.column - 1 if there.cases else 2
    more = ("\n" if old.endswith("\n") else "\n\n") + _written(case, notes, transcript, inside)
    try:
        now = read_cases(old + more, file)
    except BadInput:
        now = None
    if now is None or now.cases[:-1] != there.cases or now.cases[-1].name != case.name:
        raise NotAdded(f"{file}: its cases do not stand at the end, each on lines of its own: add the case by hand")
    return more


def _written(case: Case, notes: Sequence[str], transcript: Sequence[str], inside: int) -> str:
    """`inside`: blanks before the case's name."""
    lines = [*(f"# {note}" for note in notes), f"{quoted(case.name)}:", *("  " + x for x in _case(case, transcript))]
    return "".join(f"{' ' * inside}{line}\n" for line in lines)


def _case(case: Case, transcript: Sequence[str]) -> Iterator[str]:
    yield f"call: {quoted(case.call)}"
    yield f"from: {quoted(case.caller or 'withheld')}"
    if case.caller_name:
        yield f"name: {quoted(case.caller_name)}"
    known = case.customer
    for word, value in (("class", known.caller_class), ("area", known.area), ("carrier", known.carrier)):
        if value:
            yield f"{word}: {quoted(value)}"
    yield f"to: {quoted(case.called)}"
    yield f"at: {case.time:%Y-%m-%d %H:%M:%S}"
    if case.language:
        yield f"language: {quoted(case.language)}"
    if case.variables:
        yield f"variables: {json.dumps(dict(case.variables), ensure_ascii=False)}"
    yield from ("keys:", *(f"  - {quoted(written(each))}" for each in case.inputs)) if case.inputs else ()
    assert case.expected is not None
    yield "expect:"
    yield from ("  " + line for line in _expected(case.expected, transcript))


def _expected(expected: Expected, transcript: Sequence[str]) -> Iterator[str]:
    if expected.exit:
        yield f"exit: {quoted(expected.exit.value)}"
    yield f"path: [{', '.join(quoted(node.value) for node in expected.path)}]"
    for name, values in (("tags", expected.tags), ("marks", expected.marks)):
        if values:
            yield f"{name}: {{{', '.join(_pair(key, value) for key, value in values.items())}}}"
    if transcript:
        yield "transcript: |"
        yield from (f"  {line}" for line in transcript)


def _pair(key: str, value: Placed) -> str:
    return f"{quoted(key)}: {json.dumps(value.value, ensure_ascii=False)}"
