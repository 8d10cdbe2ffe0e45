"""missing-prompt: a prompt is not there in every language the flow speaks; unknown-language: no prompts at all, or no
rules by which values are spoken in it."""

from collections.abc import Iterable, Iterator

from ccengine.flow.fields import Prompt
from ccengine.flow.flow import Flow
from ccengine.flow.node import Node
from ccengine.flow.nodes.language import Language
from ccengine.flow.spoken import NotSpeakable
from ccengine.flow.surroundings import Surroundings
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Report, did_you_mean


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    spoken = dict(_spoken(flow, around))
    for language, (why, at) in sorted(spoken.items()):
        there = around.prompts.get(language, frozenset())
        if there:
            _prompts(flow, language, there, report)
        else:
            remedy = did_you_mean(language, around.prompts) or f"record prompts/{language}/*.wav"
            report.add(at, f'there are no prompts in "{language}"{why}', "unknown-language", remedy)


def _spoken(flow: Flow, around: Surroundings) -> Iterator[tuple[str, tuple[str, Position]]]:
    """Every language that this flow may be heard in, why, and where it is said; what comes last counts."""
    for other in around.flows.values():
        for node in other.nodes.values():
            if isinstance(node, Language):
                here = other.name == flow.name
                yield node.language, (f", which {node} chooses", node.place("language") if here else flow.language_at)
    yield from ((language, (", which a port speaks", flow.language_at)) for language in around.spoken)
    yield flow.language, ("", flow.language_at)


def _prompts(flow: Flow, language: str, there: frozenset[str], report: Report) -> None:
    for node in flow.nodes.values():
        for prompt in _of(node, language, report):
            if prompt.name not in there:
                text = f"{node}: there is no prompts/{language}/{prompt.name}.wav"
                report.add(prompt.at, text, "missing-prompt", did_you_mean(prompt.name, there) or "record it")


def _of(node: Node, language: str, report: Report) -> Iterable[Prompt]:
    try:
        return node.prompts_in(language)
    except NotSpeakable as why:
        report.add(node.at, f"{node}: {why}", "unknown-language", "play prompts instead, or lead past it with `when`")
        return node.prompts()
