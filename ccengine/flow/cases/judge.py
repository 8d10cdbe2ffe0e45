"""A case, run: what it came to, and every place where it went otherwise than its file says."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from ccengine.flow.bundle import Bundle
from ccengine.flow.cases.asked import unused_answers
from ccengine.flow.cases.case import Case, Expected, Placed
from ccengine.flow.expr import Value
from ccengine.flow.scripted import Lengths, ScriptedCall
from ccengine.flow.trying.hand import Hand
from ccengine.flow.trying.notation import written
from ccengine.flow.trying.trial import FAULT, Answers, Setup, Trial, attempt, play
from ccengine.model.call import CallInfo
from ccengine.model.diagnostics import Diagnostic, Position
from ccengine.model.here import HERE
from ccengine.model.ids import CallId
from ccengine.model.reader import did_you_mean
from ccengine.model.secret import Secret
from ccengine.model.yamltext import shown

LONG = 80  # characters of a value in a message


@dataclass(frozen=True, slots=True)
class Verdict:
    case: Case
    trial: Trial
    found: list[Diagnostic]  # empty: it passed

    @property
    def passed(self) -> bool:
        return not self.found


@dataclass(frozen=True, slots=True)
class Around:
    """What cases run in, besides what their files say."""

    bundle: Bundle
    lengths: Lengths
    zone: tzinfo | None = None
    port: Callable[[str], Mapping[str, Value]] = lambda called: {}  # called number -> what the flow sees as `port`
    language: Callable[[str], str] = lambda called: ""  # of the port; "" for the flow's


def judge(case: Case, around: Around) -> Verdict:
    """Raises nothing."""
    trial = run_case(case, around)
    if case.expected is None:
        remedy = "write `expect:`, or have it filled in: ccctl flow test --rewrite"
        return Verdict(case, trial, [Diagnostic(case.at, f'"{case.name}" expects nothing', "no-expectation", remedy)])
    return Verdict(case, trial, [*_differences(case, case.expected, trial)])


def run_case(case: Case, around: Around) -> Trial:
    main = around.bundle.main
    language = case.language or around.language(case.called) or main.language
    port = around.port(case.called)
    form = HERE.form(case.caller)
    setup = Setup(
        around.bundle,
        CallInfo(CallId(case.call), case.called, case.caller, case.caller_name, language, caller_form=form),
        case.time.replace(tzinfo=around.zone).timestamp(),
        {**{name: value for name, value in port.items() if name in main.variables}, **case.variables},
        port=port,
        lengths=around.lengths,
        zone=around.zone,
        customer=case.customer,
        answers=Answers({name: prepared.given for name, prepared in case.answers.items()}),
    )
    if case.script is None:
        return play(setup, case.inputs)
    call = ScriptedCall(case.script, setup.info, lengths=around.lengths, start=setup.start, longest=setup.longest)
    return attempt(setup, call, Hand((), patient=False))


def _differences(case: Case, expected: Expected, trial: Trial) -> Iterator[Diagnostic]:
    def wrong(at: Position, what: str, remedy: str = "") -> Diagnostic:
        return Diagnostic(at, f'"{case.name}": {what}', "failed-case", remedy)

    if trial.why and (expected.exit is None or expected.exit.value != FAULT):
        yield wrong(expected.at, f"the flow failed: {trial.why}")
    if expected.exit and expected.exit.value != trial.ended:
        yield wrong(expected.exit.at, f"it ends by {trial.ended}, not by {expected.exit.value}")
    if expected.path_at and (strayed := _path(expected, trial)):
        yield wrong(*strayed)
    if expected.transcript and (told := _transcript(expected.transcript, expected.inside, trial)):
        yield wrong(*told)
    if late := _lines(expected, trial):
        yield wrong(*late)
    marks = dict(trial.marks)
    for what, wanted, got in (
        ("tag", expected.tags, trial.standing.tags),
        ("mark", expected.marks, marks),
        ("variable", expected.variables, trial.variables),
    ):
        for name, placed in wanted.items():
            if name not in got:
                yield wrong(placed.at, f"there is no {what} {name}", did_you_mean(name, got))
            elif (value := _plain(got[name])) != placed.value:
                yield wrong(placed.at, f"the {what} {name} is {_show(value)}, not {_show(placed.value)}")
    if left := case.inputs[trial.taken :] if case.script is None else ():
        yield wrong(case.at, f"{len(left)} of its keys are not asked for any more, from `{written(left[0])}` on")
    yield from unused_answers(case, trial)


def _path(expected: Expected, trial: Trial) -> tuple[Position, str] | None:
    wanted = [str(node.value) for node in expected.path]
    if (got := trial.path) == wanted:
        return None
    number = next((i for i, pair in enumerate(zip(wanted, got, strict=False)) if pair[0] != pair[1]), None)
    if number is not None:
        before = f" after {wanted[number - 1]}" if number else ""
        return expected.path[number].at, f"it goes to {got[number]}{before}, not to {wanted[number]}"
    if len(wanted) > len(got):
        return expected.path[len(got)].at, f"it never comes to {wanted[len(got)]}"
    at = expected.path[-1].at if expected.path else expected.path_at
    assert at is not None
    return at, f"it goes on to {got[len(wanted)]}"


def _transcript(wanted: Placed, inside: int, trial: Trial) -> tuple[Position, str, str] | None:
    lines, got = str(wanted.value).splitlines(), trial.transcript.texts
    remedy = "if that is right: ccctl flow test --rewrite"
    for number, line in enumerate(lines):
        at = Position(wanted.at.file, wanted.at.line + 1 + number, inside)
        if number >= len(got):
            return at, f"the call is over before `{shown(line, LONG)}`", remedy
        if line != got[number]:
            return at, f"`{shown(got[number], LONG)}`, not `{shown(line, LONG)}`", remedy
    if len(got) > len(lines):
        at = Position(wanted.at.file, wanted.at.line + len(lines), inside) if lines else wanted.at
        return at, f"it goes on: `{shown(got[len(lines)], LONG)}`", remedy
    return None


def _lines(expected: Expected, trial: Trial) -> tuple[Position, str] | None:
    """The first that does not come after those before it."""
    since = 0
    for placed in expected.lines:
        found = trial.transcript.find(str(placed.value), since)
        if found is None:
            early = trial.transcript.find(str(placed.value), 0) is not None
            how = "comes before the lines above it" if early else "never comes"
            return placed.at, f"`{shown(str(placed.value), LONG)}` {how}"
        since = found + 1
    return None


def _plain(value: Any) -> Any:
    return "***" if isinstance(value, Secret) else value


def _show(value: object) -> str:
    return shown(repr(value), LONG)
