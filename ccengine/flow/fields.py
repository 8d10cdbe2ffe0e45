"""Reads that several verbs share."""

from collections.abc import Sequence

from ccengine.flow.base import NEXT, Exit, Prompt
from ccengine.model.ids import NodeId
from ccengine.model.reader import Reader, Report, did_you_mean, list_of, mapping_of
from ccengine.model.values import file_name, name
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Scalar, Tree


def prompt(tree: Tree, report: Report) -> Prompt:
    return Prompt(file_name(tree, report), tree.at)


prompts = list_of(prompt, least=1, most=20)
"""One prompt, or a list that is played without gaps."""


def target(tree: Tree, report: Report) -> Exit:
    return Exit(NodeId(name(tree, report)), tree.at)


def exits(reader: Reader, names: Sequence[str]) -> dict[str, Exit]:
    """`exits:` leads the exits it names, `next:` all the others."""

    def known_exit(tree: Tree, report: Report) -> str:
        text = name(tree, report)
        if text not in names:
            remedy = did_you_mean(text, names) or "it has: " + ", ".join(names)
            raise report.wrong(tree.at, f'{reader.what} has no exit "{shown(text)}"', "unknown-exit", remedy)
        return text

    def leads_to(_: Scalar, tree: Tree, report: Report) -> Exit:
        return target(tree, report)

    named: dict[str, Exit] = {}
    if list(names) != [NEXT]:
        named = reader.take("exits", mapping_of(known_exit, leads_to), named)
    others = reader.take(NEXT, target, None)
    return {exit: found for exit in names if (found := named.get(exit, others))}
