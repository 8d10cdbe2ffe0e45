"""script: run a user's Python callable or AGI program.  Exits: `done`, `failed`, `no_answer`, `unknown`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow import fields
from ccengine.flow.fields import requests
from ccengine.flow.fields.given import main, option
from ccengine.flow.hooks import FlowHooks
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.here import Here
from ccengine.flow.running.outcomes import EXITS, UNKNOWN, exits_with, leave
from ccengine.model.call import Call
from ccengine.model.diagnostics import Position
from ccengine.model.ids import Seconds
from ccengine.model.reader import Report, list_of, mapping_of
from ccengine.model.services import Effect, ProgramRequest, ScriptRequest
from ccengine.model.shape import shape_of, shaped
from ccengine.model.values import duration, matching
from ccengine.model.yamltree import Scalar, Tree

what = matching(
    r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}){0,4}(:[A-Za-z_][A-Za-z0-9_]{0,63})?",
    "a script",
    "bad-script",
    "FILE.py:FUNCTION, or the file of an AGI program, under flows/scripts/",
)


@shaped("a variable of the program", **shape_of(fields.variable).schema)
def theirs(_: Scalar, tree: Tree, report: Report) -> str:
    return fields.variable(tree, report)


@dataclass(frozen=True, kw_only=True)
class Script(Node):
    """Run a Python function, or an AGI program as Asterisk would.

    `script: bills.py:owed` calls the function `owed` of `flows/scripts/bills.py` with the `arguments` by name, in a
    process of its own; what it returns (anything that JSON can say) goes `into` a variable, which is null after a
    failure. `script: legacy.py` runs a program that speaks AGI on its standard input and output, as those written with
    pyst2 do. It is given the `arguments` in order; `results` takes variables that it set, null for those that it did
    not. While it runs, either may ask the hotline about its call: see [hooks](hooks.md).

    Exits: `done`; `failed` after an exception, or when a program's exit code is not 0, with the traceback in the trace;
    `no_answer` when it took longer than `timeout` and was killed, or no process was free; with `effect: once` also
    `unknown`, when the engine died in the midst of it: see [effects](effects.md)."""

    verb: ClassVar[str] = "script"
    EXITS: ClassVar[tuple[str, ...]] = EXITS
    EXAMPLE: ClassVar[str] = """
flow: reckoned
language: zh
start: reckon
nodes:
  reckon:
    script: example.py:double       # flows/scripts/example.py
    arguments: {number: 21}
    into: sum
    effect: pure
    exits: {done: tell}
    next: bye
  tell: {say: "{{ sum }}", next: bye}
  bye: {play: goodbye, next: hangup}
"""

    what: str = main(what, "`FILE.py:FUNCTION`, or the file of an AGI program, under `flows/scripts/`")
    arguments: Mapping[str, fields.Assigned] = option(fields.assigned, dict, "values that it is given")
    into: str = option(fields.new_variable, "", "a variable for what the function returns", shown="none")
    results: Mapping[str, str] = option(
        mapping_of(fields.new_variable, theirs), dict, "each variable here and the one of the program that gives it"
    )
    schedules: tuple[str, ...] = option(
        list_of(fields.schedule_or_roster, most=20),
        (),
        "schedules and rosters that it asks the hotline for",
        shown="none",
    )
    timeout: Seconds | None = option(duration(0.1, 3600), None, "longest", shown="`5s`, of an AGI program `10m`")
    repeated: Effect = option(
        requests.effect, Effect.ONCE, "what a second run would do: `pure`, `idempotent`, `once`", key="effect"
    )

    @property
    def is_program(self) -> bool:
        return ":" not in self.what

    @property
    def file(self) -> str:
        """Under flows/scripts/."""
        return self.what.partition(":")[0]

    @property
    def effect(self) -> Effect:
        return self.repeated

    @property
    def leaves_by(self) -> tuple[str, ...]:
        return exits_with(self.repeated)

    def assigns(self) -> Iterable[tuple[str, Position]]:
        if self.into:
            yield self.into, self.place("into")
        for name in self.results:
            yield name, self.place("results")

    def agree(self, report: Report) -> None:
        if self.into and self.is_program:
            text, remedy = f"{self}: an AGI program returns nothing", "take its variables with `results`"
            report.add(self.place("into"), text, "no-result", remedy)
        if self.results and not self.is_program:
            text, remedy = f"{self}: a function sets no variables", "take what it returns with `into`"
            report.add(self.place("results"), text, "no-result", remedy)


def run(node: Script, call: Call, here: Here) -> str:
    if here.begun and node.repeated is Effect.ONCE:
        return UNKNOWN
    arguments = fields.computed_all(node.arguments, here.scope)
    if node.is_program:
        return _program(node, call, here, [requests.written(value) for value in arguments.values()])
    request = ScriptRequest(
        callable=node.what,
        key=here.key,
        folder=here.scripts,
        arguments=requests.without_secrets(arguments),
        timeout=node.timeout or 5.0,
        effect=node.repeated,
    )
    answer = here.services.script(request, FlowHooks(here, node.repeated))
    if node.into:
        here.scope.set(node.into, answer.value)
    return leave(node, here, answer.outcome, answer.detail)


def _program(node: Script, call: Call, here: Here, arguments: list[str]) -> str:
    request = ProgramRequest(
        path=node.what, key=here.key, folder=here.scripts, arguments=arguments, timeout=node.timeout or 600.0
    )
    answer = here.services.program(request, call, FlowHooks(here, node.repeated))
    for name, theirs in node.results.items():
        here.scope.set(name, answer.variables.get(theirs))
    return leave(node, here, answer.outcome, answer.detail)


VERB = Verb(Script, run)
