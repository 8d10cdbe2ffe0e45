"""The answers of a case: whether anything in the flows could ask for them, and whether something did."""

from collections.abc import Iterator

from ccengine.flow.bundle import Bundle
from ccengine.flow.cases.case import Case
from ccengine.flow.nodes.change_pin import ChangePin
from ccengine.flow.nodes.http import Http
from ccengine.flow.nodes.lookup import Lookup
from ccengine.flow.nodes.member import Member
from ccengine.flow.nodes.script import Script
from ccengine.flow.nodes.store import Store
from ccengine.flow.scripted.services import MEMBER
from ccengine.flow.trying.trial import Trial
from ccengine.model.diagnostics import Diagnostic
from ccengine.model.reader import did_you_mean
from ccengine.model.yamltext import shown

LONG = 200  # characters of a URL in a message


def unknown_answers(case: Case, bundle: Bundle) -> Iterator[Diagnostic]:
    """Of names that no node of the flows has: they could never be given."""
    names = [*_nodes(bundle), *_asked(bundle)]
    bases = [name for name in names if "://" in name]
    for name, prepared in case.answers.items():
        if name not in names and not any(name.startswith(base) for base in bases):
            text = f'"{case.name}": there is an answer for "{shown(name, LONG)}", and nothing asks so'
            remedy = did_you_mean(name, names) or f"what asks: {', '.join(names) or 'nothing'}"
            yield Diagnostic(prepared.at, text, "unknown-answer", remedy)


def _nodes(bundle: Bundle) -> Iterator[str]:
    for flow in bundle.flows.values():
        for node in flow.nodes.values():
            if isinstance(node, Http | Script | Lookup | Store | Member | ChangePin):
                yield from (node.id, f"{flow.name}/{node.id}")


def _asked(bundle: Bundle) -> Iterator[str]:
    """The begin of a URL, a callable, a program, a table; a PIN."""
    for flow in bundle.flows.values():
        for node in flow.nodes.values():
            match node:
                case Http(base=name) | Script(what=name):
                    yield name
                case Lookup() | Store():
                    yield f"{node.source}.{node.table}"
                case Member() | ChangePin():
                    yield MEMBER


def unused_answers(case: Case, trial: Trial) -> Iterator[Diagnostic]:
    for name, prepared in case.answers.items():
        used, many = trial.used.get(name, 0), len(prepared.given)
        if used >= many:
            continue
        which = f"{many - used} of the {many} answers" if many > 1 else "the answer"
        verb = "is" if many - used == 1 else "are"
        asked = ", ".join(shown(each, LONG) for each in dict.fromkeys(trial.asked))
        remedy = f"asked were: {asked}" if asked else "nothing was asked"
        yield Diagnostic(
            prepared.at, f'"{case.name}": {which} for {shown(name, LONG)} {verb} not asked for', "failed-case", remedy
        )
