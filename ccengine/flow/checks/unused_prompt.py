"""unused-prompt (a warning): files of a language that no flow plays, but for those of prompts/index.yaml: that is a
stock for flows to come, and can be made again from its texts."""

from ccengine.flow.flow import Flow
from ccengine.flow.node import Node
from ccengine.flow.nodes.collect import NOT_VALID
from ccengine.flow.nodes.language import Language
from ccengine.flow.nodes.menu import NO_INPUT, NOT_A_CHOICE
from ccengine.flow.nodes.script import Script
from ccengine.flow.nodes.survey import THANKS
from ccengine.flow.spoken import KINDS, NotSpeakable, prompts_of
from ccengine.flow.surroundings import Surroundings
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Report

OWN = frozenset((NO_INPUT, NOT_A_CHOICE, NOT_VALID, THANKS, "beep", "number-not-in-service"))
"""Those that verbs and switches play of themselves, or where no flow runs."""
SHOWN = 10


def check_folder(flows: list[Flow], around: Surroundings, report: Report) -> None:
    """What an AGI program plays is not known: with one, nothing is told."""
    nodes = [node for flow in flows for node in flow.nodes.values()]
    if any(isinstance(node, Script) and node.is_program for node in nodes):
        return
    chosen = {node.language for node in nodes if isinstance(node, Language)}
    for language in sorted(chosen | around.spoken | {flow.language for flow in flows}):
        unused = around.prompts.get(language, frozenset()) - _used(nodes, language) - around.stock
        if unused:
            few = ", ".join(sorted(unused)[:SHOWN]) + (" ..." if len(unused) > SHOWN else "")
            files = "1 file" if len(unused) == 1 else f"{len(unused)} files"
            text = f"prompts/{language}: {files} that no flow plays: {few}"
            at = Position(f"prompts/{language}", 1, 1)
            report.warn(
                at, text, "unused-prompt", "lead a flow to them, list them in prompts/index.yaml, or delete them"
            )


def _used(nodes: list[Node], language: str) -> set[str]:
    """What the flows name, and the words of the language's values: a value that is said next month needs others."""
    used = set(OWN)
    try:
        used.update(*(prompts_of(kind, language) for kind in KINDS))
        used.update(prompt.name for node in nodes for prompt in node.prompts_in(language))
    except NotSpeakable:
        used.update(prompt.name for node in nodes for prompt in node.prompts())
    return used
