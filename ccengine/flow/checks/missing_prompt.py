"""missing-prompt: a prompt is not there in every language the flow speaks; unknown-language: no prompts at all."""

from ccengine.flow.flow import Flow
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report, did_you_mean


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    for language in sorted({flow.language, *around.spoken}):
        there = around.prompts.get(language, frozenset())
        if there:
            _prompts(flow, language, there, report)
        else:
            remedy = did_you_mean(language, around.prompts) or f"record prompts/{language}/*.wav"
            text = f'there are no prompts in "{language}"'
            if language != flow.language:
                text += ", which a port speaks"
            report.add(flow.language_at, text, "unknown-language", remedy)


def _prompts(flow: Flow, language: str, there: frozenset[str], report: Report) -> None:
    for node in flow.nodes.values():
        for prompt in node.prompts_in(language):
            if prompt.name not in there:
                text = f"{node}: there is no prompts/{language}/{prompt.name}.wav"
                report.add(prompt.at, text, "missing-prompt", did_you_mean(prompt.name, there) or "record it")
