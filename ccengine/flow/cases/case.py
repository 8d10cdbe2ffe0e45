"""A case as its file says it.  Every expectation knows its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ccengine.flow.expr import Value
from ccengine.flow.scripted import Answer
from ccengine.flow.scripted.script import Script
from ccengine.flow.trying.inputs import Input
from ccengine.model.customer import NOBODY_KNOWN, Customer
from ccengine.model.diagnostics import Position

AT = datetime(2026, 1, 5, 10, 0)
"""When a case takes place that does not say so: a Monday morning, local time."""
CALLER, CALLED, CALL = "13800138000", "4008001234", "case"


@dataclass(frozen=True, slots=True)
class Placed:
    """One value that is expected, and where the file says so."""

    value: Value
    at: Position


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is answered, in order, and where the file says so."""

    given: Sequence[Answer]
    at: Position


@dataclass(frozen=True, slots=True)
class Expected:
    """None, or empty: nothing is said about it."""

    at: Position
    transcript: Placed | None = None
    inside: int = 1  # the column of the transcript's lines
    lines: Sequence[Placed] = ()
    exit: Placed | None = None
    path: Sequence[Placed] = ()
    path_at: Position | None = None
    tags: Mapping[str, Placed] = field(default_factory=dict)
    marks: Mapping[str, Placed] = field(default_factory=dict)
    variables: Mapping[str, Placed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    at: Position
    caller: str = CALLER
    caller_name: str = ""
    customer: Customer = NOBODY_KNOWN
    called: str = CALLED
    call: str = CALL  # its id
    time: datetime = AT  # local
    language: str = ""  # the flow's own
    variables: Mapping[str, Value] = field(default_factory=dict)
    inputs: Sequence[Input] = ()
    script: Script | None = None  # instead of inputs
    answers: Mapping[str, Prepared] = field(default_factory=dict)
    expected: Expected | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    file: str
    flow: str
    cases: Sequence[Case]
