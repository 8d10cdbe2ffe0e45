"""A trial for the terminal: its transcript with the texts of the prompts and the places of the nodes, and what it waits
for."""

from collections.abc import Callable, Iterator, Mapping

from ccengine.flow.node import Node
from ccengine.flow.nodes.change_pin import ChangePin
from ccengine.flow.nodes.lookup import Lookup
from ccengine.flow.nodes.member import Member
from ccengine.flow.nodes.menu import Menu
from ccengine.flow.nodes.queue import Queue
from ccengine.flow.nodes.store import Store
from ccengine.flow.trying.desk import Visit
from ccengine.flow.trying.hand import Asking, Entering, Holding, Recording, Talking, Wanting
from ccengine.flow.trying.trial import Setup, Trial

Texts = Mapping[str, Mapping[str, str]]
"""Prompt -> language -> what it says."""

Say = Callable[..., str]
"""A sentence with its values, in the language of the terminal."""


def plain(text: str, **values: object) -> str:
    return text.format(**values)


def node_of(setup: Setup, visit: Visit) -> Node:
    return setup.bundle.flows[visit.flow].nodes[visit.node]


def lines(setup: Setup, trial: Trial, texts: Texts, since: int = 0) -> Iterator[str]:
    """The transcript from line number `since` on."""
    visits = {visit.line: visit for visit in trial.visits}
    language = setup.info.language
    for number, (text, line) in enumerate(zip(trial.transcript.texts, trial.transcript.lines, strict=True)):
        word, _, rest = text.partition(" ")
        if word == "language":
            language = rest
        if number < since:
            continue
        more = ""
        if visit := visits.get(number):
            node = node_of(setup, visit)
            more = f"{node.verb}, {node.at.file}:{node.at.line}"
        elif word == "play":
            said = texts.get(rest, {}).get(language, "")
            more = f"“{said}”" if said else ""
        yield f"{line}   {more}".rstrip()


def awaited(setup: Setup, trial: Trial, say: Say = plain) -> str:
    """What the trial stands at, and what may be typed."""
    if trial.ended:
        ways = {"hang up": "the caller hung up", "cancel": "the call was taken away", "fault": "the flow failed"}
        how = say(ways[trial.ended]) if trial.ended in ways else say("the last node left by {exit}", exit=trial.ended)
        return say("The call is over: {how}.", how=f"{how}: {trial.why}" if trial.why else how)
    visit = trial.visits[-1]
    if trial.asking is None:
        return say("At the begin of {node}.", node=f"{node_of(setup, visit)}")
    return f"{visit.node}: {_asks(node_of(setup, visit), trial.asking, say)}"


def _asks(node: Node, asking: Asking, say: Say) -> str:
    match asking:
        case Entering(ask) if isinstance(node, Menu):
            return say("waits {seconds:g}s for one of {keys}", seconds=ask.first, keys=", ".join(node.keys))
        case Entering(ask) if ask.max_digits == 1:
            return say("waits {seconds:g}s for a key", seconds=ask.first)
        case Entering(ask):
            digits = f"{ask.min_digits}" if ask.min_digits == ask.max_digits else f"{ask.min_digits}-{ask.max_digits}"
            end = say(", ended by {key}", key=ask.terminator) if ask.terminator else ""
            return say("waits {seconds:g}s for {digits} digits{end}", seconds=ask.first, digits=digits, end=end)
        case Holding(music):
            hint = say("waits with music ({music}): connect AGENT, send on EXIT, wait, hang up", music=music)
            return hint + (
                say(", or {keys}", keys=", ".join(node.keys)) if isinstance(node, Queue) and node.keys else ""
            )
        case Talking(agent):
            return say("talks with {agent}: agent hangs up, hang up, wait", agent=agent)
        case Recording(limit):
            return say("records {seconds:g}s at most: say WORDS, press #, wait", seconds=limit)
        case Wanting(asked):
            return say("asked {asked}: {answers}", asked=asked, answers=_answers(node, say))


def _answers(node: Node, say: Say) -> str:
    match node:
        case Lookup():
            return say("answer JSON (the row), answer null (no row), answer failed")
        case Store():
            return say("answer JSON (what is given back), answer unknown, answer failed")
        case Member() | ChangePin():
            return say("answer JSON (name and class), answer refused, answer busy (locked), answer failed")
    return say("answer JSON, answer status 404, answer timeout")
