"""A case -> YAML as a person would write it."""

import json
from collections.abc import Iterator, Sequence

from ccengine.flow.cases.case import Case, Expected, Placed
from ccengine.flow.trying.notation import written
from ccengine.flow.trying.quoting import quoted


def write_case(flow: str, case: Case, notes: Sequence[str], transcript: Sequence[str]) -> str:
    """A whole file with this case; without a transcript when there is none."""
    lines = [f"flow: {quoted(flow)}", "", "cases:", *(f"  # {note}" for note in notes), f"  {quoted(case.name)}:"]
    lines += ["    " + line for line in _case(case, transcript)]
    return "\n".join(lines) + "\n"


def _case(case: Case, transcript: Sequence[str]) -> Iterator[str]:
    yield f"call: {quoted(case.call)}"
    yield f"from: {quoted(case.caller or 'withheld')}"
    if case.caller_name:
        yield f"name: {quoted(case.caller_name)}"
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
