"""What is typed in a session -> what is shown.  Nothing that is typed ends it but `quit`."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime

from ccengine.flow.expr import Value
from ccengine.flow.scripted.notation import STEPS
from ccengine.flow.trying import shown
from ccengine.flow.trying.meant import nearest
from ccengine.flow.trying.notation import NotUnderstood, read_assignment, read_input, written
from ccengine.flow.trying.quoting import quoted
from ccengine.flow.trying.session import CONTINUE, NEXT, STEP, Session
from ccengine.model.secret import Secret
from ccengine.model.yamltext import shown as cut

HELP = """\
1, 12#, press 12#     the caller presses keys
wait, wait 30s        nothing happens until the wait is over, or so long
connect 8001          an agent takes the call; agent hangs up
send on EXIT          the queue or the dialling gives up: waited_too_long, busy ...
announce a, b         prompts for a caller who waits
place 3 in 4m         its place in the queue and expected wait from now on
say WORDS for 3s      the caller speaks
hang up, cancel       the caller, or an operator, ends the call
answer {"due": 120}   what a service or a script answers; answer status 404 {...}; answer timeout
step                  on to the next node
next                  the same, past the nodes of other flows
continue              on to a break, or until the flow waits
break NODE            stop whenever this node begins; `break` lists them, `clear NODE` takes one away
back                  to the begin of the node before
restart               the call begins again
vars                  variables and tags
set NAME=VALUE        change a variable, at the begin of a node
where                 where the call is
inputs                what was typed so far, as a case has it
help, quit"""


class Commands:
    def __init__(self, session: Session, texts: shown.Texts, say: shown.Say = shown.plain) -> None:
        self.session, self.over = session, False
        self._texts, self._say = texts, say
        self._shown = 0  # lines of the transcript
        self._all: dict[str, Callable[[str], Iterator[str]]] = {
            "step": lambda rest: self._go(STEP),
            "next": lambda rest: self._go(NEXT),
            "continue": lambda rest: self._go(CONTINUE),
            "break": self._break,
            "clear": self._clear,
            "back": self._back,
            "restart": self._restart,
            "vars": self._vars,
            "set": self._set,
            "where": self._where,
            "inputs": lambda rest: iter([f"- {quoted(written(each))}" for each in self.session.inputs]),
            "help": lambda rest: iter(HELP.splitlines()),
            "quit": self._quit,
        }
        self._short = {
            "s": "step",
            "n": "next",
            "c": "continue",
            "b": "break",
            "q": "quit",
            "h": "help",
            "?": "help",
            "exit": "quit",
        }

    def begin(self, step: bool = False) -> list[str]:
        self.session.begin(step)
        return list(self._news())

    def do(self, line: str) -> list[str]:
        """One line that was typed."""
        word, _, rest = line.strip().partition(" ")
        if not word:
            return [self._stands()]
        command = self._all.get(self._short.get(word, word))
        try:
            return list(command(rest.strip()) if command else self._input(line))
        except NotUnderstood as error:
            return [self._unknown(line, error)]

    def _unknown(self, line: str, error: NotUnderstood) -> str:
        if "is no step" not in str(error):
            return str(error)
        hint = nearest(line, (*self._all, *STEPS, "answer"))
        return f'"{cut(line.strip())}" is not understood: {hint or "type `help`"}'

    def _stands(self) -> str:
        return shown.awaited(self.session.setup, self.session.trial, self._say)

    def _news(self) -> Iterator[str]:
        trial = self.session.trial
        yield from shown.lines(self.session.setup, trial, self._texts, self._shown)
        self._shown = len(trial.transcript)
        yield self._stands()

    def _input(self, line: str) -> Iterator[str]:
        self.session.give(read_input(line))
        yield from self._news()

    def _go(self, mode: str) -> Iterator[str]:
        self.session.go(mode)
        yield from self._news()

    def _back(self, rest: str) -> Iterator[str]:
        self.session.back()
        self._shown = self.session.visit.line
        yield from self._news()

    def _restart(self, rest: str) -> Iterator[str]:
        self._shown = 0
        yield from self.begin(step=self.session.mode == STEP)

    def _break(self, rest: str) -> Iterator[str]:
        if rest:
            self.session.add_break(rest)
        yield self._say("breaks: {names}", names=", ".join(sorted(self.session.breaks)) or "-")

    def _clear(self, rest: str) -> Iterator[str]:
        if rest not in self.session.breaks:
            raise NotUnderstood(f'there is no break at "{cut(rest)}"')
        self.session.breaks.discard(rest)
        yield from self._break("")

    def _set(self, rest: str) -> Iterator[str]:
        self.session.assign(read_assignment(rest))
        yield from self._news()

    def _vars(self, rest: str) -> Iterator[str]:
        trial = self.session.trial
        for name in sorted({*self.session.variables(), *trial.variables}):
            yield f"{name} = {_value(trial.variables[name])}" if name in trial.variables else f"{name}   (not set)"
        for name, value in trial.standing.tags.items():
            yield f"tags.{name} = {_value(value)}"
        if not trial.variables and not trial.standing.tags and not self.session.variables():
            yield self._say("no variables")

    def _where(self, rest: str) -> Iterator[str]:
        session = self.session
        node = shown.node_of(session.setup, session.visit)
        yield f"{node}   {node.at}"
        for frame in session.trial.standing.frames[:-1]:
            yield self._say("   in flow {flow}, called by {node} of {outer}", flow=session.visit.flow, **_outer(frame))
        now = datetime.fromtimestamp(session.setup.start + session.trial.now, session.setup.zone)
        what = {"number": session.visit.number, "seconds": session.trial.now, "now": f"{now:%a %Y-%m-%d %H:%M:%S}"}
        yield self._say("   node number {number}, {seconds:.3f} s into the call, {now}", **what)
        yield self._stands()

    def _quit(self, rest: str) -> Iterator[str]:
        self.over = True
        return iter(())


def _outer(frame: object) -> dict[str, object]:
    return {"node": getattr(frame, "node", ""), "outer": getattr(frame, "flow", "")}


def _value(value: Value) -> str:
    return "***" if isinstance(value, Secret) else json.dumps(value, ensure_ascii=False, default=str)
